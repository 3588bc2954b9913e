"""The tiles of one zoom, in one buffer: there are tens of thousands, and nothing is made for each that need not be."""

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from mercantile import Tile

from tilebuild.ragged import starts
from tilebuild.tiles.kernel.types import Bytes, Ints


class LevelTiles(Mapping[Tile, bytes]):
    """The tiles of a zoom in an area that are not empty, column by column, north to south."""

    def __init__(self, area: Tile, zoom: int, data: Bytes, start: Ints, place: Ints) -> None:
        """Tile ``i`` is ``data[start[i]:start[i + 1]]``, and lies at ``place[i]``: column x tiles in a column + row."""
        self.area = area
        self.zoom = zoom
        self.data = data
        self.start = start
        self.place = place

    @classmethod
    def of(cls, tiles: Mapping[Tile, bytes], area: Tile, zoom: int) -> "LevelTiles":
        """The same of tiles that are given one by one."""
        if isinstance(tiles, cls):
            return tiles
        side = 1 << (zoom - area.z)
        placed = {(tile.x - area.x * side) * side + tile.y - area.y * side: tile for tile in tiles if tiles[tile]}
        place = sorted(placed)
        contents = [tiles[placed[one]] for one in place]
        data = np.frombuffer(b"".join(contents), dtype=np.uint8)
        return cls(
            area, zoom, data, starts(np.array([*map(len, contents)], dtype=np.int64)), np.array(place, dtype=int)
        )

    @property
    def side(self) -> int:
        """How many tiles lie along the area's side."""
        side: int = 1 << (self.zoom - self.area.z)
        return side

    def content(self, index: int) -> bytes:
        """A tile by its place among those that are not empty."""
        return self._view[self._ends[index] : self._ends[index + 1]].tobytes()

    @cached_property
    def _view(self) -> memoryview:
        return self.data.data

    @cached_property
    def _ends(self) -> list[int]:
        ends: list[int] = self.start.tolist()
        return ends

    def tile(self, index: int) -> Tile:
        """Which one that is."""
        column, row = divmod(int(self.place[index]), self.side)
        return Tile(x=self.area.x * self.side + column, y=self.area.y * self.side + row, z=self.zoom)

    def replaced(self, contents: Mapping[int, bytes]) -> "LevelTiles":
        """The same with other contents of some tiles, by their places among those that are not empty."""
        if not contents:
            return self
        made = [contents[index] if index in contents else self.content(index) for index in range(len(self))]
        start = starts(np.array([*map(len, made)], dtype=np.int64))
        return LevelTiles(self.area, self.zoom, np.frombuffer(b"".join(made), dtype=np.uint8), start, self.place)

    @cached_property
    def _index(self) -> dict[Tile, int]:
        return {self.tile(index): index for index in range(len(self.place))}

    def __getitem__(self, tile: Tile) -> bytes:
        """The content of a tile."""
        return self.content(self._index[tile])

    def __iter__(self) -> Iterator[Tile]:
        """Column by column, north to south."""
        return iter(self._index)

    def __len__(self) -> int:
        """How many tiles are not empty."""
        return len(self.place)
