"""From the runner's events to the display: a bar for each map, a line for what a person wants to know."""

from tilebuild.local.display import Display
from tilebuild.local.events import (
    Event,
    ExecutionFinished,
    ExecutionStarted,
    FunctionFinished,
    JobFinished,
    Listener,
    MapRunProgress,
    MapRunStarted,
    StateEntered,
)


def watcher(display: Display) -> Listener:
    """A listener that shows on the display what goes on."""

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
            case MapRunProgress(label=label, total=total, succeeded=succeeded, failed=failed, running=running):
                note = f"{running} running" + (f", {failed} failed" if failed else "")
                display.update(label, succeeded + failed, total, note)
            case JobFinished(name=name, status="FAILED", reason=reason, exit_code=code):
                display.say(f"job {name} failed with exit code {code}: {reason}")
            case ExecutionFinished(status="FAILED", name=name, cause=cause):
                display.say(f"{name} failed: {cause}")
            case _:
                pass

    return watch
