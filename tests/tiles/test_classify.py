import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.classified import Decoded, classified, classified_rows, decode
from tests.support.rows import POINT, make_rows, tagged_rows
from tests.support.tags import seen, tag_maps
from tilebuild.errors import RequestError
from tilebuild.tiles.classify import Table, classify
from tilebuild.tiles.classify.combinations import area_buckets, area_of_bucket
from tilebuild.tiles.features import LAYERS, Shape
from tilebuild.tiles.property_table import property_order
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.check import TABLES
from tilebuild.tiles.style.model import Copy, Draw, Geometry, Row, Style


def style_of(*draws: Draw) -> Style:
    def rule(row: Row) -> tuple[Draw, ...]:
        return draws

    return Style((rule,), frozenset())


def first(tags: dict[str, str], *draws: Draw, table: str = "point") -> Decoded:
    return classified(tags, table, style=style_of(*draws))[0]


@given(
    rows=st.lists(st.tuples(st.sampled_from([1, 2, -3]), tag_maps(), st.floats(0.1, 1e10)), max_size=8),
    table=st.sampled_from(sorted(TABLES)),
)
def test_classifying_by_combination_is_running_the_rules_on_each_row(
    rows: list[tuple[int, dict[str, str], float]], table: str
) -> None:
    geometry = TABLES[table]
    ids = [osm_id if geometry is not Geometry.POINT else abs(osm_id) for osm_id, _, _ in rows]
    area = np.array([size if geometry is Geometry.POLYGON else 0.0 for _, _, size in rows])
    made = make_rows([(osm_id, POINT, tags) for osm_id, (_, tags, _) in zip(ids, rows, strict=True)])
    found = decode(classify([Table(made, table, geometry, area)], BASEMAP))
    expected = [
        (index, draw.layer, draw.shape, draw.kind, draw.min_zoom, draw.max_zoom, draw.rank)
        for index, (osm_id, (_, tags, _)) in enumerate(zip(ids, rows, strict=True))
        for draw in BASEMAP.draw(
            Row(geometry, table, seen(tags), area_of_bucket(int(area_buckets(area[index : index + 1])[0])), osm_id < 0)
        )
        if draw.shape is not Shape.LABEL or osm_id >= 0 or index == largest(ids, area, osm_id)
    ]
    assert [(o.row, o.layer, o.shape, o.kind, o.min_zoom, o.max_zoom, o.rank) for o in found] == expected


def largest(ids: list[int], area: np.ndarray[tuple[int], np.dtype[np.float64]], osm_id: int) -> int:
    return max((index for index, other in enumerate(ids) if other == osm_id), key=lambda index: (area[index], -index))


