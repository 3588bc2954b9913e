import numpy as np
import pytest

from tests.support.rows import tagged_rows
from tilebuild.errors import RequestError
from tilebuild.tiles.classify.combinations import find_combinations
from tilebuild.tiles.classify.draws import Drawn, draw_rows
from tilebuild.tiles.classify.tags import Tags
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Copy, Draw, Geometry, Row, Style

REF = Copy("ref", "ref")
AREA = Draw("water", Shape.POLYGON, "lake", 5, copies=(REF,))
LABEL = Draw("water", Shape.LABEL, "lake", 7.5, rank=3)
SHORE = Draw("water", Shape.LINE, "shore", 9, copies=(Copy("label", "name"), REF))


def lake(row: Row) -> tuple[Draw, ...]:
    return (AREA, LABEL) if row.tags.get("natural") == "water" else ()


def shore(row: Row) -> tuple[Draw, ...]:
    return (SHORE,) if "natural" in row.tags else ()


def drawn(*tags: dict[str, str], labelled: list[bool] | None = None, style: Style | None = None) -> Drawn:
    style = style or Style((lake, shore), frozenset({"natural"}))
    found = find_combinations(Tags(tagged_rows(*tags)), "polygon", Geometry.POLYGON, np.zeros(len(tags)), style)
    return draw_rows(found, style, np.array([True] * len(tags) if labelled is None else labelled, dtype=bool))


def listed(found: Drawn) -> list[tuple[int, Draw]]:
    return [(row, found.draws[draw]) for row, draw in zip(found.row.tolist(), found.draw, strict=True)]


WATER, WOOD = {"natural": "water"}, {"natural": "wood"}


def test_features_are_ordered_by_row_and_in_a_row_as_the_rules_make_them() -> None:
    found = drawn(WOOD, WATER, {}, WATER | {"name": "Léman"}, WOOD)
    lakes = [(row, draw) for row in (1, 3) for draw in (AREA, LABEL, SHORE)]
    assert listed(found) == [(0, SHORE), *lakes, (4, SHORE)]
    assert len(found) == 8
    assert len(found.draws) == 3


def test_a_row_that_carries_no_label_has_the_other_features_all_the_same() -> None:
    found = drawn(WATER, WATER, WOOD, labelled=[False, True, False])
    assert listed(found) == [(0, AREA), (0, SHORE), (1, AREA), (1, LABEL), (1, SHORE), (2, SHORE)]


@pytest.mark.parametrize("tags", [(), ({}, {"building": "yes"})], ids=["no rows", "rows that are not drawn"])
def test_nothing_may_be_drawn(tags: tuple[dict[str, str], ...]) -> None:
    found = drawn(*tags)
    assert (listed(found), found.draws) == ([], ())


def test_a_value_of_each_draw_is_one_of_each_feature() -> None:
    found = drawn(WOOD, WATER)
    zooms = found.per_draw((draw.min_zoom for draw in found.draws), np.float32)
    assert zooms.tolist() == [9, 5, 7.5, 9]
    assert zooms.dtype == np.dtype(np.float32)
    assert found.per_draw((draw.rank for draw in found.draws), np.int32).tolist() == [0, 0, 3, 0]


def test_the_recipe_of_a_draw_tells_its_copies_by_number() -> None:
    found = drawn(WATER, WOOD)
    copies = {recipe.draw: tuple(found.copies[number] for number in recipe.copies) for recipe in found.recipes}
    assert copies == {AREA: (REF,), LABEL: (), SHORE: SHORE.copies}
    assert [recipe.draw for recipe in found.recipes] == list(found.draws)


def test_a_draw_that_no_tile_can_hold_is_refused() -> None:
    def rule(row: Row) -> tuple[Draw, ...]:
        return (Draw("rivers", Shape.LINE, "river", 3),)

    with pytest.raises(RequestError, match="rivers"):
        drawn({}, style=Style((rule,), frozenset()))
