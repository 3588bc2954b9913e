import json
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tilebuild.local.events import ExecutionFinished, JobFinished, JobStarted, MapRunProgress, MapRunStarted
from tilebuild.local.watch import last_error, watcher


class Told:
    """A display that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.bars: dict[str, tuple[float, float, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def update(self, name: str, done: float, total: float, note: str = "") -> None:
        self.bars[name] = (done, total, note)

    def say(self, text: str) -> None:
        self.lines.append(text)


def log_line(level: str, message: str, **more: str) -> str:
    return json.dumps({"level": level, "message": message, **more}) + "\n"


def failing(job: str, log: Path) -> list[JobStarted | JobFinished]:
    """The events of a job that fails."""
    ended = "Essential container in task exited"
    return [JobStarted(job, f"low-{job}", 1, str(log)), JobFinished(job, f"low-{job}", "FAILED", ended, 70, 1, 0.1)]


def test_a_job_that_fails_is_told_in_its_own_words_and_once_for_each_reason(tmp_path: Path) -> None:
    logs = {name: tmp_path / name for name in "abc"}
    for name, why in (("a", "the disk is full"), ("b", "the disk is full"), ("c", "a ring is torn")):
        logs[name].write_text(log_line("INFO", "begun") + log_line("ERROR", why) + log_line("INFO", "ended"))
    display = Told()
    watch = watcher(display)
    for event in (event for name, log in logs.items() for event in failing(name, log)):
        watch(event)
    assert display.lines == [
        f"job low-a failed with exit code 70: the disk is full ({logs['a']})",
        f"job low-c failed with exit code 70: a ring is torn ({logs['c']})",
    ]


def test_a_job_without_a_log_is_told_by_what_the_queue_says() -> None:
    display = Told()
    watcher(display)(JobFinished("j", "low-j", "FAILED", "CannotStartContainerError: no memory", None, 1, 0.0))
    assert display.lines == ["job low-j failed with exit code None: CannotStartContainerError: no memory"]


def test_a_map_is_a_bar_with_what_runs_and_what_failed() -> None:
    display = Told()
    watch = watcher(display)
    watch(MapRunStarted("e", "m", "Pyramid", 8))
    assert display.bars == {"Pyramid": (0, 8, "")}
    watch(MapRunProgress("e", "m", "Pyramid", 8, 3, 1, 2))
    assert display.bars == {"Pyramid": (4, 8, "2 running, 1 failed")}


def test_why_a_run_failed_is_said() -> None:
    display = Told()
    watcher(display)(ExecutionFinished("arn", "r1", "FAILED", None, "Incomplete", "2 jobs have no result"))
    assert display.lines == ["r1 failed: 2 jobs have no result"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        ("Killed\n\n", "Killed"),
        (log_line("ERROR", "first") + log_line("ERROR", "second"), "second"),
        (log_line("ERROR", "unknown", exception="Traceback\n  File x\nValueError: no\n"), "unknown: ValueError: no"),
        ("Traceback\nImportError: no numpy\n", "ImportError: no numpy"),
        (log_line("ERROR", "why") + "17\n[]\n", "why"),
    ],
)
def test_the_last_error_of_a_log_is_found(tmp_path: Path, text: str, said: str) -> None:
    log = tmp_path / "job.log"
    log.write_text(text)
    assert last_error(log) == said


def test_a_log_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert last_error(tmp_path / "none") == ""
