"""Uploads beside the work: what is made is stored by other threads while the next is being made.

However slow the store is, no more than so many bytes wait for it: then the work waits.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Condition
from types import TracebackType
from typing import Self

from tilebuild.storage import Bucket

AT_ONCE = 16
"""Objects that are written at the same time."""

ROOM = 64 << 20
"""Bytes that may wait to be written, or be on their way."""

MOST = 1024
"""Objects that may."""


class Uploads:
    """Writes objects to a bucket in the background; all of them are stored when its block has ended without an error.

    Objects are independent of each other: after one that could not be written, others may have been.
    """

    def __init__(self, bucket: Bucket, room: int = ROOM) -> None:
        """``room``: bytes that may wait; an object larger than that is written alone."""
        self._bucket = bucket
        self._room = room
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="upload")
        self._changed = Condition()
        self._bytes = self._objects = 0
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        """Ready from the beginning."""
        return self

    def put(self, key: str, data: bytes) -> None:
        """Have the object written soon; waits until there is room for it.

        Raises:
            TilebuildError: an object before it could not be written.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._error is not None or self._fits(len(data)))
            self._raise_error()
            self._bytes, self._objects = self._bytes + len(data), self._objects + 1
        self._pool.submit(self._write, key, data)

    def finish(self) -> None:
        """Wait until everything is written.

        Raises:
            TilebuildError: an object could not be written.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._error is not None or self._objects == 0)
            self._raise_error()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish; after an error, give up what was not begun."""
        try:
            if error is None:
                self.finish()
        finally:
            self._pool.shutdown(cancel_futures=True)

    def _fits(self, size: int) -> bool:
        return self._objects == 0 or (self._bytes + size <= self._room and self._objects < MOST)

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _write(self, key: str, data: bytes) -> None:
        error: BaseException | None = None
        try:
            if self._error is None:
                self._bucket.put(key, data)
        except BaseException as caught:  # whatever it is, the work is told
            error = caught
        with self._changed:
            self._error = self._error or error
            self._bytes, self._objects = self._bytes - len(data), self._objects - 1
            self._changed.notify_all()
