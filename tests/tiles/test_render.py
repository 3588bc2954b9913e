import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from mercantile import Tile
from shapely.geometry.base import BaseGeometry

from reference.render import ReferenceEngine
from tests.support.features import Feature, decode, make_features
from tests.support.patchwork import patchwork
from tilebuild.grid import HALF_WORLD, box, is_within
from tilebuild.tiles.engine import Engine
from tilebuild.tiles.features import Shape, take
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import unit

AREA = Tile(538, 359, 10)
LEVEL = Level(12, 14)
EXTENT = 4096
SIDE = 4

Vertex = tuple[float, float]

each_engine = pytest.mark.parametrize("engine", [KernelEngine(), ReferenceEngine()], ids=["kernel", "reference"])


def metres(x: float, y: float) -> Vertex:
    """EPSG:3857 of a place in grid units of LEVEL from the north-western corner of AREA."""
    corner = box(AREA)
    return corner.min_x + x * unit(LEVEL.zoom), corner.max_y - y * unit(LEVEL.zoom)


def to_metres(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: np.array([metres(x, y) for x, y in xy]).reshape(-1, 2))


def render(engine: Engine, *written: Feature, level: Level = LEVEL, area: Tile = AREA) -> dict[Tile, bytes]:
    ((rendered, tiles),) = engine.render(*make_features(written), area, [level])
    assert rendered == level
    assert all(tiles.values())
    return dict(tiles)


def shapes(
    engine: Engine, *written: Feature, layer: str = "landuse", level: Level = LEVEL
) -> dict[Vertex, BaseGeometry]:
    """The one feature's geometry in each tile, by column and row."""
    found = {}
    for tile, content in render(engine, *written, level=level).items():
        (feature,) = decode(content)[layer]
        shift = level.zoom - AREA.z
        found[tile.x - (AREA.x << shift), tile.y - (AREA.y << shift)] = feature["geometry"]
    return found


def tile_box(column: float, row: float, buffer: float) -> BaseGeometry:
    x, y = column * EXTENT, row * EXTENT
    return shapely.box(x - buffer, y - buffer, x + EXTENT + buffer, y + EXTENT + buffer)


def in_area(shape: BaseGeometry, column: float, row: float) -> BaseGeometry:
    return shapely.affinity.translate(shape, column * EXTENT, row * EXTENT)


ORDINATES = st.integers(-3000, SIDE * EXTENT + 3000)
PLACES = st.tuples(ORDINATES, ORDINATES)


@st.composite
def stars(draw: st.DrawFn) -> BaseGeometry:
    """A simple polygon with vertices on the grid, often with a hole, anywhere from tiny to larger than the area."""
    x, y = draw(PLACES)
    size = draw(st.sampled_from([20, 500, 5000, 40000]))
    radii = draw(st.lists(st.floats(0.2, 1), min_size=3, max_size=24))
    angles = [2 * math.pi * i / len(radii) for i in range(len(radii))]

    def ring(scale: float) -> list[Vertex]:
        return [
            (round(x + scale * size * r * math.cos(a)), round(y + scale * size * r * math.sin(a)))
            for r, a in zip(radii, angles, strict=True)
        ]

    star = shapely.Polygon(ring(1), [ring(draw(st.floats(0.1, 0.8)))] if draw(st.booleans()) else [])
    assume(star.is_valid)
    return star


@each_engine
@given(stars())
def test_each_tile_has_what_cutting_the_whole_polygon_gives(engine: Engine, star: BaseGeometry) -> None:
    got = shapes(engine, Feature(to_metres(star), Shape.POLYGON))
    for column in range(SIDE):
        for row in range(SIDE):
            expected = shapely.intersection(star, tile_box(column, row, 64))
            shape = in_area(got.pop((column, row), shapely.Polygon()), column, row)
            assert shape.is_valid
            # Simplification moves an edge by less than half a unit, rounding its ends by half a unit.
            assert shapely.symmetric_difference(shape, expected).area <= 1.5 * expected.length + 2
    assert not got


