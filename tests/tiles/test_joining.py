import numpy as np

from tests.support.features import Feature, make_features
from tilebuild.tiles.features import Features, Shape, Value
from tilebuild.tiles.joining import concatenate, take


def properties(features: Features) -> list[dict[str, tuple[Value, float]]]:
    return [
        {name: found for name, column in features.columns.items() if (found := column.at(index))}
        for index in range(len(features))
    ]


def point(osm_id: int, zoom: float = 0, **properties: Value) -> Feature:
    zooms = dict.fromkeys(properties, zoom)
    return Feature("POINT (0 0)", Shape.POINT, osm_id=osm_id, properties=properties, property_zooms=zooms)


ONE = make_features([point(1, kind="a", height=1), point(2, 14, name="x")])[0]
OTHER = make_features([point(3, height=True, kind="b"), point(4), point(5, kind="a")])[0]


def test_features_of_tables_follow_each_other_and_point_into_their_own_rows() -> None:
    joined = concatenate([ONE, OTHER], [7, 3])
    assert joined.osm_id.tolist() == [1, 2, 3, 4, 5]
    assert joined.row.tolist() == [0, 1, 7, 8, 9]
    assert list(joined.columns) == ["kind", "name", "height"]
    assert properties(joined) == properties(ONE) + properties(OTHER)
    assert [type(value) for value in joined.columns["height"].values] == [int, bool]


def test_chosen_features_keep_what_they_are() -> None:
    chosen = take(OTHER, np.array([2, 0]))
    assert chosen.osm_id.tolist() == [5, 3]
    assert properties(chosen) == [properties(OTHER)[2], properties(OTHER)[0]]
