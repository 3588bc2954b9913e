"""Scope: which part of a tile a job owes, as a small text object with one line a pyramid.

A line is ``z/x/y`` (this metatile and everything below it), or ``z/x/y min-max`` (of those only these metatile
zooms). Container overrides are too small for lists of tiles, so a job is told the key of such an object.

The object begins with ``bytes`` and how many bytes follow: half a scope must not be taken for a whole one.

Where an earlier job has made a part of the item, the scope is the rest of it, and the next line is ``stored`` and
what that job stored, as JSON: the new job adds its own to it, so that its result vouches for the whole item. It
stands in this object, which never changes, so that a job may be tried again at any point.
"""

from collections.abc import Iterable
from typing import NamedTuple

from mercantile import Tile

from tilebuild.contracts.request import MAX_METATILE_ZOOM, Stage
from tilebuild.contracts.result import Written
from tilebuild.errors import RequestError
from tilebuild.grid import GROUP_ZOOM, QUEUE_ZOOM, ancestor, descendants, format_tile, parse_tile

_BYTES = "bytes "
_STORED = "stored "


class Part(NamedTuple):
    """The metatiles at and below ``tile`` of zooms ``min_zoom`` to ``max_zoom``, both included."""

    tile: Tile
    min_zoom: int
    max_zoom: int

    def owes(self, tile: Tile) -> bool:
        """Whether the metatile is one of them."""
        in_range = self.min_zoom <= tile.z <= self.max_zoom and tile.z >= self.tile.z
        return in_range and bool(ancestor(tile, self.tile.z) == self.tile)


class Scope:
    """What a job owes: everything in any of its parts."""

    def __init__(self, parts: Iterable[Part], stored: Written | None = None) -> None:
        """``stored`` is what earlier jobs of the item have stored beside it."""
        self.parts = tuple(sorted(set(parts)))
        self.stored = stored or Written()

    @classmethod
    def whole(cls, tile: Tile) -> "Scope":
        """Everything at and below the tile."""
        return cls([Part(tile, tile.z, MAX_METATILE_ZOOM)])

    @classmethod
    def just(cls, tiles: Iterable[Tile], stored: Written | None = None) -> "Scope":
        """These metatiles (or RAWR tiles) and nothing below them."""
        return cls((Part(tile, tile.z, tile.z) for tile in tiles), stored)

    @classmethod
    def parse(cls, text: str) -> "Scope":
        """Read the object; one that a person wrote may lack the first line.

        Raises:
            RequestError: a line is not of the form, named by its number, or the object is cut off.
        """
        text = _whole(text)
        lines = [line.strip() for line in text.splitlines()]
        stored = next((line.removeprefix(_STORED) for line in lines[:1] if line.startswith(_STORED)), None)
        parts = (_part(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith(_STORED))
        return cls(parts, None if stored is None else Written.parse(stored, "the first line of the scope"))

    def format(self) -> str:
        """The object's text, the inverse of :meth:`parse`."""
        lines = [f"{format_tile(part.tile)} {part.min_zoom}-{part.max_zoom}" for part in self.parts]
        stored = [] if self.stored == Written() else [_STORED + self.stored.model_dump_json()]
        body = "".join(f"{line}\n" for line in [*stored, *lines])
        return f"{_BYTES}{len(body.encode())}\n{body}"

    def owes(self, tile: Tile) -> bool:
        """Whether the metatile is owed."""
        return any(part.owes(tile) for part in self.parts)

    def groups(self) -> list[Tile]:
        """The zoom-10 tiles that hold anything owed of zoom 10 and deeper, sorted."""
        found: set[Tile] = set()
        for part in self.parts:
            if part.tile.z >= GROUP_ZOOM:
                found.add(ancestor(part.tile, GROUP_ZOOM))
            elif part.max_zoom >= GROUP_ZOOM:
                found.update(descendants(part.tile, GROUP_ZOOM))
        return sorted(found, key=lambda tile: (tile.x, tile.y))

    def metatiles(self, zooms: range) -> set[Tile]:
        """Every metatile owed of these zooms."""
        return {
            tile
            for part in self.parts
            for zoom in zooms
            if max(part.min_zoom, part.tile.z) <= zoom <= part.max_zoom
            for tile in descendants(part.tile, zoom)
        }

    def __eq__(self, other: object) -> bool:
        """Whether both owe the same and begin with the same."""
        return isinstance(other, Scope) and (self.parts, self.stored) == (other.parts, other.stored)

    def __hash__(self) -> int:
        """By parts."""
        return hash(self.parts)


def metatile_zooms(stage: Stage, tile: Tile, max_zoom: int) -> range:
    """Zooms of the metatiles that a job makes.

    High zoom: 10 to ``max_zoom``. Low zoom: the tile's own, and at zoom 7 also 8 and 9.
    """
    if stage == Stage.HIGH:
        return range(GROUP_ZOOM, max_zoom + 1)
    return range(tile.z, (GROUP_ZOOM if tile.z == QUEUE_ZOOM else tile.z + 1))


def _whole(text: str) -> str:
    """What follows the first line, if that says how much it must be."""
    if not text.startswith(_BYTES):
        return text
    said, _, body = text.removeprefix(_BYTES).partition("\n")
    if said != str(len(body.encode())):
        raise RequestError(f"the scope is cut off: it says that {said} bytes follow and {len(body.encode())} do")
    return body


def _part(number: int, line: str) -> Part:
    name, _, zooms = line.partition(" ")
    tile = parse_tile(name)
    if not zooms:
        return Part(tile, tile.z, MAX_METATILE_ZOOM)
    first, dash, last = zooms.partition("-")
    if not (dash and first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise RequestError(f"scope line {number} is {line!r}: it must be z/x/y or 'z/x/y min-max'")
    return Part(tile, int(first), int(last))
