from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from mercantile import Tile

from bench.checks import torn
from reference.render import ReferenceEngine
from tests.support.features import Feature, decode, make_features
from tests.support.patchwork import AREA, patchwork
from tilebuild.errors import RequestError
from tilebuild.grid import box
from tilebuild.tiles.engine import Engine
from tilebuild.tiles.features import Features, Shape
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.kernel.engine import Drawing, KernelEngine, detail
from tilebuild.tiles.kernel.zoom import needed_vertices
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import unit

EAST = Tile(539, 359, 10)
AROUND = Tile(538 >> 3, 359 >> 3, 7)
DEEPEST = Level(16, 17, everything=True)


def measured(
    engine: Engine, features: Features, geometries: Geometries, level: Level
) -> dict[str, tuple[float, float]]:
    """Area and length of each layer over all tiles."""
    ((_, tiles),) = engine.render(features, geometries, AREA, [level])
    totals: dict[str, tuple[float, float]] = {}
    for content in tiles.values():
        for layer, found in decode(content).items():
            assert all(feature["geometry"].is_valid for feature in found)
            area, length = totals.get(layer, (0.0, 0.0))
            area += sum(feature["geometry"].area for feature in found)
            length += sum(feature["geometry"].length for feature in found if not feature["geometry"].area)
            totals[layer] = (area, length)
    return totals


@settings(max_examples=3)
@given(st.integers(0, 10_000))
def test_areas_and_lengths_are_those_of_the_reference(seed: int) -> None:
    made = make_features(patchwork(seed))
    expected = measured(ReferenceEngine(), *made, DEEPEST)
    found = measured(KernelEngine(), *made, DEEPEST)
    assert {layer: pytest.approx(sizes, rel=1e-3) for layer, sizes in expected.items()} == found


@settings(max_examples=20)
@given(
    st.integers(0, 10_000),
    st.one_of(st.tuples(st.just(AREA), st.integers(10, 16)), st.tuples(st.just(AROUND), st.integers(8, 12))),
)
def test_no_shared_edge_is_torn_at_any_zoom(seed: int, where: tuple[Tile, int]) -> None:
    area, zoom = where
    level = Level(zoom, zoom + 1)
    drawing = Drawing(*make_features(patchwork(seed)), area)
    shown = drawing.shown(level, drawing.tiny(level))
    needed = needed_vertices(drawing.paths, drawing.nodes, shown, detail(level, area), drawing.ranks)
    drawn = np.repeat(shown[drawing.paths.feature], np.diff(drawing.paths.start))
    assert needed.any()
    assert zoom > 11 or needed.sum() < drawn.sum()
    assert torn(drawing, level) == 0


@settings(max_examples=5)
@given(st.integers(0, 10_000), st.integers(12, 14))
def test_neighbouring_areas_draw_the_same_at_their_border(seed: int, zoom: int) -> None:
    """Though one of them knows features that the other does not: a road in the other's inside."""
    fields = patchwork(seed, west=4.0)
    corner = box(EAST)
    deep = shapely.LineString([(corner.max_x - 200, corner.min_y + 10), (corner.max_x - 100, corner.max_y)])
    known = [*fields, Feature(deep, Shape.LINE, "roads", osm_id=99)]
    level = Level(zoom, zoom + 1)
    ((_, western),) = KernelEngine().render(*make_features(fields), AREA, [level])
    ((_, eastern),) = KernelEngine().render(*make_features(known), EAST, [level])
    side = 1 << (zoom - 10)
    for row in range(side):
        one = western.get(Tile(EAST.x * side - 1, AREA.y * side + row, zoom), b"")
        other = eastern.get(Tile(EAST.x * side, AREA.y * side + row, zoom), b"")
        west, east = on_border(one, 4096), on_border(other, 0)
        assert [layer for layer, _ in west] == [layer for layer, _ in east]
        # Where an edge is cut off in each tile's own buffer it is rounded.
        assert all(abs(y - other_y) <= 2 for (_, y), (_, other_y) in zip(west, east, strict=True))


def on_border(tile: bytes, x: int) -> list[tuple[str, float]]:
    """Where the outlines of polygons cross a border: layer and y, in order."""
    found = []
    for layer, features in decode(tile).items() if tile else ():
        for polygon in (part for feature in features for part in shapely.get_parts(feature["geometry"])):
            for ring in (polygon.exterior, *polygon.interiors) if polygon.geom_type == "Polygon" else ():
                for (x0, y0), (x1, y1) in pairwise(ring.coords):
                    if (x0 < x) != (x1 < x) and 0 < y0 < 4096:
                        found.append((layer, y0 + (x - x0) * (y1 - y0) / (x1 - x0)))
    return sorted(found)


def test_zooms_deeper_than_the_fine_grid_are_refused() -> None:
    made = make_features(patchwork(1))
    with pytest.raises(RequestError, match="tile zoom is 21: under zoom 10 it can be 20 at most"):
        list(KernelEngine().render(*made, AREA, [Level(21, 22)]))


def test_a_unit_is_the_4096th_of_a_tile() -> None:
    assert unit(10) * 4096 == pytest.approx(box(AREA).max_x - box(AREA).min_x)
