import math

import pytest

from tilebuild.errors import RequestError
from tilebuild.tiles.classify.combinations import Seen
from tilebuild.tiles.classify.recipes import Memory
from tilebuild.tiles.features import Shape
from tilebuild.tiles.property_table import Value
from tilebuild.tiles.style.model import Copy, Draw, Geometry, Row, Style

REF, NAME = Copy("ref", "ref"), Copy("label", "name", str.upper)


def drawing(*draws: Draw) -> Memory:
    def rule(row: Row) -> tuple[Draw, ...]:
        return draws if row.area == 0 else ()

    return Memory(Style((rule,), frozenset()))


def seen(area: float = 0.0) -> Seen:
    return Seen(Geometry.LINE, "line", (), area, relation=False)


def test_a_recipe_has_what_a_draw_says_of_its_features() -> None:
    draw = Draw(
        "pois",
        Shape.LABEL,
        "cafe",
        13.5,
        kind_detail=3,
        rank=7,
        properties=(("large", True),),
        property_zooms=(("large", 15.0),),
        copies=(NAME, REF),
    )
    memory = drawing(draw)
    assert memory.numbers_of(seen()) == (0,)
    (recipe,) = memory.recipes
    assert recipe.names == ("kind", "kind_detail", "min_zoom", "sort_rank", "large")
    assert recipe.values == ("cafe", (int, 3), (float, 13.5), (int, 7), (bool, True))
    assert recipe.zooms == (0.0, 0.0, 0.0, 0.0, 15.0)
    assert [memory.copies[copy] for copy in recipe.copies] == [NAME, REF]


def test_each_distinct_draw_and_copy_has_one_number() -> None:
    one, other = (Draw("roads", Shape.LINE, kind, 12, copies=(REF,)) for kind in ("path", "track"))
    memory = drawing(one, other, one)
    assert memory.numbers_of(seen()) == (0, 1, 0)
    assert memory.numbers_of(seen(area=4.0)) == ()
    assert [recipe.draw for recipe in memory.recipes] == [one, other]
    assert memory.copies == [REF]


def test_draws_that_python_takes_for_equal_are_told_apart_by_the_types_of_their_values() -> None:
    values: tuple[Value, ...] = (1, 1.0, True)
    memory = drawing(*(Draw("pois", Shape.LABEL, "x", 1, properties=(("n", value),)) for value in values))
    assert memory.numbers_of(seen()) == (0, 1, 2)
    assert [recipe.values[-1] for recipe in memory.recipes] == [(int, 1), (float, 1.0), (bool, True)]


def test_what_is_in_no_tile_has_no_min_zoom() -> None:
    memory = drawing(Draw("boundaries", Shape.LINE, "sea", math.inf))
    memory.numbers_of(seen())
    assert memory.recipes[0].names == ("kind",)


def test_a_value_that_no_tile_can_hold_is_refused_each_time() -> None:
    memory = drawing(Draw("pois", Shape.LABEL, "x", 1, properties=(("n", math.nan),)))
    for _ in range(2):
        with pytest.raises(RequestError, match="property n of kind 'x' is nan"):
            memory.numbers_of(seen())
