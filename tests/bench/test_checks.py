from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
import shapely
from mercantile import Tile

from bench import checks
from tests.support.features import Feature, make_features
from tilebuild.grid import box
from tilebuild.tiles.features import Features, Shape
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.kernel.engine import Drawing, KernelEngine
from tilebuild.tiles.metatile import Level

AREA = Tile(538, 359, 10)
LEVEL = Level(14, 15)


def fields(count: int) -> tuple[Features, Geometries]:
    """Round fields of 200 m, far from each other."""
    corner = box(AREA)
    places = [(corner.min_x + 500 + i % 12 * 2900.0, corner.min_y + 500 + i // 12 * 2900.0) for i in range(count)]
    return make_features([Feature(shapely.Point(place).buffer(200), Shape.POLYGON) for place in places])


def test_the_kernel_draws_what_the_reference_draws() -> None:
    (found,) = checks.check(*fields(120), AREA, [LEVEL])
    assert (found.zoom, found.torn, found.invalid) == (14, 0, 0)
    assert found.area < 0.001


def test_a_place_that_one_path_keeps_and_another_does_not_is_torn(monkeypatch: pytest.MonkeyPatch) -> None:
    corner = box(AREA)
    west, south = corner.min_x + 1000, corner.min_y + 1000
    ring = [(west, south), (west + 500, south), (west + 500, south + 500), (west, south + 500)]
    drawing = Drawing(*make_features([Feature(shapely.Polygon(ring), Shape.POLYGON)] * 2), AREA)
    assert checks.torn(drawing, LEVEL) == 0
    half = np.arange(len(drawing.paths.x)) != 1
    monkeypatch.setattr(checks, "needed_vertices", lambda *_: half)
    assert checks.torn(drawing, LEVEL) == 1


class Smaller(KernelEngine):
    """Leaves a part of the tiles out."""

    def render(self, *args: Any, **named: Any) -> Iterator[tuple[Level, Mapping[Tile, bytes]]]:
        for level, tiles in super().render(*args, **named):
            yield level, dict(list(tiles.items())[: len(tiles) // 2])


def test_missing_area_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "KernelEngine", Smaller)
    (found,) = checks.check(*fields(120), AREA, [LEVEL])
    assert found.area > 0.2


def test_a_handful_of_pieces_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "KernelEngine", Smaller)
    (found,) = checks.check(*fields(8), AREA, [LEVEL])
    assert found.area == 0
