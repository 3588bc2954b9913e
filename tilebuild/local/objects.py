"""The buckets of a home, for the readers and writers of maps."""

import os
import uuid
from pathlib import Path


class DirectoryObjects:
    """A directory whose sub-directories are the buckets, as `tilebuild.storage` lays them out."""

    def __init__(self, root: Path) -> None:
        """Below ``root``."""
        self._root = root

    def path(self, bucket: str, key: str) -> Path:
        """The file that holds an object."""
        return self._root / bucket / key

    def get(self, bucket: str, key: str) -> bytes:
        """An object's bytes; OSError if it is not there."""
        return self.path(bucket, key).read_bytes()

    def put(self, bucket: str, key: str, data: bytes) -> None:
        """Write an object whole; OSError if the bucket is not there."""
        if not (self._root / bucket).is_dir():
            raise FileNotFoundError(f"there is no bucket {bucket}")
        path = self.path(bucket, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        part.write_bytes(data)
        os.replace(part, path)  # noqa: PTH105 - atomic
