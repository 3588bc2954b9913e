"""Stopping: an execution can be stopped, and so can a branch, a map run or a task in it, with all that is inside."""

import threading
from collections.abc import Callable
from contextlib import suppress


class Stop:
    """A stop signal; setting it sets every signal made inside it and calls those who asked."""

    def __init__(self, outer: "Stop | None" = None) -> None:
        """A new signal, set as soon as ``outer`` is."""
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []
        self._outer = outer
        if outer is not None:
            outer.call(self.set)

    def is_set(self) -> bool:
        """Whether to stop."""
        return self._event.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the stop or so long; whether to stop."""
        return self._event.wait(seconds)

    def set(self) -> None:
        """Stop; a second time does nothing."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def call(self, callback: Callable[[], None]) -> None:
        """Have ``callback`` called at the stop, or now if it has come."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return
        callback()

    def forget(self, callback: Callable[[], None]) -> None:
        """Take a callback back."""
        with self._lock, suppress(ValueError):
            self._callbacks.remove(callback)

    def close(self) -> None:
        """Leave the outer signal: what this one was for has ended."""
        if self._outer is not None:
            self._outer.forget(self.set)
