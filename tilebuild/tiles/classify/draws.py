"""What the rules make of each combination, spread over the rows that have it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.combinations import Combinations, Seen
from tilebuild.tiles.features import Shape
from tilebuild.tiles.ragged import ragged_take, starts
from tilebuild.tiles.style.check import check_draw
from tilebuild.tiles.style.model import Draw, Style

Number = TypeVar("Number", bound=np.generic)

REMEMBERED = 1 << 17
"""Combinations whose draws are kept from one call to the next."""


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


class Memory:
    """What a style's rules made of the combinations that were met so far: a job classifies many tables of one kind."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._number: dict[tuple[Draw, tuple[type, ...]], int] = {}
        self.draws: list[Draw] = []
        """Each distinct draw once; of what is seldom met too: there are far fewer of these than of combinations."""
        self.numbers_of = lru_cache(maxsize=REMEMBERED)(self._numbers_of)
        """Indices into ``draws`` of what the style draws of a combination."""

    def _numbers_of(self, seen: Seen) -> tuple[int, ...]:
        row = seen.row()
        draws = self._style.draw(row)
        for draw in draws:
            check_draw(draw, row)
        return tuple(map(self._number_of, draws))

    def _number_of(self, draw: Draw) -> int:
        number = self._number.setdefault((draw, _types(draw)), len(self.draws))
        if number == len(self.draws):
            self.draws.append(draw)
        return number


memory_of = lru_cache(maxsize=4)(Memory)
"""The memory of a style."""


def draw_rows(combinations: Combinations, style: Style, labelled: NDArray[np.bool_]) -> Drawn:
    """Features of all rows; labels only of rows that are ``labelled`` (n,).

    Raises:
        RequestError: a rule makes a feature that no tile can hold.
    """
    memory = memory_of(style)
    made = [memory.numbers_of(seen) for seen in combinations.rows]
    counts = np.array([len(draws) for draws in made], dtype=np.int64)
    numbers, flat = np.unique(np.array([*chain(*made)], dtype=np.int64), return_inverse=True)
    draws = tuple(memory.draws[number] for number in numbers.tolist())
    entry, start = ragged_take(starts(counts), combinations.of_row)
    row, draw = np.repeat(np.arange(len(combinations.of_row)), np.diff(start)), flat[entry]
    label = np.array([draw.shape is Shape.LABEL for draw in draws], dtype=bool)
    kept = ~label[draw] | labelled[row]
    return Drawn(row[kept], draw[kept], draws)


def _types(draw: Draw) -> tuple[type, ...]:
    """Types of the values, by which draws differ that are equal to Python: 1, 1.0 and True."""
    return (type(draw.kind_detail), *(type(value) for _, value in draw.properties))


def repeat(counts: Int64s) -> tuple[Int64s, Int64s]:
    """Each index as often as its count says, and how many of it came before: [2, 0, 1] is [0, 0, 2] and [0, 1, 0]."""
    index = np.repeat(np.arange(len(counts)), counts)
    return index, np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)
