import contextlib
import io
import os
import pty

import pytest

from tilebuild.local.display import Bars, Lines, display_for


def lines_of(*updates: tuple[float, str, float, float]) -> list[str]:
    """What plain lines are printed for updates, each at a time in seconds."""
    stream = io.StringIO()
    times = iter(when for when, *_ in updates)
    with Lines(stream, lambda: next(times)) as lines:
        for _, name, done, total in updates:
            lines.update(name, done, total)
    return stream.getvalue().splitlines()


def test_a_line_is_printed_at_the_beginning_at_the_end_and_every_five_seconds() -> None:
    updates = [(0.0, "Map", 0, 9), (1.0, "Map", 1, 9), (5.5, "Map", 2, 9), (6.0, "Map", 3, 9), (6.1, "Map", 9, 9)]
    assert lines_of(*updates) == ["Map: 0 of 9", "Map: 2 of 9", "Map: 9 of 9"]


def test_an_end_is_printed_once_and_the_next_pass_is_told_again() -> None:
    again = [(0.0, "Map", 9, 9), (0.1, "Map", 9, 9), (0.2, "Map", 0, 2), (0.3, "Map", 2, 2)]
    assert lines_of(*again) == ["Map: 9 of 9", "Map: 0 of 2", "Map: 2 of 2"]


def test_a_stream_that_is_no_terminal_gets_lines() -> None:
    assert isinstance(display_for(io.StringIO()), Lines)


def everything(controller: int) -> str:
    """What was written to a terminal whose other side is closed."""
    shown = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(controller, 4096):
            shown += chunk
    return shown.decode()


@pytest.mark.parametrize("name", ["Import: read extract", "Pyramid"])
def test_a_terminal_gets_bars(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    controller, terminal = pty.openpty()
    try:
        with os.fdopen(terminal, "w") as stream, display_for(stream) as display:
            assert isinstance(display, Bars)
            display.update(name, 3, 8, "2 running")
            display.say("[a line] of its own")
            display.update(name, 8, 8)
            display.update(name, 0, 3)
        shown = everything(controller)
    finally:
        os.close(controller)
    assert name in shown
    assert "0/3" in shown
    assert "[a line] of its own" in shown