@given(st.lists(tag_maps(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_a_row_makes_the_same_features_whatever_stands_beside_it(tags: list[dict[str, str]], random: st.DrawFn) -> None:
    together = classified_rows(tagged_rows(*tags), "polygon")
    for index, row in enumerate(tags):
        alone = classified(row, "polygon", osm_id=index + 1)
        beside = [one for one in together if one.row == index]
        assert [(one.layer, one.properties, one.zooms) for one in alone] == [
            (one.layer, one.properties, one.zooms) for one in beside
        ]


def test_classifying_twice_gives_the_same_properties() -> None:
    rows = tagged_rows({"highway": "primary", "name": "A"}, {"railway": "rail"}, {"highway": "primary", "ref": "1"})
    one, two = (classify([Table(rows, "line", Geometry.LINE, np.zeros(3))], BASEMAP) for _ in range(2))
    assert one.properties.names == two.properties.names == tuple(sorted(one.properties.names, key=property_order))
    assert one.properties.others == two.properties.others
    for field in ("feature", "name", "value", "min_zoom", "numbers"):
        assert np.array_equal(getattr(one.properties, field), getattr(two.properties, field))


@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_rows_make_no_features(table: str) -> None:
    found = classify([Table(tagged_rows(), table, TABLES[table], np.zeros(0))], BASEMAP)
    assert (len(found), found.properties.names) == (0, ())


def test_rows_that_the_style_does_not_draw_make_no_features() -> None:
    found = classify([Table(tagged_rows({"note": "x"}, {}), "point", Geometry.POINT, np.zeros(2))], BASEMAP)
    assert (len(found), found.properties.names) == (0, ())


def test_arrays_have_the_types_that_an_engine_reads() -> None:
    found = classify(
        [Table(tagged_rows({"place": "city", "name": "X"}), "point", Geometry.POINT, np.zeros(1))], BASEMAP
    )
    types = {
        name: getattr(found, name).dtype.name for name in ("row", "shape", "layer", "min_zoom", "max_zoom", "rank")
    }
    assert types == {
        "row": "int64",
        "shape": "int8",
        "layer": "int8",
        "min_zoom": "float32",
        "max_zoom": "float32",
        "rank": "int32",
    }
    assert LAYERS[found.layer[0]] == "places"
    table = found.properties
    assert {array.dtype.name for array in (table.feature, table.name, table.value, table.numbers)} == {"int64"}
    assert table.min_zoom.dtype.name == "float32"


@pytest.mark.parametrize(
    ("table", "osm_id", "mvt_id"),
    [
        ("point", 5, 20),
        ("line", 5, 21),
        ("line", -5, 22),
        ("polygon", 5, 21),
        ("polygon", -5, 22),
        ("water_polygons", 5, 0),
        ("polygon", 2 - 2**61, 2**63 - 6),
    ],
)
def test_ids_keep_their_sign_and_tell_nodes_ways_and_relations_apart(table: str, osm_id: int, mvt_id: int) -> None:
    shapes = {Geometry.POINT: Shape.POINT, Geometry.LINE: Shape.LINE, Geometry.POLYGON: Shape.POLYGON}
    draw = Draw("water", shapes[TABLES[table]], "x", 0)
    found = classified({}, table, osm_id=osm_id, style=style_of(draw))[0]
    assert found.mvt_id == mvt_id
    assert found.properties.get("id") == (osm_id if mvt_id else None)


@pytest.mark.parametrize("osm_id", [1 << 61, -(1 << 61), (1 << 63) - 1, -(1 << 63)])
@pytest.mark.parametrize(("table", "shape"), [("point", Shape.POINT), ("polygon", Shape.POLYGON)])
def test_an_id_too_large_for_a_tile_is_left_out(table: str, shape: Shape, osm_id: int) -> None:
    (found,) = classified({}, table, osm_id=osm_id, style=style_of(Draw("water", shape, "x", 0)))
    assert found.mvt_id == 0


@pytest.mark.parametrize(
    ("table", "source"),
    [
        ("point", "openstreetmap.org"),
        ("wof_neighbourhood", "whosonfirst.org"),
        ("land_polygons", "openstreetmapdata.com"),
        ("ne_10m_urban_areas", "naturalearthdata.com"),
        ("my_table", "my_table"),
    ],
)
def test_the_source_tells_where_a_feature_comes_from(table: str, source: str) -> None:
    shape = Shape.POINT if table in ("point", "wof_neighbourhood") else Shape.POLYGON
    found = classified({}, table, style=style_of(Draw("earth", shape, "x", 0)))
    assert found[0].properties["source"] == source


def test_values_of_different_types_stay_different() -> None:
    kinds = [Draw("pois", Shape.POINT, "x", 0, kind_detail=value) for value in (1, True, 1.0, "1")]
    found = classified({}, style=style_of(*kinds))
    assert [(type(one.properties["kind_detail"]), one.properties["kind_detail"]) for one in found] == [
        (int, 1),
        (bool, True),
        (float, 1.0),
        (str, "1"),
    ]


def test_the_first_copy_with_a_value_wins_and_a_constant_comes_last() -> None:
    draw = Draw(
        "pois",
        Shape.POINT,
        "x",
        0,
        properties=(("size", 0),),
        copies=(Copy("size", "a", lambda text: int(text) if text.isdigit() else None, 14), Copy("size", "b", int)),
    )
    style = style_of(draw)
    found = classified_rows(tagged_rows({"a": "1", "b": "2"}, {"a": "x", "b": "2"}, {}), "point", style=style)
    assert [(one.properties["size"], one.zooms.get("size", 0)) for one in found] == [(1, 14), (2, 0), (0, 0)]


def test_a_constant_may_have_a_zoom_of_its_own() -> None:
    draw = Draw("roads", Shape.LINE, "x", 3, properties=(("is_bridge", True),), property_zooms=(("is_bridge", 13),))
    assert first({}, draw, table="line").zooms == {"is_bridge": 13}


@pytest.mark.parametrize(("zoom", "expected"), [(12.0, 12), (12.5, 12.5), (math.inf, None)])
def test_min_zoom_is_a_number_where_there_is_one(zoom: float, expected: float | None) -> None:
    found = first({}, Draw("pois", Shape.POINT, "x", zoom)).properties.get("min_zoom")
    assert (found, type(found)) == (expected, type(expected))


def test_a_draw_that_no_tile_can_hold_is_refused_with_its_tags() -> None:
    def rule(row: Row) -> tuple[Draw, ...]:
        return (Draw("streets", Shape.POINT, "x", 0),)

    with pytest.raises(RequestError, match=r"layer 'streets' is none of .* \{'highway': 'stop'\}"):
        classified({"highway": "stop"}, style=Style((rule,), frozenset({"highway"})))


def test_a_constant_that_no_tile_can_hold_is_refused_by_its_name() -> None:
    with pytest.raises(RequestError, match="property size of kind 'x' is nan"):
        first({}, Draw("pois", Shape.POINT, "x", 0, properties=(("size", math.nan),)))


@pytest.mark.parametrize("value", [math.nan, math.inf, ["a"]])
def test_a_copy_that_no_tile_can_hold_is_refused(value: float) -> None:
    draw = Draw("pois", Shape.POINT, "x", 0, copies=(Copy("size", "a", {"1": value}.get),))
    with pytest.raises(RequestError, match="property size is"):
        first({"a": "1"}, draw)
