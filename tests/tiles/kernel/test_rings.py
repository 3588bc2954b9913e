"""Geometry as it stands in a tile, command by command: what a reader that repairs would not show."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mapbox_vector_tile.Mapbox import vector_tile_pb2
from mercantile import Tile
from shapely.geometry.base import BaseGeometry

from reference.render import ReferenceEngine
from tests.support.features import Feature, decode, make_features
from tilebuild.grid import HALF_WORLD, box
from tilebuild.tiles.engine import Engine
from tilebuild.tiles.features import Shape
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import BUFFER, EXTENT, unit

AREA = Tile(538, 359, 10)
LEVEL = Level(12, 14)
CORNER = box(AREA)
POINT, LINE, POLYGON = 1, 2, 3
MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 7

Vertex = tuple[int, int]
Path = tuple[list[Vertex], bool]
"""Vertices, and whether ClosePath follows them."""


def render(engine: Engine, *written: Feature, area: Tile = AREA, level: Level = LEVEL) -> dict[Tile, bytes]:
    ((_, tiles),) = engine.render(*make_features(written), area, [level])
    return dict(tiles)


def metres(shape: BaseGeometry) -> BaseGeometry:
    """From grid units of LEVEL, counted from the area's corner."""
    return shapely.transform(shape, lambda xy: np.array([CORNER.min_x, CORNER.max_y]) + xy * unit(LEVEL.zoom) * (1, -1))


def paths(tile: bytes) -> Iterator[tuple[int, list[Path]]]:
    """Type and paths of each feature."""
    read = vector_tile_pb2.tile()
    read.ParseFromString(tile)
    for layer in read.layers:
        for feature in layer.features:
            yield feature.type, list(commands(feature.geometry))


def commands(geometry: list[int]) -> Iterator[Path]:
    """Paths of a feature (specification 2.1, section 4.3)."""
    path: list[Vertex] = []
    at, x, y = 0, 0, 0
    while at < len(geometry):
        command, count = geometry[at] & 7, geometry[at] >> 3
        at += 1
        assert count > 0
        if command == CLOSE_PATH:
            assert count == 1
            yield path, True
            path = []
            continue
        if command == MOVE_TO and path:
            yield path, False
            path = []
        for _ in range(count):
            dx, dy = ((value >> 1) ^ -(value & 1) for value in geometry[at : at + 2])
            x, y, at = x + dx, y + dy, at + 2
            path.append((x, y))
    if path:
        yield path, False


