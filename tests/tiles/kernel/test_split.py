import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.support.kernel import Vertex, make_paths
from tilebuild.tiles.kernel.split import BEHIND, PATH, TILE, VERTICES, Grid, split
from tilebuild.tiles.kernel.types import LINE, POINT, SHELL

GRID = Grid(side=4, size=100)
REACH = 10
PLACES = st.tuples(st.integers(-150, 550), st.integers(-150, 550))


def pieces(kind: int, path: list[Vertex]) -> dict[int, list[list[Vertex]]]:
    """What lies in each tile (column x 4 + row)."""
    made = split(make_paths((kind, path)), GRID, np.array([REACH]))
    found: dict[int, list[list[Vertex]]] = {}
    for piece in made.pieces:
        own = slice(piece[VERTICES], piece[BEHIND])
        found.setdefault(int(piece[TILE]), []).append(
            list(zip(made.x[own].tolist(), made.y[own].tolist(), strict=True))
        )
    assert (made.pieces[:, PATH] == 0).all()
    return found


def tile(number: int, reach: float = REACH) -> shapely.Polygon:
    x, y = number // 4 * 100, number % 4 * 100
    return shapely.box(x - reach, y - reach, x + 100 + reach, y + 100 + reach)


@given(st.lists(PLACES, min_size=3, max_size=9).map(lambda ring: shapely.convex_hull(shapely.MultiPoint(ring))))
def test_a_ring_is_cut_as_its_polygon_is(polygon: shapely.Polygon) -> None:
    if polygon.geom_type != "Polygon":
        return
    ring = [(int(x), int(y)) for x, y in polygon.exterior.coords[:-1]]
    found = pieces(SHELL, ring)
    for number in range(16):
        cut = shapely.union_all([shapely.Polygon(part) for part in found.get(number, []) if len(part) > 2])
        expected = shapely.intersection(polygon, tile(number))
        assert shapely.symmetric_difference(cut, expected).area <= expected.length + 1


@given(st.lists(PLACES, min_size=2, max_size=9))
def test_every_vertex_of_a_line_is_in_all_the_tiles_whose_buffer_it_lies_in(line: list[Vertex]) -> None:
    found = pieces(LINE, line)
    for number in range(16):
        parts = found.get(number, [])
        here = {vertex for part in parts for vertex in part}
        assert {vertex for vertex in line if tile(number).intersects(shapely.Point(vertex))} <= here
        assert all(tile(number).intersects(shapely.Point(vertex)) for vertex in here)


@given(PLACES)
def test_a_point_is_in_all_the_tiles_whose_buffer_it_lies_in(place: Vertex) -> None:
    expected = [number for number in range(16) if tile(number).intersects(shapely.Point(place))]
    assert sorted(pieces(POINT, [place])) == expected


def test_a_path_in_one_tile_is_not_copied() -> None:
    paths = make_paths((SHELL, [(120, 120), (180, 120), (180, 180)]))
    made = split(paths, GRID, np.array([REACH]))
    assert made.pieces.tolist() == [[0, 3, 0, 5]]
    assert len(made.x) == 3


def test_a_line_comes_in_the_order_in_which_it_runs() -> None:
    zigzag = [(50, 50), (150, 50), (150, 70), (50, 70)]
    assert pieces(LINE, zigzag) == {
        0: [[(50, 50), (110, 50)], [(110, 70), (50, 70)]],
        4: [[(90, 50), (150, 50), (150, 70), (90, 70)]],
    }
