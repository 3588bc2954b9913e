"""What the rules make of each combination, spread over the rows that have it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.combinations import Combinations
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.check import check_draw
from tilebuild.tiles.style.model import Draw, Geometry, Row, Style

Number = TypeVar("Number", bound=np.generic)

REMEMBERED = 1 << 17
"""Combinations whose draws are kept from one call to the next: a job classifies many tables of the same kind."""


@dataclass(frozen=True)
class Drawn:
    """Which features are made of which rows, ordered by row."""

    row: Int64s
    """Shape (k,): the row of each feature, ascending."""
    draw: Int64s
    """Shape (k,): index into ``draws``."""
    draws: tuple[Draw, ...]
    """Each distinct draw once."""

    def __len__(self) -> int:
        """How many features."""
        return len(self.row)

    def per_draw(self, values: Iterable[float], dtype: type[Number]) -> NDArray[Number]:
        """A value for each draw, shape (k,) as each feature has it."""
        return np.array(list(values), dtype=dtype)[self.draw]

    def features_of(self, draws: list[int]) -> Int64s:
        """The features that some draws make."""
        order, bounds = self._by_draw
        return np.concatenate([order[bounds[draw] : bounds[draw + 1]] for draw in draws])

    @cached_property
    def _by_draw(self) -> tuple[Int64s, Int64s]:
        order = np.argsort(self.draw, kind="stable")
        return order, np.searchsorted(self.draw[order], np.arange(len(self.draws) + 1))


def draw_rows(combinations: Combinations, style: Style, labelled: NDArray[np.bool_]) -> Drawn:
    """Features of all rows; labels only of rows that are ``labelled`` (n,)."""
    numbers: dict[tuple[Draw, tuple[type, ...]], int] = {}
    made = [
        [numbers.setdefault((draw, _types(draw)), len(numbers)) for draw in draws_of(row, style)]
        for row in combinations.rows
    ]
    counts = np.array([len(draws) for draws in made], dtype=np.int64)
    starts = np.cumsum(counts) - counts
    flat = np.array([draw for draws in made for draw in draws], dtype=np.int64)
    row, within = repeat(counts[combinations.of_row])
    draw = flat[starts[combinations.of_row[row]] + within]
    label = np.array([draw.shape is Shape.LABEL for draw, _ in numbers], dtype=bool)
    kept = ~label[draw] | labelled[row]
    return Drawn(row[kept], draw[kept], tuple(draw for draw, _ in numbers))


def draws_of(row: Row, style: Style) -> tuple[Draw, ...]:
    """What the style draws of a row, checked; remembered between calls.

    Raises:
        RequestError: a rule makes a feature that no tile can hold.
    """
    return _draws_of(style, row.geometry, row.table, tuple(sorted(row.tags.items())), row.area, row.relation)


@lru_cache(maxsize=REMEMBERED)
def _draws_of(
    style: Style, geometry: Geometry, table: str, tags: tuple[tuple[str, str], ...], area: float, relation: bool
) -> tuple[Draw, ...]:
    row = Row(geometry, table, dict(tags), area, relation)
    draws = style.draw(row)
    for draw in draws:
        check_draw(draw, row)
    return draws


def _types(draw: Draw) -> tuple[type, ...]:
    """Types of the values, by which draws differ that are equal to Python: 1, 1.0 and True."""
    return (type(draw.kind_detail), *(type(value) for _, value in draw.properties))


def repeat(counts: Int64s) -> tuple[Int64s, Int64s]:
    """Each index as often as its count says, and how many of it came before: [2, 0, 1] is [0, 0, 2] and [0, 1, 0]."""
    index = np.repeat(np.arange(len(counts)), counts)
    return index, np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)