@each_engine
@given(st.lists(st.lists(PLACES, min_size=4, max_size=12).map(shapely.Polygon), min_size=1, max_size=3))
def test_polygons_that_cross_themselves_are_valid_in_every_tile(engine: Engine, broken: list[shapely.Polygon]) -> None:
    got = shapes(engine, Feature(to_metres(shapely.MultiPolygon(broken)), Shape.POLYGON))
    assert all(shape.is_valid for shape in got.values())


@each_engine
@given(st.lists(PLACES, min_size=2, max_size=5))
def test_each_tile_has_the_length_of_line_that_lies_in_it(engine: Engine, line: list[Vertex]) -> None:
    got = shapes(engine, Feature(to_metres(shapely.LineString(line)), Shape.LINE))
    segments = shapely.linestrings(list(pairwise(line)))
    for column in range(SIDE):
        for row in range(SIDE):
            # Simplified and rounded, a line that runs along an edge may come in or go out a unit earlier or later.
            least, most = (
                shapely.length(shapely.intersection(segments, tile_box(column, row, buffer))).sum()
                for buffer in (64 - 2, 64 + 2)
            )
            shape = got.get((column, row), shapely.LineString())
            assert least - 4 * len(line) <= shape.length <= most + 4 * len(line)


@each_engine
@given(PLACES)
def test_a_point_is_in_every_tile_whose_buffer_it_lies_in(engine: Engine, place: Vertex) -> None:
    got = shapes(engine, Feature(to_metres(shapely.Point(place)), Shape.POINT))
    tiles = [(column, row) for column in range(SIDE) for row in range(SIDE)]
    assert sorted(got) == [tile for tile in tiles if tile_box(*tile, 128).intersects(shapely.Point(place))]
    assert all(in_area(shape, *tile).equals(shapely.Point(place)) for tile, shape in got.items())


@each_engine
@pytest.mark.parametrize(("layer", "buffer"), [("landuse", 64), ("buildings", 32)])
def test_polygons_reach_into_the_next_tile_by_their_buffer(engine: Engine, layer: str, buffer: int) -> None:
    everything = to_metres(shapely.box(-9000, -9000, 30000, 30000))
    got = shapes(engine, Feature(everything, Shape.POLYGON, layer), layer=layer)
    assert len(got) == SIDE * SIDE
    assert {shape.bounds for shape in got.values()} == {(-buffer, -buffer, EXTENT + buffer, EXTENT + buffer)}


@each_engine
def test_tiles_full_of_one_polygon_are_the_same_bytes(engine: Engine) -> None:
    everything = Feature(to_metres(shapely.box(-9000, -9000, 30000, 30000)), Shape.POLYGON)
    assert len(set(render(engine, everything).values())) == 1


@each_engine
def test_a_hole_of_exactly_a_tile_with_its_buffer_leaves_that_tile_empty(engine: Engine) -> None:
    shape = tile_box(1.5, 1.5, 9000).difference(tile_box(1, 1, 64))
    got = shapes(engine, Feature(to_metres(shape), Shape.POLYGON))
    assert (1, 1) not in got
    assert len(got) == SIDE * SIDE - 1
    # A neighbour has everything but its overlap with the hole.
    assert got[0, 1].area == (EXTENT + 128) ** 2 - (EXTENT + 128) * 128


@each_engine
def test_a_hole_that_covers_many_tiles_leaves_them_empty(engine: Engine) -> None:
    shape = tile_box(1.5, 1.5, 90000).difference(shapely.box(-64, -64, SIDE * EXTENT + 64, SIDE * EXTENT + 64))
    assert not render(engine, Feature(to_metres(shape), Shape.POLYGON))


