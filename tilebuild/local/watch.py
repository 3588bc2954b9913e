"""From the runner's events to the display: a bar for each map, a line for what a person wants to know."""

import json
from pathlib import Path

from tilebuild.local.display import Display
from tilebuild.local.events import (
    Event,
    ExecutionFinished,
    ExecutionStarted,
    FunctionFinished,
    JobFinished,
    JobStarted,
    Listener,
    MapRunProgress,
    MapRunStarted,
    StateEntered,
)

_TAIL = 64 * 1024
"""Bytes at a log's end that are looked through for the job's own words."""


def watcher(display: Display) -> Listener:
    """A listener that shows on the display what goes on; why jobs fail is said once for each reason."""
    logs: dict[str, str] = {}
    told: set[str] = set()

    def failed(job: JobFinished) -> None:
        log = logs.get(job.job, "")
        why = last_error(Path(log)) or job.reason
        if why not in told:
            told.add(why)
            display.say(f"job {job.name} failed with exit code {job.exit_code}: {why}" + (f" ({log})" if log else ""))

    def watch(event: Event) -> None:
        match event:
            case ExecutionStarted(name=name, redrive=redrive):
                display.say(f"{'resuming' if redrive else 'running'} {name}")
            case StateEntered(state="Plan"):
                display.update("Plan", 0, 1)
            case FunctionFinished(function=function, error=None) if "plan" in function.lower():
                display.update("Plan", 1, 1)
            case MapRunStarted(label=label, total=total):
                display.update(label, 0, total)
            case MapRunProgress(label=label, total=total, succeeded=succeeded, failed=failures, running=running):
                note = f"{running} running" + (f", {failures} failed" if failures else "")
                display.update(label, succeeded + failures, total, note)
            case JobStarted(job=job, log=log):
                logs[job] = log
            case JobFinished(status="FAILED"):
                failed(event)
                logs.pop(event.job, None)
            case JobFinished(job=job):
                logs.pop(job, None)
            case ExecutionFinished(status="FAILED", name=name, cause=cause):
                display.say(f"{name} failed: {cause}")
            case _:
                pass

    return watch


def last_error(log: Path) -> str:
    """The message of the last error in a job's log (JSON lines); its last line where none is; empty without a log."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _TAIL))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    written = [line for line in lines if line.strip()]
    said = (_error(line) for line in reversed(written))
    return next((message for message in said if message), written[-1] if written else "")


def _error(line: str) -> str:
    """The message of one line of a log if it is an error, with the exception's last line behind it."""
    try:
        entry = json.loads(line)
    except ValueError:
        return ""
    if not isinstance(entry, dict) or entry.get("level") not in ("ERROR", "CRITICAL"):
        return ""
    exception = str(entry.get("exception", "")).strip().splitlines()
    return ": ".join([str(entry.get("message", "")), *exception[-1:]])
