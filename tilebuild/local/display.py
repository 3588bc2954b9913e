"""What a person sees of long work: bars on a terminal, plain lines elsewhere; always on stderr."""

import math
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

_QUIET_SECONDS = 5.0


class Display(Protocol):
    """Shows named work, each with how much of it is done."""

    def __enter__(self) -> Self:
        """Begin to show."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the screen as it is."""

    def update(self, name: str, done: float, total: float, note: str = "") -> None:
        """Some work is so far; it is shown from its first update on."""

    def say(self, text: str) -> None:
        """A line of its own."""


class Bars:
    """Progress bars that redraw themselves (rich)."""

    def __init__(self, stream: TextIO) -> None:
        columns = (
            TextColumn("{task.description:<12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
        )
        self._progress = Progress(*columns, console=Console(file=stream))
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def update(self, name: str, done: float, total: float, note: str = "") -> None:
        """Move the work's bar; it begins anew when the work does."""
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total, note=note)
        elif done == 0:
            self._progress.reset(self._tasks[name])
        self._progress.update(self._tasks[name], completed=done, total=total, note=note)

    def say(self, text: str) -> None:
        """A line above the bars."""
        self._progress.console.print(text, highlight=False, markup=False)


class Lines:
    """A line when some work begins, ends, and every few seconds between."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._told: dict[str, tuple[float, float, float]] = {}
        """When each work was told last, and what: done, total."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.flush()

    def update(self, name: str, done: float, total: float, note: str = "") -> None:
        """Print the work's state unless that was done a moment ago; beginning and end are printed once, and always."""
        now = self._clock()
        when, *before = self._told.get(name, (-math.inf, 0.0, 0.0))
        news = before != [done, total]
        waited = done >= total or done < before[0] or now - when >= _QUIET_SECONDS
        if not (news and waited):
            return
        self._told[name] = (now, done, total)
        self.say(f"{name}: {_number(done)} of {_number(total)}" + (f" {note}" if note else ""))

    def say(self, text: str) -> None:
        """Print a line."""
        print(text, file=self._stream, flush=True)


def display_for(stream: TextIO | None = None) -> Display:
    """Bars where the stream is a terminal, lines where it is not."""
    stream = stream or sys.stderr
    return Bars(stream) if stream.isatty() else Lines(stream)


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"