@each_engine
def test_a_line_that_leaves_and_comes_back_has_parts(engine: Engine) -> None:
    line = shapely.LineString([(1000, 1000), (5000, 1000), (5000, 2000), (1000, 2000)])
    got = shapes(engine, Feature(to_metres(line), Shape.LINE))
    assert got[0, 0].wkt == "MULTILINESTRING ((1000 1000, 4160 1000), (4160 2000, 1000 2000))"
    assert got[1, 0].wkt == "LINESTRING (-64 1000, 904 1000, 904 2000, -64 2000)"


@each_engine
def test_a_point_on_the_corner_of_four_tiles_is_in_all_of_them(engine: Engine) -> None:
    got = shapes(engine, Feature(to_metres(shapely.Point(EXTENT, EXTENT)), Shape.POINT))
    assert {tile: shape.wkt for tile, shape in got.items()} == {
        (0, 0): "POINT (4096 4096)",
        (0, 1): "POINT (4096 0)",
        (1, 0): "POINT (0 4096)",
        (1, 1): "POINT (0 0)",
    }


@each_engine
def test_a_line_of_no_length_is_drawn_nowhere(engine: Engine) -> None:
    assert not render(engine, Feature(to_metres(shapely.LineString([(5, 5), (5, 5)])), Shape.LINE))


@each_engine
def test_what_is_smaller_than_a_grid_unit_as_a_whole_is_left_out(engine: Engine) -> None:
    square = to_metres(shapely.box(100, 100, 100.9, 100.9))
    assert not render(engine, Feature(square, Shape.POLYGON))
    assert render(engine, Feature(square, Shape.POLYGON), level=Level(14, 16))


@each_engine
def test_a_polygon_is_kept_by_its_whole_size_however_little_a_tile_has_of_it(engine: Engine) -> None:
    sliver = shapely.box(0, 0, EXTENT - 64 + 1, 1)
    assert shapes(engine, Feature(to_metres(sliver), Shape.POLYGON))[1, 0].area == 1


@each_engine
@pytest.mark.parametrize(
    ("level", "kept"),
    [
        (Level(12, 13), "abf"),
        (Level(12, 14), "abcf"),
        (Level(15, 16), "abcdf"),
        (Level(16, 17, everything=True), "abcde"),
    ],
)
def test_features_are_kept_from_their_zoom_to_their_last(engine: Engine, level: Level, kept: str) -> None:
    zooms = {
        "a": (0, np.inf),
        "b": (13.9, np.inf),
        "c": (14, np.inf),
        "d": (16.5, np.inf),
        "e": (30, np.inf),
        "f": (0, 16),
    }
    zooms["g"] = (np.inf, np.inf)
    written = [
        Feature(
            f"POINT {metres(9, 9)}".replace(",", ""), Shape.POINT, min_zoom=a, max_zoom=b, properties={"kind": name}
        )
        for name, (a, b) in zooms.items()
    ]
    (content,) = render(engine, *written, level=level).values()
    assert "".join(feature["properties"]["kind"] for feature in decode(content)["landuse"]) == kept


def squares(*sides: int) -> list[BaseGeometry]:
    return [to_metres(shapely.box(100, 100, 100 + side, 100 + side)) for side in sides]


@each_engine
def test_features_stand_in_the_order_of_rank_then_area_then_id(engine: Engine) -> None:
    small, large, *_ = squares(5, 9)
    written = [
        Feature(small, Shape.POLYGON, rank=1, osm_id=3),
        Feature(small, Shape.POLYGON, rank=1, osm_id=2),
        Feature(large, Shape.POLYGON, rank=1, osm_id=9),
        Feature(small, Shape.POLYGON, rank=0, osm_id=4),
    ]
    written = [Feature(f.geometry, f.shape, rank=f.rank, osm_id=f.osm_id, mvt_id=f.osm_id) for f in written]
    (content,) = render(engine, *written).values()
    assert [feature["id"] for feature in decode(content)["landuse"]] == [4, 9, 2, 3]


