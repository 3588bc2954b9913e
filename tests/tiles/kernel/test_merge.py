import itertools
from dataclasses import replace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile

from tests.support.features import Feature, decode, make_features
from tilebuild.grid import box
from tilebuild.tiles.features import Shape
from tilebuild.tiles.kernel.engine import NAME_LENGTH, KernelEngine
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import unit

AREA = Tile(538, 359, 10)
LEVEL = Level(12, 13)
CORNER = box(AREA)

Vertex = tuple[float, float]
A, B, C, D, E = (100, 100), (900, 100), (1700, 300), (2500, 200), (900, 900)


def line(*vertices: Vertex, osm_id: int = 1, layer: str = "roads", rank: int = 0, **properties: str | int) -> Feature:
    """A line in units of the first tile."""
    places = [(CORNER.min_x + x * unit(12), CORNER.max_y - y * unit(12)) for x, y in vertices]
    properties = {"id": osm_id, **properties}
    return Feature(
        shapely.LineString(places), Shape.LINE, layer, rank=rank, osm_id=osm_id, mvt_id=osm_id, properties=properties
    )


def drawn(*written: Feature, layer: str = "roads") -> list[tuple[str, int, dict[str, str | int]]]:
    """Geometry, id and properties of each feature in the first tile."""
    ((_, tiles),) = KernelEngine().render(*make_features(written), AREA, [LEVEL])
    rows = decode(tiles[Tile(AREA.x * 4, AREA.y * 4, 12)])[layer]
    return [(row["geometry"].wkt, row["id"], row["properties"]) for row in rows]


def test_lines_of_the_same_properties_are_one_line_without_an_id() -> None:
    written = [line(A, B, osm_id=1, kind="path"), line(C, B, osm_id=2, kind="path"), line(C, D, osm_id=3, kind="path")]
    expected = "LINESTRING (100 100, 900 100, 1700 300, 2500 200)"
    for order in itertools.permutations(written):
        assert drawn(*order) == [(expected, 0, {"kind": "path"})]


def test_lines_that_differ_stay_what_they_are() -> None:
    written = [
        line(A, B, osm_id=1, kind="path"),
        line(B, C, osm_id=2, kind="road"),
        line(C, D, osm_id=3, kind="path", rank=1),
    ]
    assert [(mvt_id, properties["id"]) for _, mvt_id, properties in drawn(*written)] == [(1, 1), (2, 2), (3, 3)]


def test_where_three_ends_meet_nothing_is_joined() -> None:
    written = [line(A, B, osm_id=1), line(B, C, osm_id=2), line(B, E, osm_id=3)]
    assert drawn(*written) == [("MULTILINESTRING ((100 100, 900 100), (900 100, 1700 300), (900 100, 900 900))", 0, {})]


def test_a_circle_of_lines_is_closed() -> None:
    ((wkt, _, _),) = drawn(line(A, B, osm_id=1), line(E, B, osm_id=2), line(E, A, osm_id=3))
    assert wkt == "LINESTRING (100 100, 900 100, 900 900, 100 100)"


@pytest.mark.parametrize(("layer", "properties"), [("roads", {"oneway": "yes"}), ("water", {})])
def test_what_has_a_direction_is_joined_head_to_tail_and_never_turned(
    layer: str, properties: dict[str, str | int]
) -> None:
    pairs = [(B, C), (A, B), (D, C)]
    written = [replace(line(*pair, layer=layer), properties=properties) for pair in pairs]
    ((wkt, _, _),) = drawn(*written, layer=layer)
    assert wkt == "MULTILINESTRING ((100 100, 900 100, 1700 300), (2500 200, 1700 300))"


def test_a_oneway_is_not_turned_at_zooms_that_do_not_tell_it_either() -> None:
    written = [line(B, A, osm_id=1, kind="road"), line(C, B, osm_id=2, kind="road", oneway="yes")]
    hidden = [replace(one, property_zooms={"oneway": 16}) for one in written]
    assert [(wkt, mvt_id) for wkt, mvt_id, _ in drawn(*hidden)] == [
        ("LINESTRING (900 100, 100 100)", 1),
        ("LINESTRING (1700 300, 900 100)", 2),
    ]


@given(st.lists(st.sampled_from(list(itertools.combinations((A, B, C, D, E), 2))), min_size=1, max_size=8))
def test_no_segment_is_lost_or_made(pairs: list[tuple[Vertex, Vertex]]) -> None:
    written = [line(*pair, osm_id=index) for index, pair in enumerate(pairs, 1)]
    ((wkt, _, _),) = drawn(*written)
    found = [
        frozenset(segment)
        for part in shapely.get_parts(shapely.from_wkt(wkt))
        for segment in itertools.pairwise(part.coords)
    ]
    assert sorted(map(sorted, found)) == sorted(sorted(pair) for pair in pairs)


def test_a_name_is_shown_by_the_length_of_the_whole_street() -> None:
    edge = 4096
    long = line((edge - 20, 10), (edge + NAME_LENGTH, 10), osm_id=1, name="long", kind="a")
    short = line((edge - 20, 50), (edge + NAME_LENGTH - 30, 50), osm_id=2, name="short", script="Cyrillic", kind="a")
    assert [properties for *_, properties in drawn(long, short)] == [
        {"id": 1, "name": "long", "kind": "a"},
        {"id": 2, "kind": "a"},
    ]


def test_a_street_of_short_lines_has_its_name() -> None:
    step = NAME_LENGTH - 30
    places = [(100 + step * number, 100) for number in range(3)]
    street = [line(*pair, osm_id=index, name="Long", kind="a") for index, pair in enumerate(itertools.pairwise(places))]
    assert [properties for *_, properties in drawn(*street)] == [{"name": "Long", "kind": "a"}]
