"""A bounded memory: what was used least lately goes first, and what is too old is forgotten."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """Values by key, of at most ``capacity`` weight together and ``seconds`` old; for any number of threads."""

    def __init__(
        self, capacity: int, seconds: float, clock: Callable[[], float], weigh: Callable[[Value], int] = lambda _: 1
    ) -> None:
        self._capacity = capacity
        self._seconds = seconds
        self._clock = clock
        self._weigh = weigh
        self._kept: OrderedDict[Key, tuple[float, int, Value]] = OrderedDict()
        self._lock = threading.Lock()
        self.weight = 0

    def get(self, key: Key) -> Value | None:
        """The value, if it is there and young enough."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if self._clock() - kept[0] >= self._seconds:
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return kept[2]

    def put(self, key: Key, value: Value) -> None:
        """Keep the value, unless it alone is heavier than everything may be."""
        weight = self._weigh(value)
        with self._lock:
            self._drop(key)
            if weight > self._capacity:
                return
            self._kept[key] = (self._clock(), weight, value)
            self.weight += weight
            while self.weight > self._capacity:
                self._drop(next(iter(self._kept)))

    def forget(self, key: Key) -> None:
        """Drop the value if it is there."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self.weight -= kept[1]

    def __len__(self) -> int:
        """How many values are kept."""
        return len(self._kept)