@each_engine
@given(st.permutations(range(6)))
def test_the_order_in_which_features_come_does_not_change_a_byte(engine: Engine, order: Sequence[int]) -> None:
    written = [
        Feature(shape, Shape.POLYGON, layer, osm_id=index, properties={"kind": f"k{index % 2}", "n": index})
        for index, (shape, layer) in enumerate(zip(squares(5, 5, 7, 9, 5, 8), ["water", "earth"] * 3, strict=True))
    ]
    features, geometries = make_features(written)
    shuffled = take(features, np.array(order))
    one, other = (dict(engine.render(f, geometries, AREA, [LEVEL])) for f in (features, shuffled))
    assert one == other


@each_engine
def test_levels_come_in_the_order_asked_for(engine: Engine) -> None:
    levels = [Level(12, 13), Level(10, 11), Level(16, 17, everything=True)]
    written = make_features([Feature(squares(9)[0], Shape.POLYGON)])
    assert [level for level, _ in engine.render(*written, AREA, levels)] == levels


@each_engine
def test_the_tiles_of_a_part_are_what_they_are_without_it(engine: Engine) -> None:
    features, part = make_features(patchwork(3)), Tile(AREA.x * 4 + 1, AREA.y * 4 + 2, 12)
    levels = [Level(12, 13), Level(14, 15)]
    for (_, whole), (_, some) in zip(
        engine.render(*features, AREA, levels), engine.render(*features, AREA, levels, part), strict=True
    ):
        expected = {tile: data for tile, data in whole.items() if is_within(tile, part)}
        assert dict(some) == expected
        assert expected


@each_engine
def test_outlines_are_drawn_of_polygons_where_lines_are_asked_for(engine: Engine) -> None:
    got = shapes(engine, Feature(squares(9)[0], Shape.LINE))
    assert got[0, 0].length == 36


@each_engine
@pytest.mark.parametrize("shape", [Shape.LABEL, Shape.POINT])
def test_a_label_is_one_point_of_the_whole_polygon_in_one_place(engine: Engine, shape: Shape) -> None:
    polygon = shapely.box(-2000, 500, 9000, 1500)
    got = shapes(engine, Feature(to_metres(polygon), shape))
    assert {tile: point.wkt for tile, point in got.items()} == {(0, 0): "POINT (3500 1000)"}


@each_engine
def test_the_edge_of_the_world_shows_what_lies_beyond_it_on_the_other_side(engine: Engine) -> None:
    beyond = Feature(f"POINT ({HALF_WORLD - 100} 0)", Shape.POINT)
    sea = Feature(shapely.box(-HALF_WORLD, -9e6, HALF_WORLD, 9e6), Shape.POLYGON)
    area = Tile(0, 511, 10)
    level = Level(11, 12)
    place = decode(render(engine, beyond, level=level, area=area)[Tile(0, 1023, 11)])["landuse"][0]["geometry"]
    assert (place.x, place.y) == (round(-100 / unit(11)), 4096)
    covered = decode(render(engine, sea, level=level, area=area)[Tile(0, 1022, 11)])["landuse"][0]["geometry"]
    assert covered.bounds == (-64, -64, 4160, 4160)
    assert covered.is_valid
    assert covered.area == 4224**2


@each_engine
def test_the_whole_world_is_drawn_in_one_tile_with_its_neighbours_in_the_buffer(engine: Engine) -> None:
    sea = Feature(shapely.box(-HALF_WORLD, -HALF_WORLD, HALF_WORLD, HALF_WORLD), Shape.POLYGON)
    (content,) = render(engine, sea, level=Level(0, 1), area=Tile(0, 0, 0)).values()
    assert decode(content)["landuse"][0]["geometry"].bounds == (-64, 0, 4160, 4096)


@each_engine
def test_nothing_to_draw_makes_no_tiles(engine: Engine) -> None:
    far = Feature("POINT (0 0)", Shape.POINT)
    assert render(engine, far) == {}
