"""Tiles into metatiles: a whole zoom's at once, each distinct tile deflated once.

Most tiles of a map are alike: empty, or full of one rectangle of earth. Tiles of the same bytes are one payload, and a
metatile is a row of numbers of payloads, from which compiled code writes the zip.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.rawr.binary import read_only
from tilebuild.rawr.strings import distinct
from tilebuild.rawr.zips import LIMIT, Deflated
from tilebuild.tiles.archive import deflate, pack
from tilebuild.tiles.kernel.types import Ints
from tilebuild.tiles.kernel.zipping import Names, Payloads, zips
from tilebuild.tiles.level_tiles import LevelTiles
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.mvt.types import ragged

EMPTY = b""
"""A tile in which nothing is drawn; payload 0 of every zoom."""

SMALL = 4096
"""Payloads up to so many bytes are told apart and remembered: larger ones hardly ever come twice."""

BATCH = 16
"""Metatiles that are written together."""


class Contents(NamedTuple):
    """What a metatile holds of one tile zoom."""

    tiles: int
    """Tiles in which something is drawn."""
    empty: int
    bytes: int
    """Before they are deflated."""


class Metatile(NamedTuple):
    """A metatile, ready to be stored."""

    tile: Tile
    data: bytes
    """The zip."""
    contents: dict[int, Contents]
    """By tile zoom."""


class Packer:
    """Packs the metatiles of one zoom after the other.

    A small payload met before is not deflated again, and a metatile whose members are all the same is packed once. Both
    memories are emptied when full, so they never grow with the job.
    """

    def __init__(self, payloads: int = 4096, metatiles: int = 256) -> None:
        self._deflated: dict[bytes, Deflated] = {}
        self._uniform: dict[tuple[tuple[str, ...], bytes], bytes] = {}
        self._payloads = payloads
        self._metatiles = metatiles

    def pack(
        self, wanted: Sequence[Tile], zoom: int, levels: Sequence[LevelTiles], layout: MetatileLayout
    ) -> Iterator[Metatile]:
        """The wanted metatiles of a zoom, in their order.

        Args:
            wanted: in the levels' area.
            zoom: the metatile zoom.
            levels: the tiles of each of the layout's levels at the zoom.
            layout: which tiles a metatile holds.

        Raises:
            RequestError: metatiles that are written together hold more than half of what a plain zip can (4 GiB).
        """
        held = Held(levels)
        members = held.members(wanted, zoom, layout)
        names = layout.names(zoom)
        for first in range(0, len(wanted), BATCH):
            batch = slice(first, first + BATCH)
            packed = self.packed(members[batch], held, names)
            contents = held.contents(members[batch], zoom, layout)
            yield from map(Metatile, wanted[batch], packed, contents)

    def packed(self, members: Ints, held: "Held", names: tuple[str, ...]) -> list[bytes]:
        """The zips of some metatiles.

        Args:
            members: shape (metatiles, members), payloads.
            held: what these are.
            names: of the members.
        """
        mixed = (members != members[:, :1]).any(axis=1)
        made = iter(self._mixed(members[mixed], held, names) if mixed.any() else ())
        each = zip(members[:, 0].tolist(), mixed.tolist(), strict=True)
        return [next(made) if is_mixed else self._same(names, held.content(first)) for first, is_mixed in each]

    def _mixed(self, members: Ints, held: "Held", names: tuple[str, ...]) -> list[bytes]:
        """Zips of several payloads each."""
        used, place = np.unique(members, return_inverse=True)
        deflated = [self._deflate(held.content(number)) for number in used.tolist()]
        payloads = _payloads(deflated)
        if payloads.start[-1] > LIMIT // 2 or payloads.size.max(initial=0) > LIMIT:
            size, most = max(int(payloads.start[-1]), int(payloads.size.max())), LIMIT // 2
            raise RequestError(
                f"{len(members)} metatiles hold {size} bytes, more than a plain zip can: make them of fewer tiles, "
                f"which hold at most {most}"
            )
        order, listed = _by_name(names)
        # Laid out in rows whatever their number: of one row alone numba would make machine code of its own.
        data, start = zips(np.ascontiguousarray(place.reshape(members.shape)[:, order]), payloads, listed)
        return [data[begin:end].tobytes() for begin, end in pairwise(start.tolist())]

    def _same(self, names: tuple[str, ...], content: bytes) -> bytes:
        """A metatile of one payload."""
        key = (names, content)
        if key not in self._uniform:
            _make_room(self._uniform, self._metatiles)
            self._uniform[key] = pack([(name, content) for name in names], self._deflate)
        return self._uniform[key]

    def _deflate(self, content: bytes) -> Deflated:
        if len(content) > SMALL:
            return deflate(content)
        if content not in self._deflated:
            _make_room(self._deflated, self._payloads)
            self._deflated[content] = deflate(content)
        return self._deflated[content]


class Held:
    """The payloads of some levels, numbered."""

    def __init__(self, levels: Sequence[LevelTiles]) -> None:
        self._levels = levels
        self._first = [_first_of_equal(level) for level in levels]
        self._before = [*accumulate(map(len, levels), initial=1)]
        """Numbers count the levels' tiles, and 0 is the empty one."""
        self._size = np.concatenate((np.zeros(1, dtype=np.int64), *(np.diff(level.start) for level in levels)))

    def members(self, metatiles: Sequence[Tile], zoom: int, layout: MetatileLayout) -> Ints:
        """Shape (metatiles, members): the payload of each."""
        tiles = np.array(metatiles, dtype=np.int64).reshape(-1, 3)
        parts = []
        for level, first, before, offset in zip(
            self._levels, self._first, self._before, layout.offsets(zoom), strict=False
        ):
            payload = np.zeros(level.side**2, dtype=np.int64)
            payload[level.place] = first + before
            within = np.arange(1 << offset.dz)
            column = (tiles[:, :1] - (level.area.x << (zoom - level.area.z)) << offset.dz) + within
            row = (tiles[:, 1:2] - (level.area.y << (zoom - level.area.z)) << offset.dz) + within
            parts.append(payload[column[:, :, None] * level.side + row[:, None, :]].reshape(len(tiles), 4**offset.dz))
        return np.concatenate(parts, axis=1)

    def content(self, number: int) -> bytes:
        """A payload."""
        if number == 0:
            return EMPTY
        level = bisect_right(self._before, number) - 1
        return self._levels[level].content(number - self._before[level])

    def contents(self, members: Ints, zoom: int, layout: MetatileLayout) -> list[dict[int, Contents]]:
        """What each metatile holds, by tile zoom."""
        found: list[dict[int, Contents]] = [{} for _ in members]
        first = 0
        for offset in layout.offsets(zoom):
            of_level = members[:, first : first + 4**offset.dz]
            first += of_level.shape[1]
            drawn, sizes = (of_level > 0).sum(axis=1), self._size[of_level].sum(axis=1)
            for held, tiles, size in zip(found, drawn.tolist(), sizes.tolist(), strict=True):
                held[zoom + offset.dz] = Contents(tiles, of_level.shape[1] - tiles, size)
        return found


def _first_of_equal(level: LevelTiles) -> Ints:
    """For each tile the first one of the same bytes; itself where it is large."""
    first = np.arange(len(level))
    small = np.flatnonzero(np.diff(level.start) <= SMALL)
    codes, firsts = distinct(read_only(level.data), level.start[:-1][small], level.start[1:][small])
    first[small] = small[firsts][codes]
    return first


def _payloads(deflated: Sequence[Deflated]) -> Payloads:
    crc, size = (np.array([one[field] for one in deflated], dtype=np.int64) for field in (1, 2))
    return Payloads(*ragged(one.data for one in deflated), crc, size)


@lru_cache(maxsize=64)
def _by_name(names: tuple[str, ...]) -> tuple[Ints, Names]:
    """The order of the names, and they in that order: a zoom's metatiles all have the same."""
    order = sorted(range(len(names)), key=names.__getitem__)
    return np.array(order), Names(*ragged(names[at].encode() for at in order))


def _make_room(memory: dict[Any, Any], limit: int) -> None:
    if len(memory) >= limit:
        memory.clear()
