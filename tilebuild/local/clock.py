"""Time and chance, so that tests can bring their own."""

import random
from datetime import UTC, datetime
from typing import Protocol

from tilebuild.local.stopping import Stop


class Clock(Protocol):
    """What the interpreter knows of time and chance."""

    def now(self) -> datetime:
        """The time, in UTC."""

    def sleep(self, seconds: float, stop: Stop) -> None:
        """Wait, but no longer than until the stop."""

    def jitter(self, seconds: float) -> float:
        """A random time between nothing and ``seconds``."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float, stop: Stop) -> None:
        """Wait, but no longer than until the stop."""
        stop.wait(seconds)

    def jitter(self, seconds: float) -> float:
        """A random time between nothing and ``seconds``."""
        return random.uniform(0, seconds)  # noqa: S311 - no secret


def timestamp(moment: datetime) -> str:
    """A time as Step Functions writes it: ``2025-01-31T12:00:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