def twice_area(ring: list[Vertex]) -> int:
    """The surveyor's formula: positive for rings clockwise to the eye, y pointing down."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]))


def check_polygon(rings: list[Path]) -> None:
    """Shells clockwise, each before its holes, which are against; all closed, none flat, no vertex twice in a row."""
    assert rings
    assert twice_area(rings[0][0]) > 0
    shell = shapely.Polygon()
    for ring, closed in rings:
        assert closed
        assert len(ring) >= 3
        assert all(one != other for one, other in pairwise([*ring, ring[0]]))
        assert twice_area(ring) != 0
        polygon = shapely.Polygon(ring)
        if twice_area(ring) > 0:
            shell = polygon
        else:
            assert shell.covers(polygon)


ORDINATES = st.integers(-600, 8800)
RINGS = st.lists(st.tuples(ORDINATES, ORDINATES), min_size=4, max_size=14)
NARROW = st.lists(st.tuples(st.integers(4090, 4102), st.integers(-3, 9)), min_size=4, max_size=12)
"""At the edge of a tile and its buffer, where much of a ring falls on one line."""


@given(st.lists(st.one_of(RINGS, NARROW), min_size=1, max_size=3))
def test_every_polygon_is_wound_closed_and_in_order(rings: list[list[Vertex]]) -> None:
    shape = shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings])
    for tile in render(KernelEngine(), Feature(metres(shape), Shape.POLYGON)).values():
        for kind, parts in paths(tile):
            assert kind == POLYGON
            check_polygon(parts)


@given(RINGS, st.floats(0.1, 0.9))
def test_holes_are_wound_against_their_shells(ring: list[Vertex], size: float) -> None:
    hull = shapely.MultiPoint(ring).convex_hull
    shape = shapely.difference(hull, shapely.affinity.scale(hull, size, size))
    if shape.geom_type != "Polygon":
        return
    for tile in render(KernelEngine(), Feature(metres(shape), Shape.POLYGON)).values():
        for _, parts in paths(tile):
            check_polygon(parts)


@given(st.one_of(RINGS, NARROW))
def test_every_line_goes_somewhere_and_nowhere_twice_in_a_row(line: list[Vertex]) -> None:
    for tile in render(KernelEngine(), Feature(metres(shapely.LineString(line)), Shape.LINE)).values():
        for kind, parts in paths(tile):
            assert kind == LINE
            for path, closed in parts:
                assert not closed
                assert len(path) >= 2
                assert all(one != other for one, other in pairwise(path))


FLAT = [
    "POLYGON ((10 10, 20 10, 30 10, 10 10))",
    "POLYGON ((10 10, 20 20, 10 10, 20 20, 10 10))",
    "POLYGON ((10 10, 10 10, 10 10, 10 10))",
    "MULTIPOLYGON (((10 10, 90 90, 10 10, 10 10)), ((4096 0, 4096 9, 4096 4, 4096 0)))",
]


@pytest.mark.parametrize("text", FLAT)
def test_polygons_without_an_area_are_drawn_nowhere(text: str) -> None:
    assert render(KernelEngine(), Feature(metres(shapely.from_wkt(text)), Shape.POLYGON)) == {}


def test_a_spike_on_a_polygon_goes() -> None:
    spiked = shapely.from_wkt("POLYGON ((10 10, 50 10, 90 10, 50 10, 50 50, 10 50, 10 10))")
    (tile,) = render(KernelEngine(), Feature(metres(spiked), Shape.POLYGON)).values()
    ((_, [(ring, _)]),) = paths(tile)
    assert sorted(ring) == [(10, 10), (10, 50), (50, 10), (50, 50)]


EDGES = st.tuples(st.floats(-1, 1), st.floats(-1, 1))


@settings(max_examples=30)
@given(
    st.sampled_from([Shape.POINT, Shape.LINE, Shape.POLYGON]),
    st.lists(EDGES, min_size=3, max_size=8),
    st.booleans(),
    st.booleans(),
)
def test_what_crosses_the_antimeridian_is_what_the_reference_draws(
    shape: Shape, places: list[tuple[float, float]], east: bool, beyond: bool
) -> None:
    """On this side of the world's edge or on the other one, and over it where a row's geometry goes on beyond."""
    area = Tile(1023 if east else 0, 511, 10)
    width = unit(11) * 300
    middle = HALF_WORLD * (1 if east != beyond else -1)
    cloud = shapely.MultiPoint([(middle + x * width, (1 + y) * width) for x, y in places])
    whole: BaseGeometry = {
        Shape.POINT: cloud,
        Shape.LINE: shapely.LineString([point.coords[0] for point in cloud.geoms]),
        Shape.POLYGON: cloud.convex_hull,
    }[shape]
    if shape is Shape.POLYGON and whole.geom_type != "Polygon":
        return
    written = Feature(whole, shape)
    made, expected = (render(engine, written, area=area, level=Level(11, 13)) for engine in ENGINES)
    for tile in made.keys() | expected.keys():
        check_alike(made.get(tile, b""), expected.get(tile, b""))


ENGINES = (KernelEngine(), ReferenceEngine())


def check_alike(one: bytes, other: bytes) -> None:
    """Two tiles have as many points, lines in the same places, and the same areas but for what lies along outlines."""
    points, ways, areas = drawn(one)
    points_there, ways_there, areas_there = drawn(other)
    assert points == points_there
    assert astray(ways, ways_there) < 2
    assert astray(ways_there, ways) < 2
    assert areas.symmetric_difference(areas_there).area < areas.length + areas_there.length + 10


def drawn(tile: bytes) -> tuple[int, BaseGeometry, BaseGeometry]:
    """How many points, all lines as one, all polygons as one."""
    shapes = [row["geometry"] for rows in decode(tile).values() for row in rows] if tile else []
    by_dimension = [[shape for shape in shapes if shapely.get_dimensions(shape) == number] for number in range(3)]
    points = sum(len(shapely.get_coordinates(shape)) for shape in by_dimension[0])
    return points, shapely.union_all(by_dimension[1]), shapely.union_all(by_dimension[2])


def polygons(rings: tuple[list[Vertex], list[Vertex]]) -> BaseGeometry:
    """A valid polygon with a notch or a hole, or two of them."""
    one, other = (shapely.MultiPoint(ring).convex_hull for ring in rings)
    left = shapely.difference(one, other) if other.geom_type == "Polygon" else one
    parts = [part for part in shapely.get_parts(left) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


ANY = st.one_of(
    st.tuples(RINGS, RINGS).map(polygons), RINGS.map(shapely.LineString), RINGS.map(shapely.MultiPoint)
).filter(lambda shape: not shape.is_empty)


INNER = 4 - BUFFER
"""Where a tile with its buffer begins, a little farther in."""


def astray(one: BaseGeometry, other: BaseGeometry) -> float:
    """How far, in grid units, a vertex of one is at most from the other; of nothing, how long the one is.

    Lengths would say more, and too much: a line that goes back along itself may lose the way back, which nobody sees.
    What is at the buffer's very edge does not count, where it is for rounding to say what is cut off.
    """
    inside = shapely.clip_by_rect(one, INNER, INNER, EXTENT - INNER, EXTENT - INNER)
    if inside.is_empty or other.is_empty:
        return float(inside.length)
    return float(shapely.distance(shapely.points(shapely.get_coordinates(inside)), other).max())


@settings(max_examples=40)
@given(st.lists(ANY, min_size=1, max_size=5))
@example([shapely.LineString([(0, 0), (14, 0), (1, 0), (15, 0)])])
def test_the_kernel_draws_as_much_of_everything_as_the_reference(shapes: list[BaseGeometry]) -> None:
    kinds = {"MultiPolygon": Shape.POLYGON, "LineString": Shape.LINE, "MultiPoint": Shape.POINT}
    written = [
        Feature(metres(shape), kinds[shape.geom_type], osm_id=number, properties={"id": number})
        for number, shape in enumerate(shapes)
    ]
    made, expected = (render(engine, *written) for engine in ENGINES)
    for tile in made.keys() | expected.keys():
        check_alike(made.get(tile, b""), expected.get(tile, b""))
