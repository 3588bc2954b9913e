"""The object store: S3 on AWS, a directory per bucket on one machine, the same calls for both (obstore).

A write is whole or absent: S3 makes an object visible when its upload ends, a directory gets the file by a rename.
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import obstore
from obstore.store import LocalStore, S3Store

from tilebuild.errors import RequestError, TilebuildError, UnavailableError

BUCKETS_VARIABLE = "TILEBUILD_BUCKETS"
"""Environment variable: the directory whose sub-directories are the buckets; S3 where it is not set."""

ZIP = "application/zip"
JSON = "application/json"

T = TypeVar("T")

_CONCURRENT_PUTS = 16
_QUEUED_PUTS = 256


class NotFoundError(RequestError):
    """There is no object under this key."""


class Bucket:
    """One bucket; every key is relative to it, with slashes between its parts and none in front."""

    def __init__(self, name: str, store: LocalStore | S3Store, directory: Path | None = None) -> None:
        """``directory`` is where a local store keeps its objects."""
        self.name = name
        self._store = store
        self._directory = directory
        self._takes_content_type = isinstance(store, S3Store)

    def get(self, key: str) -> bytes:
        """The whole object.

        Raises:
            NotFoundError: there is none.
            UnavailableError: the store did not answer.
        """
        return self._call(key, lambda: obstore.get(self._store, key).bytes().to_bytes())

    def get_range(self, key: str, start: int, length: int) -> bytes:
        """``length`` bytes of the object from ``start``."""
        return self._call(key, lambda: obstore.get_range(self._store, key, start=start, length=length).to_bytes())

    def size(self, key: str) -> int:
        """How many bytes the object has."""
        return self._call(key, lambda: int(obstore.head(self._store, key)["size"]))

    def exists(self, key: str) -> bool:
        """Whether there is an object under the key."""
        try:
            self.size(key)
        except NotFoundError:
            return False
        return True

    def put(self, key: str, data: bytes, content_type: str = ZIP) -> None:
        """Write the whole object, in place of any that was there."""
        attributes: Any = {"Content-Type": content_type} if self._takes_content_type else None
        self._call(key, lambda: obstore.put(self._store, key, data, attributes=attributes))

    def put_all(self, objects: Iterable[tuple[str, bytes]], content_type: str = ZIP) -> int:
        """Write many objects, several at once, while the iterable still makes the next ones; how many there were.

        The first write that fails stops it: what was handed over before is written or absent, each for itself.
        """
        count = 0
        with ThreadPoolExecutor(_CONCURRENT_PUTS) as pool:
            pending: set[Future[None]] = set()
            for key, data in objects:
                pending.add(pool.submit(self.put, key, data, content_type))
                count += 1
                if len(pending) >= _QUEUED_PUTS:
                    pending = _settle(pending)
            for future in pending:
                future.result()
        return count

    def list(self, prefix: str = "") -> Iterator[str]:
        """Every key below ``prefix`` (whole path parts), sorted within what the store returns at once."""
        for entry in self.entries(prefix):
            yield entry["path"]

    def entries(self, prefix: str = "") -> Iterator[Any]:
        """Like :meth:`list`, with ``path``, ``size``, ``e_tag`` and ``last_modified`` of each object."""
        chunks = obstore.list(self._store, prefix or None)
        while True:
            chunk = self._call(prefix, lambda: next(iter(chunks), None))
            if chunk is None:
                return
            yield from chunk

    def delete(self, key: str) -> None:
        """Remove the object; one that is gone already is fine."""
        try:
            self._call(key, lambda: obstore.delete(self._store, key))
        except NotFoundError:
            return

    def move(self, source: str, target: str) -> None:
        """Copy to ``target``, then remove ``source``: at any moment at least one of them is there."""
        self._call(source, lambda: obstore.copy(self._store, source, target))
        self.delete(source)
        self._prune(source)

    def _prune(self, key: str) -> None:
        """Remove the directories that an object left empty; the first part of its key stays for those that come."""
        if self._directory is None:
            return
        with suppress(OSError):  # the first that is not empty
            for parent in list(PurePosixPath(key).parents)[:-2]:
                (self._directory / parent).rmdir()

    def _call(self, key: str, call: Callable[[], T]) -> T:
        try:
            return call()
        except Exception as error:
            raise _explained(error, self.name, key) from error


def open_bucket(name: str, region: str | None = None) -> Bucket:
    """The bucket of that name: a directory where ``TILEBUILD_BUCKETS`` is set, else S3.

    Raises:
        RequestError: no name was given.
    """
    if not name:
        raise RequestError("the bucket's name is empty: set it in the job's environment")
    root = os.environ.get(BUCKETS_VARIABLE)
    return open_directory(Path(root), name) if root else Bucket(name, _s3(name, region))


def open_existing(name: str) -> Bucket:
    """A bucket that is only read: where buckets are directories it must be there, S3 says so at the first call.

    Raises:
        RequestError: there is none of that name, or no name was given.
    """
    root = os.environ.get(BUCKETS_VARIABLE)
    if root and not (Path(root) / name).is_dir():
        raise RequestError(f"there is no bucket {name!r} in {root}")
    return open_bucket(name)


def open_directory(root: Path, name: str) -> Bucket:
    """The bucket ``name`` kept as a directory below ``root``, which is made if it is not there."""
    return Bucket(name, LocalStore(root / name, mkdir=True), root / name)


def _s3(name: str, region: str | None) -> S3Store:
    """Credentials come from the container or function role, and are renewed by the client before they expire."""
    where = region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    plain = os.environ.get("AWS_ENDPOINT_URL_S3", os.environ.get("AWS_ENDPOINT_URL", "")).startswith("http://")
    return S3Store(
        name,
        config={"region": where} if where else None,
        client_options={
            "timeout": timedelta(minutes=5),
            "connect_timeout": timedelta(seconds=10),
            "allow_http": plain,
        },
        retry_config={"max_retries": 8, "retry_timeout": timedelta(seconds=180)},
    )


def _settle(pending: set[Future[None]]) -> set[Future[None]]:
    """Wait until some of the writes have ended; those that go on. Raises what the first failed one raised."""
    done, rest = wait(pending, return_when=FIRST_COMPLETED)
    for future in done:
        future.result()
    return rest


def _explained(error: Exception, bucket: str, key: str) -> TilebuildError:
    """The store's error as one of ours, in one sentence."""
    place = f"{bucket}/{key}"
    if "NoSuchBucket" in str(error):
        return RequestError(f"there is no bucket {bucket!r}: check its name and region")
    if isinstance(error, FileNotFoundError):
        return NotFoundError(f"there is no object {place}")
    if _disk_is_full(error):
        return UnavailableError(f"the disk is full: {place} was not written")
    if isinstance(error, ValueError):
        return RequestError(f"{place} is no key of an object: {str(error).splitlines()[0]}")
    if isinstance(error, PermissionError | obstore.exceptions.UnauthenticatedError):
        return RequestError(f"no permission for {place}: check the role or the directory's owner")
    return UnavailableError(f"the object store failed at {place}: {str(error).splitlines()[0]}")


def _disk_is_full(error: Exception) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or "No space left on device" in str(error)
