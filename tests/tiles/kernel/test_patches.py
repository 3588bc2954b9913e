import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile
from shapely.geometry.base import BaseGeometry

from tests.support.features import Feature, decode, make_features
from tests.support.kernel import make_paths, vertices_of
from tilebuild.grid import box
from tilebuild.tiles.features import Shape
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.kernel.patches import SQUARE, with_patches
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.types import HOLE, LINE, SHELL
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import unit

AREA = Tile(538, 359, 10)
LEVEL = Level(12, 13)
CORNER = box(AREA)
SHIFT = 3
"""A unit of the zoom is 8 of the fine grid."""


def square(x: float, y: float, side: float) -> list[tuple[int, int]]:
    """A ring in units of the zoom, on the fine grid."""
    x0, y0, x1, y1 = (round(8 * ordinate) for ordinate in (x, y, x + side, y + side))
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def patched(*rings: list[tuple[int, int]], group: list[int] | None = None, shown: Paths | None = None) -> Paths:
    """What is drawn of rings that are all too small."""
    paths = make_paths(*((SHELL, ring) for ring in rings))
    tiny, groups = np.ones(len(rings), dtype=bool), np.array(group or [0] * len(rings))
    return with_patches(shown or make_paths(), paths, tiny, groups, SHIFT)


def rings(paths: Paths) -> list[list[tuple[int, int]]]:
    return [vertices_of(paths, path) for path in range(len(paths.kind))]


def test_a_square_that_is_half_covered_is_drawn_and_one_that_is_not_is_not() -> None:
    nine = [square(x, y, 1) for x in range(3) for y in range(3)]
    assert rings(patched(*nine)) == [[(0, 0), (4, 0), (4, 4), (0, 4)]]
    assert rings(patched(*nine[:7])) == []


def test_holes_do_not_count() -> None:
    paths = make_paths(*((SHELL, square(x, y, 1)) for x in range(4) for y in range(2)), (HOLE, square(0, 0, 0.9)))
    paths = paths._replace(feature=np.zeros(len(paths.kind), dtype=np.int64))
    assert rings(with_patches(make_paths(), paths, np.ones(1, dtype=bool), np.zeros(1, dtype=np.int64), SHIFT)) == []


def test_squares_side_by_side_in_a_row_are_one_rectangle() -> None:
    many = [square(x, y, 0.95) for x in range(12) for y in range(4)]
    assert rings(patched(*many)) == [[(0, 0), (12, 0), (12, 4), (0, 4)]]


def test_only_like_ones_come_together_each_where_the_first_of_them_stood() -> None:
    many = [square(x, y, 0.95) for x in range(4) for y in range(4)]
    far = [square(x + 40, y, 0.95) for x in range(4) for y in range(4)]
    line = make_paths((LINE, [(1, 1), (9, 9)]))._replace(feature=np.array([3]))
    made = patched(*many, *far, group=[7, 7, *[5] * 30], shown=line)
    assert made.feature.tolist() == [2, 2, 3]
    assert rings(made) == [
        [(0, 0), (4, 0), (4, 4), (0, 4)],
        [(40, 0), (44, 0), (44, 4), (40, 4)],
        [(1, 1), (9, 9)],
    ]
    assert rings(patched(*many[:8], *many[8:], group=[7] * 7 + [5] * 7 + [3] * 2)) == []


def plots(x: float, y: float, columns: int, rows: int, side: float = 0.95) -> list[BaseGeometry]:
    """Plots that share their borders, in units of LEVEL from the area's corner."""
    return [
        shapely.transform(
            shapely.box(x + side * column, y + side * row, x + side * (column + 1), y + side * (row + 1)),
            lambda xy: np.array([CORNER.min_x, CORNER.max_y]) + xy * unit(LEVEL.zoom) * (1, -1),
        )
        for column in range(columns)
        for row in range(rows)
    ]


def feature(shape: BaseGeometry, number: int, kind: str = "forest") -> Feature:
    return Feature(shape, Shape.POLYGON, osm_id=number, mvt_id=number, properties={"kind": kind, "id": number})


def drawn(written: list[Feature], area: Tile = AREA) -> dict[tuple[int, int], list[tuple[BaseGeometry, int, dict]]]:  # type: ignore[type-arg]
    ((_, tiles),) = KernelEngine().render(*make_features(written), area, [LEVEL])
    return {
        (tile.x - AREA.x * 4, tile.y - AREA.y * 4): [
            (row["geometry"], row["id"], row["properties"]) for row in decode(content)["landuse"]
        ]
        for tile, content in tiles.items()
    }


def test_a_wood_of_plots_that_are_too_small_is_one_polygon_without_an_id() -> None:
    wood = [feature(plot, number) for number, plot in enumerate(plots(100, 100, 60, 40), 1)]
    (((geometry, mvt_id, properties),),) = drawn(wood).values()
    assert (geometry.geom_type, geometry.is_valid) == ("Polygon", True)
    assert geometry.area == pytest.approx(60 * 40 * 0.95**2, rel=0.05)
    assert (mvt_id, properties) == (0, {"kind": "forest"})


def test_a_lone_plot_is_left_out_and_two_kinds_are_two_polygons() -> None:
    two = [
        feature(plot, number, kind)
        for number, (kind, plot) in enumerate(
            [("a", plot) for plot in plots(100, 100, 20, 20)] + [("b", plot) for plot in plots(119, 100, 20, 20)]
        )
    ]
    ((one, other),) = drawn([*two, feature(plots(1000, 1000, 1, 1)[0], 9999)]).values()
    assert [one[2], other[2]] == [{"kind": "a"}, {"kind": "b"}]
    assert max(one[0].bounds[2], other[0].bounds[2]) < 200


def test_tiles_and_areas_draw_the_same_squares_where_they_meet() -> None:
    across = [feature(plot, number) for number, plot in enumerate(plots(4 * 4096 - 20, 4090, 44, 13), 1)]
    west, east = drawn(across), drawn(across, Tile(AREA.x + 1, AREA.y, 10))
    assert sorted(west) == [(3, 0), (3, 1)]
    assert sorted(east) == [(4, 0), (4, 1)]
    for row in (0, 1):
        ((one, _, _),), ((other, _, _),) = west[3, row], east[4, row]
        both = shapely.box(4096 - 64, -64, 4096 + 64, 4096 + 64)
        moved = shapely.affinity.translate(other, 4096, 0)
        assert shapely.intersection(one, both).equals(shapely.intersection(moved, both))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.floats(0.2, 0.99)), min_size=1, max_size=150))
def test_what_is_drawn_is_valid_and_no_larger_than_twice_what_is_there(
    written: list[tuple[int, int, float]],
) -> None:
    shapes = [plots(4000 + x, 4000 + y, 1, 1, side)[0] for x, y, side in written]
    area = sum(side * side for *_, side in written)
    for rows in drawn([feature(shape, number) for number, shape in enumerate(shapes, 1)]).values():
        assert sum(geometry.area for geometry, *_ in rows) <= 2 * area + 1e-6
        assert all(geometry.is_valid and geometry.area % (SQUARE * SQUARE) == 0 for geometry, *_ in rows)
