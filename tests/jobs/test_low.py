"""Low zooms of a prepared database and of one that is not: the same metatiles, of fewer rows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import mapbox_vector_tile
import pytest
from mercantile import Tile

from tests.support.osm_tables import add_feature, create_tables, run
from tilebuild.grid import box
from tilebuild.jobs import low
from tilebuild.jobs.low import prepared_for, read_shown
from tilebuild.local.importer.prepare import prepare
from tilebuild.local.postgres import Cluster, connection
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.prepared import Prepared
from tilebuild.rawr.schema import read_schema
from tilebuild.tiles.archive import read_member
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.style.basemap import BASEMAP

pytestmark = pytest.mark.database

QUEUE = Tile(67, 44, 7)
LAYOUT = MetatileLayout()
BOX = box(QUEUE)
WIDTH = BOX.max_x - BOX.min_x


def at(*places: tuple[float, float]) -> str:
    """Places in widths of the tile from its lower left corner."""
    return ", ".join(f"{BOX.min_x + x * WIDTH!r} {BOX.min_y + y * WIDTH!r}" for x, y in places)


def line(*places: tuple[float, float]) -> str:
    return f"LINESTRING({at(*places)})"


def square(x: float, y: float, size: float) -> str:
    return f"POLYGON(({at((x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y))}))"


def border(level: str, **more: str) -> dict[str, str]:
    return {"boundary": "administrative", "admin_level": level, **more}


def fill(database: Database) -> None:
    """What decides about other rows: borders along each other, a coast, parts of one relation in two tiles."""
    create_tables(database)
    run(database, "CREATE INDEX ON planet_osm_polygon (osm_id)")
    with connection(database) as opened:
        rows = [
            ("point", 1, f"POINT({at((0.4, 0.4))})", {"place": "city", "name": "Vaduz", "population": "2000000"}),
            ("point", 2, f"POINT({at((0.6, 0.4))})", {"place": "hamlet", "name": "Masescha"}),
            ("line", -3, line((0.1, 0.1), (0.2, 0.3), (0.4, 0.3), (0.6, 0.5), (0.9, 0.5)), border("2")),
            ("line", -4, line((0.4, 0.3), (0.6, 0.5), (0.6, 0.9)), border("4")),
            ("line", -5, line((0.6, 0.5), (0.6, 0.9), (0.7, 0.9)), border("8")),
            ("line", 6, line((0.6, 0.5), (0.9, 0.5)), border("2", maritime="yes")),
            ("line", 7, line((0.1, 0.1), (0.2, 0.3)), {"natural": "coastline"}),
            ("line", 8, line((0.1, 0.7), (0.15, 0.7), (0.2, 0.8)), {"natural": "coastline"}),
            ("line", 9, line((0.2, 0.2), (0.5, 0.5), (0.8, 0.2)), {"highway": "motorway", "ref": "A13"}),
            ("line", 10, line((0.2, 0.2), (0.5, 0.5)), {"highway": "footway", "name": "Fürstensteig"}),
            ("line", 20, line((0.8, 0.8), (0.8015, 0.8)), {"highway": "motorway", "name": "Tunnel"}),
            ("line", 21, line((0.8015, 0.8), (0.804, 0.8)), {"highway": "residential", "name": "Tunnel"}),
            ("polygon", -11, square(0.7, 0.7, 0.1), {"natural": "water", "name": "Bodensee"}),
            ("polygon", -11, square(1.5, 0.7, 0.4), {"natural": "water", "name": "Bodensee"}),
            ("polygon", -12, square(0.3, 0.7, 0.2), {"natural": "wood"}),
            ("polygon", 13, square(0.3, 0.3, 0.0005), {"building": "yes", "name": "Schloss"}),
        ]
        for table, osm_id, wkt, tags in rows:
            add_feature(opened, table, osm_id, wkt, tags)


@pytest.fixture(scope="module")
def osm(cluster: Cluster) -> Iterator[Database]:
    database = cluster.create_database(f"test_{uuid4().hex}")
    fill(database)
    yield database
    cluster.drop_database(database.names[0])


def made(database: Database, tile: Tile, *, prepared: bool) -> tuple[int, dict[Tile, bytes]]:
    """How many rows are read for a tile, and its metatiles."""
    zooms = range(7, 10) if tile.z == 7 else (tile.z,)
    nominal = LAYOUT.nominal(zooms[-1])
    with open_snapshot(database) as snapshot:
        found = prepared_for(snapshot, BASEMAP, nominal) if prepared else None
        assert prepared == isinstance(found, Prepared)
        rows = read_shown(snapshot, read_schema(snapshot), tile, nominal, found)
    drawn = metatiles(*features_of(rows, BASEMAP, nominal), tile, zooms, LAYOUT)
    return sum(len(table) for table in rows.values()), {one.tile: one.data for one in drawn}


def tile_of(drawn: dict[Tile, bytes], metatile: Tile, member: str) -> dict[str, list[dict[str, object]]]:
    content = read_member(drawn[metatile], member)
    return {name: layer["features"] for name, layer in mapbox_vector_tile.decode(content).items()} if content else {}


@pytest.mark.parametrize("tags", ["hstore", "jsonb"])
@pytest.mark.parametrize("zoom", range(8))
def test_a_prepared_database_gives_the_same_metatiles_of_fewer_rows(osm: Database, zoom: int, tags: str) -> None:
    for table in ("point", "line", "polygon") if tags == "jsonb" else ():
        run(osm, f"ALTER TABLE planet_osm_{table} ALTER tags TYPE {tags} USING tags::{tags}")
    prepare(osm, BASEMAP)
    tile = Tile(QUEUE.x >> 7 - zoom, QUEUE.y >> 7 - zoom, zoom)
    every, plain = made(osm, tile, prepared=False)
    few, quick = made(osm, tile, prepared=True)
    assert quick == plain
    assert any(tile_of(plain, one, name) for one in plain for name in LAYOUT.names(one.z))
    assert few < every


def test_a_border_is_read_with_what_takes_stretches_from_it(osm: Database) -> None:
    prepare(osm, BASEMAP)
    with open_snapshot(osm) as snapshot:
        found = prepared_for(snapshot, BASEMAP, 3)
        rows = read_shown(snapshot, read_schema(snapshot), Tile(0, 0, 0), 3, found)
    assert rows["planet_osm_line"].ids.tolist() == [-3, 6, 7]


def test_parts_of_a_relation_far_from_its_largest_have_no_label_of_their_own(osm: Database) -> None:
    prepare(osm, BASEMAP)
    for prepared in (False, True):
        _, here = made(osm, QUEUE, prepared=prepared)
        _, there = made(osm, Tile(QUEUE.x + 1, QUEUE.y, 7), prepared=prepared)
        assert (labels(here), labels(there)) == (set(), {"Bodensee"})


def labels(drawn: dict[Tile, bytes]) -> set[object]:
    """Names of water in the tiles of zoom 9."""
    (root,) = (tile for tile in drawn if tile.z == 7)
    tiles = (tile_of(drawn, root, f"2/{x}/{y}.mvt") for x in range(4) for y in range(4))
    found = (feature["properties"].get("name") for tile in tiles for feature in tile.get("water", ()))  # type: ignore[attr-defined]
    return {name for name in found if name}


def test_a_database_that_is_not_prepared_is_told_in_the_log(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(low, "log", told.append)
    create_tables(empty_database)
    with open_snapshot(empty_database) as snapshot:
        assert prepared_for(snapshot, BASEMAP, 12) is None
        assert prepared_for(snapshot, BASEMAP, 13) is None
    assert "the database is not prepared for low zooms" in told[0]
    assert "nominal zoom 13 shows rows that no database is prepared for" in told[1]


@pytest.mark.shared
@pytest.mark.parametrize("zoom", [0, 4, 6, 7])
def test_a_real_extract_gives_the_same_metatiles_prepared_or_not(
    shared_data: Path, imported: Callable[..., Database], zoom: int
) -> None:
    database = imported(shared_data / "osm" / "liechtenstein-2015.osm.pbf")
    tile = Tile(QUEUE.x >> 7 - zoom, QUEUE.y >> 7 - zoom, zoom)
    every, plain = made(database, tile, prepared=False)
    few, quick = made(database, tile, prepared=True)
    assert quick == plain
    assert few < every / 10
