import numpy as np

from tests.support.features import Feature, make_features
from tilebuild.ragged import starts
from tilebuild.tiles.features import Features, Shape
from tilebuild.tiles.kernel.merge import Alike
from tilebuild.tiles.kernel.properties import ID, Properties, alike, traits_of, without_id
from tilebuild.tiles.property_table import Value

LINE = "LINESTRING (0 0, 1 1)"


def line(layer: str = "roads", rank: int = 0, **properties: Value) -> Feature:
    return Feature(LINE, Shape.LINE, layer, rank=rank, properties=properties)


def written(*features: Feature) -> tuple[Features, Properties]:
    """The features, and their properties at a zoom that writes all of them."""
    made = make_features(features)[0]
    table = made.properties
    start = starts(np.bincount(table.feature, minlength=len(made)))
    return made, Properties(start, table.name, table.value)


def like(made: Features, properties: Properties, order: list[int], tiny: bool = False) -> Alike:
    ignored = made.properties.number_of(ID)
    return alike(traits_of(made), np.array(order), properties, np.full(len(made), tiny), ignored)


def groups(*features: Feature, tiny: bool = False) -> list[int]:
    made, properties = written(*features)
    return like(made, properties, [*range(len(made))], tiny).group.tolist()  # type: ignore[no-any-return]


def test_lines_are_alike_with_the_same_properties_but_for_their_id() -> None:
    assert groups(line(kind="path", id=1), line(kind="path", id=2), line(kind="path"), line(kind="rail")) == [
        0,
        0,
        0,
        3,
    ]
    assert groups(line(kind="path", name="A"), line(kind="path"), line(kind="path", name="A")) == [0, 1, 0]


def test_lines_of_another_layer_or_rank_are_not_alike() -> None:
    assert groups(line(kind="path"), line("transit", kind="path"), line(rank=3, kind="path")) == [0, 1, 2]


def test_points_and_polygons_are_like_no_other_unless_they_are_tiny() -> None:
    square = Feature("POLYGON ((0 0, 9 0, 9 9, 0 0))", Shape.POLYGON, properties={"kind": "wood"})
    assert groups(square, square) == [0, 1]
    assert groups(square, square, tiny=True) == [0, 0]
    point = Feature("POINT (0 0)", Shape.POINT, properties={"kind": "tree"})
    assert groups(point, point) == [0, 1]


def test_what_may_not_be_turned_round_is_like_nothing_that_may() -> None:
    made, properties = written(line(kind="path", oneway="yes"), line(kind="path"), line("water", kind="stream"))
    # At a zoom that does not write it, the one-way has the other's properties.
    hidden = Properties(starts(np.array([1, 1, 1])), *(np.zeros(3, dtype=np.int64),) * 2)
    for shown in (properties, hidden):
        found = like(made, shown, [2, 1, 0])
        assert found.directed.tolist() == [True, False, True]
        assert found.group.tolist() == [2, 1, 0]


def test_what_is_merged_of_several_has_the_first_ones_properties_without_its_id() -> None:
    made, properties = written(line(kind="path", id=7, name="A"), line(kind="rail", id=8))
    merged, described = without_id(
        properties, np.array([0, 1, 0]), np.array([False, False, True]), made.properties.number_of(ID)
    )
    names = [made.properties.names[key] for key in merged.key]
    entries = [names[merged.start[owner] : merged.start[owner + 1]] for owner in described]
    assert entries == [["kind", "name", "id"], ["kind", "id"], ["kind", "name"]]


def test_where_nothing_is_merged_properties_stay_as_they_are() -> None:
    made, properties = written(line(kind="path"))
    found, described = without_id(properties, np.array([0, 0]), np.array([False, False]), made.properties.number_of(ID))
    assert found is properties
    assert described.tolist() == [0, 0]
