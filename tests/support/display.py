"""A display that only remembers."""

from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class Noted:
    """What was said and shown, in order."""

    said: list[str] = field(default_factory=list)
    updates: list[tuple[str, float, float]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def update(self, name: str, done: float, total: float, note: str = "") -> None:
        self.updates.append((name, done, total))

    def say(self, text: str) -> None:
        self.said.append(text)
