"""What is in a tile is what the rules make of a plain SELECT, row by row and without the engine."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
import shapely
from mercantile import Tile
from shapely.geometry.base import BaseGeometry

from tests.support.builds import Built, decoded
from tests.support.tags import seen
from tilebuild.grid import box, parse_tile
from tilebuild.local.home import Home
from tilebuild.local.postgres import connection
from tilebuild.rawr.database import Database
from tilebuild.tiles.classify.combinations import area_buckets, area_of_bucket
from tilebuild.tiles.features import Shape
from tilebuild.tiles.inspect import find_tile
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.model import Draw, Geometry, Row

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("e2e")]

EXTENT = 4096
TABLES = {"point": Geometry.POINT, "line": Geometry.LINE, "polygon": Geometry.POLYGON}
BUFFERS = {Geometry.POINT: 128, Geometry.LINE: 64, Geometry.POLYGON: 64}
BUILDINGS = 32

SAME = 4
"""Tile units that what is drawn may lie beside what it is drawn of: simplified by one, rounded, cut off at a unit."""

Found = tuple[str, int, str]
"""Layer, signed OSM id, kind."""

Kind = tuple[str, str]
"""Layer and kind."""


@dataclass(frozen=True)
class Expected:
    """What one row draws, and how much of it reaches into the tile."""

    found: Found
    certain: bool
    """Large enough, and far enough inside, that no rounding can leave it out."""
    line: BaseGeometry | None = None
    """Of lines: what lies in the tile and its buffer and in a seam around them, in tile units."""
    inner: BaseGeometry | None = None
    """The same without a seam inside the buffer's edge: what runs along the edge may be on either side of it."""

    @property
    def kind(self) -> Kind:
        return self.found[0], self.found[2]


@dataclass(frozen=True)
class InTile:
    """What is in a tile, labels and boundaries left out."""

    found: set[Found]
    """What has an id; lines that were merged have none."""
    lines: dict[Kind, list[BaseGeometry]]
    """All lines, merged or not."""


def select(database: Database, table: str, tile: Tile) -> Iterator[tuple[int, dict[str, str], BaseGeometry]]:
    """Every row of a table that touches the tile and its largest buffer."""
    area = box(tile, 130 / EXTENT)
    with connection(database) as opened, opened.cursor() as cursor:
        cursor.execute(
            f"SELECT osm_id, to_jsonb(tags), ST_AsBinary(way) FROM planet_osm_{table}"
            " WHERE ST_Intersects(way, ST_MakeEnvelope(%s, %s, %s, %s, 3857))",
            area,
        )
        for osm_id, tags, way in cursor:
            yield osm_id, tags, shapely.from_wkb(bytes(way))


def rules(table: str, osm_id: int, tags: dict[str, str], way: BaseGeometry) -> tuple[Draw, ...]:
    """The style's rules on one row."""
    bucket = int(area_buckets(np.array([way.area]))[0])
    return BASEMAP.draw(Row(TABLES[table], table, seen(tags), area_of_bucket(bucket), osm_id < 0))


def expected(database: Database, tile: Tile, nominal: int) -> list[Expected]:
    """Everything that the rows near a tile draw in it, boundaries left out: they are joined over rows."""
    unit = (box(tile).max_x - box(tile).min_x) / EXTENT
    found = []
    for table, geometry in TABLES.items():
        for osm_id, tags, way in select(database, table, tile):
            for draw in rules(table, osm_id, tags, way):
                if draw.layer == "boundaries" or draw.shape is Shape.LABEL:
                    continue
                if not (draw.min_zoom < nominal + 1 and draw.max_zoom >= nominal):
                    continue
                buffer = (
                    BUILDINGS if draw.layer == "buildings" and geometry is not Geometry.POINT else BUFFERS[geometry]
                )
                seam = 3 if draw.shape is Shape.LINE else 1
                outer, inner = (shapely.box(*box(tile, (buffer + more) / EXTENT)) for more in (seam, -2))
                if not way.intersects(outer):
                    continue
                certain = way.intersects(inner) and _large(way.intersection(inner), geometry, 2 * unit)
                certain = certain and _large(way, geometry, 4 * unit)
                own = Expected((draw.layer, osm_id, draw.kind), certain)
                if draw.shape is Shape.LINE:
                    line, middle = (in_tile(way.intersection(frame), tile) for frame in (outer, inner))
                    own = replace(own, line=line, inner=middle)
                found.append(own)
    return found


def in_tile(way: BaseGeometry, tile: Tile) -> BaseGeometry:
    """A geometry in tile units."""
    frame = box(tile)
    unit = (frame.max_x - frame.min_x) / EXTENT
    return shapely.transform(way, lambda xy: (xy - (frame.min_x, frame.max_y)) / unit * (1, -1))


def _large(way: BaseGeometry, geometry: Geometry, size: float) -> bool:
    match geometry:
        case Geometry.POINT:
            return True
        case Geometry.LINE:
            return bool(way.length > size)
        case Geometry.POLYGON:
            return bool(way.area > size * size and way.buffer(-size / 4).area > 0)


