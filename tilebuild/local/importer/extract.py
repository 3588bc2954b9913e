"""An OpenStreetMap extract as a file: is it whole, and which area is it of?

The PBF container is described at https://wiki.openstreetmap.org/wiki/PBF_Format: blocks, each of a four-byte
big-endian length, a BlobHeader message of that length, and a blob whose size the header gives.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import osmium
from numpy.typing import NDArray

from tilebuild.errors import RequestError

Bbox = tuple[float, float, float, float]
"""West, south, east, north in degrees; west > east crosses the antimeridian."""

_DATASIZE = 3
"""Field of a BlobHeader: bytes of the blob behind it."""
_WORLD_WIDTH = 359.0
"""A header bbox this many degrees wide says nothing: some programs write the whole world."""


def check_extract(path: Path) -> None:
    """Look at the file before hours are spent on it.

    Raises:
        RequestError: it is absent, not an extract, or ends in the middle of a block.
    """
    if not path.is_file():
        raise RequestError(f"there is no extract {path}: name an .osm.pbf file")
    try:
        with osmium.io.Reader(str(path)) as reader:
            is_pbf = reader.header().get("pbf_dense_nodes") or path.suffix == ".pbf"
    except (RuntimeError, OSError) as error:
        raise RequestError(f"{path} is not an OpenStreetMap extract (.osm.pbf): {error}") from None
    if is_pbf:
        _check_blocks(path)


def _check_blocks(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        if any(end > size for end in _block_ends(file)):
            raise RequestError(f"{path} is cut off: its last block is not whole, so download it again")


def _block_ends(file: BinaryIO) -> Iterator[int]:
    """Where each block should end; one that is cut off in its header ends behind the file."""
    while start := file.read(4):
        header = file.read(struct.unpack(">I", start)[0]) if len(start) == 4 else b""
        size = _datasize(header)
        end = file.tell() + size if size else file.seek(0, 2) + 1
        yield end
        file.seek(end)


def _datasize(header: bytes) -> int:
    """Field ``datasize`` of a BlobHeader message, 0 if it is not (wholly) there."""
    at = 0
    try:
        while at < len(header):
            key, at = _varint(header, at)
            number, after = _varint(header, at)
            if key >> 3 == _DATASIZE:
                return number
            at = after + number if key & 7 == 2 else after
    except IndexError:
        pass
    return 0


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A protocol buffer number and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def extract_bbox(path: Path) -> Bbox:
    """The area of an extract: its header's bbox; where that is absent or the world, the bbox of its nodes.

    Raises:
        RequestError: it has neither.
    """
    check_extract(path)
    with osmium.io.Reader(str(path)) as reader:
        box = reader.header().box()
    if box.valid() and box.top_right.lon - box.bottom_left.lon < _WORLD_WIDTH and box.size() > 0:
        return (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat)
    return _bbox_of_nodes(path)


def read_nodes(path: Path, *filters: Any) -> Iterator[tuple[int, float, float]]:
    """Id, longitude and latitude of each node with a location that passes osmium's filters."""
    nodes: Any = osmium.FileProcessor(str(path), osmium.osm.NODE)
    for each in filters:
        nodes = nodes.with_filter(each)
    return ((node.id, node.lon, node.lat) for node in nodes if node.location.valid())


def _bbox_of_nodes(path: Path) -> Bbox:
    places = np.fromiter(((lon, lat) for _, lon, lat in read_nodes(path)), dtype=("f8", 2))
    if not len(places):
        raise RequestError(f"{path} has no nodes: there is nothing to import")
    west, east = _narrowest(places[:, 0])
    return (west, float(places[:, 1].min()), east, float(places[:, 1].max()))


def _narrowest(longitudes: NDArray[np.float64]) -> tuple[float, float]:
    """West and east of the narrowest belt with all the longitudes: it leaves out their widest gap.

    Fiji's lie on both sides of the antimeridian: from the smallest to the largest they would go round the world.
    """
    ordered = np.unique(longitudes)
    gaps = np.diff(ordered, append=ordered[0] + 360)
    widest = int(gaps.argmax())
    return float(ordered[(widest + 1) % len(ordered)]), float(ordered[widest])
