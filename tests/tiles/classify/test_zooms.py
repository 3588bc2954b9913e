import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rows import POINT, make_rows
from tilebuild.tiles.classify import Table, classify
from tilebuild.tiles.classify.combinations import area_of_bucket
from tilebuild.tiles.classify.zooms import first_zooms
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.model import Geometry

TAGS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Ill", "Rhein"]),
        "natural": st.sampled_from(["water", "wood", "coastline", "peak"]),
        "place": st.sampled_from(["city", "hamlet", "island"]),
        "boundary": st.just("administrative"),
        "admin_level": st.sampled_from(["2", "4", "8"]),
        "maritime": st.just("yes"),
        "highway": st.sampled_from(["motorway", "footway"]),
    },
)


@given(
    st.lists(st.tuples(st.sampled_from([-2, -1, 1, 2]), TAGS, st.sampled_from([7.0, 5e3, 3e5, 7e7, 9e10])), max_size=6),
    st.sampled_from([("point", Geometry.POINT), ("line", Geometry.LINE), ("polygon", Geometry.POLYGON)]),
)
def test_a_row_is_shown_from_the_lowest_zoom_of_what_is_drawn_of_it(
    rows: list[tuple[int, dict[str, str], float]], table: tuple[str, Geometry]
) -> None:
    made = make_rows((osm_id, POINT, tags) for osm_id, tags, _ in rows)
    area = np.array([size for _, _, size in rows]) * (table[1] is Geometry.POLYGON)
    shown, _ = first_zooms(made, *table, area, BASEMAP)
    features = classify([Table(made, *table, area)], BASEMAP)
    lowest: dict[tuple[int, int], float] = {}
    for row, layer, zoom in zip(features.row, features.layer, features.min_zoom, strict=True):
        key = (int(row), int(layer))
        lowest[key] = min(lowest.get(key, np.inf), float(zoom))
    found = dict(zip(zip(shown.row.tolist(), shown.layer.tolist(), strict=True), shown.min_zoom.tolist(), strict=True))
    # Of a relation's smaller parts labels are not drawn, but may be told.
    assert all(found[key] <= zoom for key, zoom in lowest.items())
    if all(osm_id > 0 for osm_id, _, _ in rows):
        assert found == lowest


def test_an_area_that_may_be_of_either_of_two_sizes_is_shown_at_any_zoom() -> None:
    rows = make_rows([(1, POINT, {"natural": "water"}), (2, POINT, {"natural": "water"})])
    edge = area_of_bucket(40)
    shown, _ = first_zooms(rows, "polygon", Geometry.POLYGON, np.array([edge, edge * 1.1]), BASEMAP)
    assert np.isneginf(shown.min_zoom[0])
    assert np.isfinite(shown.min_zoom[1])


@pytest.mark.parametrize(
    ("table", "tags", "border"),
    [
        ("line", {"boundary": "administrative", "admin_level": "4"}, (5.0, 4.0)),
        ("line", {"boundary": "administrative", "admin_level": "2", "maritime": "yes"}, (np.inf, -np.inf)),
        ("polygon", {"natural": "coastline"}, (np.inf, -np.inf)),
        ("line", {"highway": "motorway"}, None),
    ],
)
def test_borders_are_told_with_their_level_those_of_no_tile_before_all(
    table: str, tags: dict[str, str], border: tuple[float, float] | None
) -> None:
    rows = make_rows([(1, POINT, tags)])
    _, borders = first_zooms(rows, table, Geometry(table), np.array([1e9 * (table == "polygon")]), BASEMAP)
    assert list(zip(borders.min_zoom.tolist(), borders.level.tolist(), strict=True)) == ([border] if border else [])