def drawn(built: Built, tile: Tile, pixels: int = 512) -> InTile:
    """What is in the tile."""
    bucket, place = Home(built.home).store_of(built.run_id)
    found, lines = set(), defaultdict(list)
    for layer, features in decoded(find_tile(tile, pixels, bucket, place).data).items():
        for feature in features:
            properties = feature["properties"]
            if layer == "boundaries" or _is_label(feature):
                continue
            if "id" in properties:
                found.add((layer, properties["id"], properties["kind"]))
            if shapely.get_dimensions(feature["geometry"]) == 1:
                lines[layer, properties["kind"]].append(feature["geometry"])
    return InTile(found, lines)


def check(rows: Sequence[Expected], tile: InTile) -> None:
    """That everything in a tile is of a row, and everything certain that rows draw is in the tile.

    What has an id is compared by it. Lines are compared as lines, since merged ones have none: those of a layer and
    kind lie along the rows' own, and the rows' along them, and they are as long.
    """
    assert tile.found <= {row.found for row in rows}
    assert {row.found for row in rows if row.certain and row.line is None} <= tile.found
    expected = defaultdict(list)
    for row in rows:
        if row.line is not None:
            expected[row.kind].append(row)
    assert set(tile.lines) <= set(expected)
    for kind, lines in expected.items():
        whole = [row.line for row in lines if row.line]
        certain = [row.inner for row in lines if row.inner and row.certain]
        made = shapely.union_all(tile.lines.get(kind, []))
        assert shapely.covers(shapely.buffer(made, SAME), certain).all(), kind
        assert shapely.covers(shapely.buffer(shapely.union_all(whole), SAME), made), kind
        length = sum(line.length for line in tile.lines.get(kind, []))
        least, most = (sum(line.length for line in some) for some in (certain, whole))
        assert least * 0.98 - SAME * len(lines) <= length <= most * 1.02 + SAME * len(lines), kind


def _is_label(feature: dict[str, Any]) -> bool:
    """A point drawn of a way or relation: the MVT id's low bits tell nodes apart."""
    return bool(feature["geometry"].geom_type == "Point" and feature.get("id", 0) % 4 != 0)


def fullest(built: Built, zoom: int, count: int) -> list[Tile]:
    """512-pixel tiles of a zoom out of the largest metatiles."""
    metatiles = {name: path for name, path in built.tiles().items() if name.startswith(f"{max(0, zoom - 2)}/")}
    chosen = sorted(metatiles, key=lambda name: -metatiles[name].stat().st_size)[:count]
    tiles = []
    for name in chosen:
        root = parse_tile(name.removesuffix(".zip"))
        inside = [Tile(root.x * 4 + x, root.y * 4 + y, zoom) for x in range(4) for y in range(4)]
        tiles.append(max(inside, key=lambda tile: sum(map(len, built.tile(tile).values()))))
    return tiles


@pytest.mark.parametrize("zoom", [5, 11, 12, 14])
def test_a_tile_holds_what_the_rules_make_of_the_rows_that_touch_it(built: Built, zoom: int) -> None:
    compared, merged = 0, False
    with built.database() as database:
        for tile in fullest(built, zoom, 3):
            rows = expected(database, tile, zoom + 1)
            made = drawn(built, tile)
            check(rows, made)
            compared += len(made.found)
            merged |= sum(map(len, made.lines.values())) < sum(row.line is not None for row in rows)
    assert (compared and merged) or zoom == 5


def test_the_deepest_tiles_hold_everything_that_touches_them(built: Built) -> None:
    """Zoom 16 has 256-pixel tiles, in which whatever any zoom shows is kept."""
    compared = 0
    with built.database() as database:
        for middle in fullest(built, 15, 3):
            tile = Tile(middle.x * 2, middle.y * 2 + 1, 16)
            rows = expected(database, tile, 10_000)
            made = drawn(built, tile, 256)
            check(rows, made)
            compared += len(made.found)
    assert compared > 0


def test_labels_of_whole_areas_are_inside_them_and_in_every_tile_that_they_touch(built: Built) -> None:
    checked = 0
    with built.database() as database:
        for tile in fullest(built, 14, 3):
            areas: dict[tuple[str, int], list[BaseGeometry]] = {}
            for osm_id, tags, way in select(database, "polygon", tile):
                for draw in rules("polygon", osm_id, tags, way):
                    if draw.shape is Shape.LABEL:
                        areas.setdefault((draw.layer, osm_id), []).append(way)
            frame, unit = box(tile), (box(tile).max_x - box(tile).min_x) / EXTENT
            for layer, features in built.tile(tile).items():
                for feature in features:
                    key = (layer, feature["properties"].get("id", 0))
                    if not _is_label(feature) or key not in areas:
                        continue
                    x, y = feature["geometry"].x, feature["geometry"].y
                    point = shapely.Point(frame.min_x + x * unit, frame.max_y - y * unit)
                    assert min(point.distance(area) for area in areas[key]) <= unit, (tile, key)
                    checked += 1
    assert checked > 0
