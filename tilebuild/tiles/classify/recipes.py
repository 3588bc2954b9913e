"""What a draw's features are given, in a form that is quick to spread over many: made once for each distinct draw."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tilebuild.tiles.classify.combinations import Seen
from tilebuild.tiles.classify.entries import Key, value_key
from tilebuild.tiles.property_table import Value
from tilebuild.tiles.style.check import check_draw
from tilebuild.tiles.style.model import Copy, Draw, Style

REMEMBERED = 1 << 17
"""Combinations whose draws are kept from one call to the next."""


@dataclass(frozen=True)
class Recipe:
    """A draw, and its properties."""

    draw: Draw
    names: tuple[str, ...]
    """Of the properties that the draw names itself."""
    values: tuple[Key, ...]
    zooms: tuple[float, ...]
    """Nominal zooms from which they are written."""
    copies: tuple[int, ...]
    """Numbers of its copies of tags, the first ones first."""


class Memory:
    """What a style's rules made of the combinations that were met so far: a job classifies many tables of one kind."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._number: dict[tuple[Draw, tuple[type, ...]], int] = {}
        self._copy: dict[Copy, int] = {}
        self.recipes: list[Recipe] = []
        """Each distinct draw once; of what is seldom met too: there are far fewer of these than of combinations."""
        self.numbers_of = lru_cache(maxsize=REMEMBERED)(self._numbers_of)
        """Indices into ``recipes`` of what the style draws of a combination."""

    @property
    def copies(self) -> list[Copy]:
        """Copies by their numbers."""
        return list(self._copy)

    def _numbers_of(self, seen: Seen) -> tuple[int, ...]:
        row = seen.row()
        draws = self._style.draw(row)
        for draw in draws:
            check_draw(draw, row)
        return tuple(map(self._number_of, draws))

    def _number_of(self, draw: Draw) -> int:
        key = draw, _types(draw)
        if key not in self._number:
            self.recipes.append(self._recipe(draw))
            self._number[key] = len(self._number)
        return self._number[key]

    def _recipe(self, draw: Draw) -> Recipe:
        names, values, zooms = zip(*_constants(draw), strict=True)
        keys = tuple(value_key(name, value) for name, value in zip(names, values, strict=True))
        copies = tuple(self._copy.setdefault(copy, len(self._copy)) for copy in draw.copies)
        return Recipe(draw, names, keys, zooms, copies)


memory_of = lru_cache(maxsize=4)(Memory)
"""The memory of a style."""


def _types(draw: Draw) -> tuple[type, ...]:
    """Types of the values, by which draws differ that are equal to Python: 1, 1.0 and True."""
    return (type(draw.kind_detail), *(type(value) for _, value in draw.properties))


def _constants(draw: Draw) -> Iterator[tuple[str, Value, float]]:
    """Name, value and nominal zoom of each."""
    yield "kind", draw.kind, 0.0
    if draw.kind_detail is not None:
        yield "kind_detail", draw.kind_detail, 0.0
    if math.isfinite(draw.min_zoom):
        yield "min_zoom", int(draw.min_zoom) if float(draw.min_zoom).is_integer() else float(draw.min_zoom), 0.0
    if draw.rank:
        yield "sort_rank", draw.rank, 0.0
    zooms = dict(draw.property_zooms)
    for name, value in draw.properties:
        yield name, value, zooms.get(name, 0.0)
