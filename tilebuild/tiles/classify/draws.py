"""What the rules make of each combination, spread over the rows that have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tilebuild.ragged import ragged_take, starts
from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.combinations import Combinations
from tilebuild.tiles.classify.recipes import Recipe, memory_of
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Copy, Draw, Style

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True)
class Drawn:
    """Which features are made of which rows, ordered by row."""

    row: Int64s
    """Shape (k,): the row of each feature, ascending."""
    draw: Int64s
    """Shape (k,): index into ``draws``."""
    draws: tuple[Draw, ...]
    """Each distinct draw once."""
    recipes: tuple[Recipe, ...]
    """Of each draw."""
    copies: Sequence[Copy]
    """What numbers of copies in ``recipes`` stand for."""

    def __len__(self) -> int:
        """How many features."""
        return len(self.row)

    def per_draw(self, values: Iterable[float], dtype: type[Number]) -> NDArray[Number]:
        """A value for each draw, shape (k,) as each feature has it."""
        return np.array(list(values), dtype=dtype)[self.draw]


def draw_rows(combinations: Combinations, style: Style, labelled: NDArray[np.bool_]) -> Drawn:
    """Features of all rows; labels only of rows that are ``labelled`` (n,).

    Raises:
        RequestError: a rule makes a feature that no tile can hold.
    """
    memory = memory_of(style)
    made = [memory.numbers_of(seen) for seen in combinations.rows]
    counts = np.array([len(draws) for draws in made], dtype=np.int64)
    numbers, flat = np.unique(np.array([*chain(*made)], dtype=np.int64), return_inverse=True)
    recipes = tuple(map(memory.recipes.__getitem__, numbers.tolist()))
    draws = tuple(recipe.draw for recipe in recipes)
    entry, start = ragged_take(starts(counts), combinations.of_row)
    row, draw = np.repeat(np.arange(len(combinations.of_row)), np.diff(start)), flat[entry]
    label = np.array([draw.shape is Shape.LABEL for draw in draws], dtype=bool)
    kept = ~label[draw] | labelled[row]
    return Drawn(row[kept], draw[kept], draws, recipes, memory.copies)
