import gzip
import logging
from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pytest
import shapely
from mapbox_vector_tile.Mapbox import vector_tile_pb2
from mercantile import Tile

from tests.support.features import Feature, make_features
from tilebuild.grid import box
from tilebuild.tiles.archive import deflate
from tilebuild.tiles.features import Shape
from tilebuild.tiles.framing import gzip_frame
from tilebuild.tiles.kernel import budget
from tilebuild.tiles.kernel.budget import BUDGET, Tier, tiers
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import unit

AREA = Tile(538, 359, 10)
TILE = Tile(AREA.x * 16 + 8, AREA.y * 16 + 8, 14)
LEVEL = Level(14, 15)
FRAME = box(TILE)
RANDOM = np.random.default_rng(7)

NEVER = [("water", "lake"), ("earth", "earth"), ("boundaries", "region"), ("roads", "highway"), ("roads", "major_road")]
WRITTEN = [
    ("buildings", "address", Shape.POINT, Tier.ADDRESSES),
    ("buildings", "address", Shape.LABEL, Tier.ADDRESSES),
    ("buildings", "building_part", Shape.POLYGON, Tier.BUILDING_PARTS),
    ("buildings", "building", Shape.POLYGON, Tier.BUILDINGS),
    ("pois", "cafe", Shape.POINT, Tier.POIS),
    ("landuse", "forest", Shape.POLYGON, Tier.LANDUSE),
    ("transit", "tram", Shape.LINE, Tier.TRANSIT),
    ("roads", "minor_road", Shape.LINE, Tier.WAYS),
    ("roads", "path", Shape.LINE, Tier.WAYS),
    ("roads", "rail", Shape.LINE, Tier.WAYS),
    ("places", "locality", Shape.POINT, Tier.PLACES),
    *((layer, kind, Shape.LINE, Tier.NEVER) for layer, kind in NEVER),
    ("water", "lake", Shape.LABEL, Tier.NEVER),
]


@pytest.fixture(autouse=True)
def each_test_draws_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever tests ran before it."""
    monkeypatch.setitem(globals(), "RANDOM", np.random.default_rng(7))


def place() -> tuple[float, float]:
    """Somewhere in the tile, and a unit's breadth from its edges."""
    x, y = RANDOM.integers(100, 3900, 2)
    return FRAME.min_x + x * unit(14), FRAME.max_y - y * unit(14)


def patch(vertices: int, size: float) -> shapely.Polygon:
    """A star of many corners."""
    x, y = place()
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius = RANDOM.uniform(0.5, 1, vertices) * size * unit(14)
    return shapely.Polygon(np.stack((x + radius * np.cos(angle), y + radius * np.sin(angle)), axis=1))


def feature(geometry: Any, shape: Shape, layer: str, kind: str, number: int, min_zoom: float = 10) -> Feature:
    return Feature(
        geometry, shape, layer, min_zoom, osm_id=number, mvt_id=number, properties={"kind": kind, "n": number}
    )


def dense(buildings: int) -> list[Feature]:
    """Buildings of many corners, points of interest, and a few of what may never go."""
    made = [
        feature(patch(100, 20 + number % 60), Shape.POLYGON, "buildings", "building", number)
        for number in range(buildings)
    ]
    made += [feature(shapely.Point(place()), Shape.POINT, "pois", "cafe", 20_000 + n, 10 + n % 5) for n in range(2000)]
    for n in range(50):
        layer, kind = NEVER[n % len(NEVER)]
        shape = patch(12, 90) if layer in ("water", "earth") else shapely.LineString([place(), place()])
        made.append(feature(shape, Shape.POLYGON if layer in ("water", "earth") else Shape.LINE, layer, kind, n + 1))
    return made


def drawn(written: list[Feature]) -> bytes:
    ((_, tiles),) = KernelEngine().render(*make_features(written), AREA, [LEVEL])
    return tiles[TILE]


def compressed(tile: bytes) -> int:
    return len(gzip_frame(deflate(tile)))


def numbers(tile: bytes) -> defaultdict[str, set[int]]:
    """Which features are in a tile, by layer; their many vertices are not looked at."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for layer in vector_tile_pb2.tile.FromString(tile).layers:
        key = list(layer.keys).index("n")
        for feature in layer.features:
            tags = dict(zip(feature.tags[::2], feature.tags[1::2], strict=True))
            ((_, number),) = layer.values[tags[key]].ListFields()
            found[layer.name].add(number)
    return found


def test_every_feature_has_its_tier() -> None:
    written = [Feature("POINT (0 0)", shape, layer, properties={"kind": kind}) for layer, kind, shape, _ in WRITTEN]
    assert tiers(make_features(written)[0]).tolist() == [tier for *_, tier in WRITTEN]


def test_a_dense_tile_is_kept_within_the_budget_and_loses_the_least_important_first(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    written = dense(5000)
    caplog.set_level(logging.INFO, "tilebuild")
    tile = drawn(written)
    (told,) = [record.__dict__["fields"] for record in caplog.records]
    monkeypatch.setattr("tilebuild.tiles.kernel.engine.SURE", 1 << 40)
    whole = drawn(written)
    assert compressed(whole) > len(gzip.compress(whole)) * 0.9 > 1.2 * BUDGET
    assert BUDGET * 0.97 < compressed(tile) <= BUDGET
    kept, all_of_it = numbers(tile), numbers(whole)
    assert kept["pois"] == set()
    assert 0 < len(kept["buildings"]) < 5000
    for layer, _ in NEVER:
        assert kept[layer] == all_of_it[layer] != set()
    left = all_of_it["buildings"] - kept["buildings"]
    area = {one.osm_id: one.geometry.area for one in written if one.layer == "buildings"}  # type: ignore[union-attr]
    assert max(area[number] for number in left) <= min(area[number] for number in kept["buildings"])
    assert told["dropped"] == {"buildings": len(left), "pois": 2000}
    assert (told["tile"], told["bytes"], told["was"]) == ("14/8616/5752", compressed(tile), compressed(whole))


def test_of_one_tier_what_comes_latest_goes_first() -> None:
    places = [feature(shapely.Point(place()), Shape.POINT, "pois", "cafe", n + 1, 10 + n % 5) for n in range(50_000)]
    tile = drawn(places)
    zooms = Counter((n - 1) % 5 for n in numbers(tile)["pois"])
    assert compressed(tile) <= BUDGET
    assert [zooms[number] for number in range(4)] == [10_000] * 4
    assert 0 < zooms[4] < 9_000


def test_the_same_features_lose_the_same_in_whatever_order_they_come() -> None:
    written = dense(5000)
    assert drawn(written) == drawn(written[::-1])


def test_what_may_never_go_stays_and_the_tile_is_told_to_be_too_large(caplog: pytest.LogCaptureFixture) -> None:
    lakes = [feature(patch(120, 60), Shape.POLYGON, "water", "lake", number + 1) for number in range(4500)]
    cafe = feature(shapely.Point(place()), Shape.POINT, "pois", "cafe", 9999)
    tile = drawn([*lakes, cafe])
    kept = numbers(tile)
    assert (len(kept["water"]), len(kept["pois"])) == (4500, 0)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.__dict__["fields"]["bytes"] == compressed(tile) > BUDGET


def test_a_small_tile_is_not_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "weigh", pytest.fail)
    assert len(numbers(drawn(dense(100)))["pois"]) == 2000
