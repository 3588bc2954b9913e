"""What the flex style makes of each kind of object: which tables, which rows, which tags."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgpack
import psycopg2.extras
import pytest
import shapely
from mercantile import Tile

from tests.support.extracts import OplExtract, square
from tilebuild.grid import box
from tilebuild.local.postgres import connection
from tilebuild.rawr.database import Database

pytestmark = pytest.mark.database

Tables = dict[str, list[tuple[int, Any, dict[str, str]]]]
KINDS = ("point", "line", "polygon")

AREAS = [
    "building=yes",
    "building:part=yes",
    "landuse=forest",
    "natural=water",
    "natural=wood,barrier=fence",
    "leisure=park",
    "leisure=pitch,sport=tennis",
    "amenity=parking",
    "amenity=parking,highway=service",
    "place=island,natural=coastline",
    "aeroway=apron",
    "aeroway=runway,area=yes",
    "highway=pedestrian,area=yes",
    "highway=services",
    "railway=platform",
    "waterway=riverbank",
    "man_made=pier",
    "man_made=bridge,highway=footway",
    "power=substation",
    "barrier=hedge,area=yes",
    "boundary=protected_area,protect_class=5",
    "boundary=national_park",
    "tourism=zoo",
    "shop=mall",
    "public_transport=platform",
    "indoor=room",
    "sport=tennis",
    "area:highway=footway",
]
LINES = [
    "highway=residential",
    "highway=pedestrian",
    "junction=roundabout,highway=primary",
    "leisure=track",
    "leisure=track,sport=running",
    "leisure=slipway",
    "barrier=hedge",
    "barrier=wall",
    "natural=coastline",
    "natural=cliff",
    "natural=tree_row",
    "aeroway=runway",
    "aeroway=taxiway",
    "railway=rail",
    "waterway=river",
    "waterway=canal",
    "man_made=pipeline",
    "power=line",
    "boundary=administrative,admin_level=8",
    "building=yes,area=no",
    "attraction=roller_coaster",
    "golf=cartpath",
    "building=no,highway=path",
]
NOTHING = [
    "",
    "created_by=JOSM",
    "source=survey,note=check",
    "tiger:county=Kings,gnis:id=1",
    "name=Nobody",
    "name=Nobody,name:de=Niemand,ref=1",
    "area=yes",
]


@dataclass
class Imported:
    """The extract of all cases, and what became of it."""

    ways: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    relations: dict[str, int] = field(default_factory=dict)
    rows: Tables = field(default_factory=dict)
    areas: list[float] = field(default_factory=list)
    """``way_area`` of the polygons, in the order of their rows."""

    def tables_of(self, osm_id: int, kinds: tuple[str, ...] = ("line", "polygon")) -> list[str]:
        """The table of each row with that id."""
        return [kind for kind in kinds for row in self.rows[kind] if row[0] == osm_id]

    def shapes(self, kind: str, osm_id: int) -> list[Any]:
        return [shape for row_id, shape, _ in self.rows[kind] if row_id == osm_id]


def rows_of(database: Database, where: str = "true") -> Tables:
    with connection(database) as opened, opened.cursor() as cursor:
        psycopg2.extras.register_hstore(opened)
        rows: Tables = {}
        for kind in KINDS:
            cursor.execute(f"SELECT osm_id, ST_AsBinary(way), tags FROM planet_osm_{kind} WHERE {where} ORDER BY ctid")
            rows[kind] = [(osm_id, shapely.from_wkb(bytes(wkb)), tags) for osm_id, wkb, tags in cursor]
        return rows


def add_relations(extract: OplExtract, cases: Imported) -> None:
    outer, hole, second = square((8, 1), 0.01), square((8.004, 1.004)), square((8.02, 1))
    members = [f"w{extract.way(outer)}@outer", f"w{extract.way(hole)}@inner", f"w{extract.way(second)}@outer"]
    missing = f"w{extract.way_of([900001, 900002, 900003, 900001])}@outer"
    halves = [extract.way([(9, 1), (9, 1.01), (9.01, 1.01)]), extract.way([(9.01, 1.01), (9.01, 1), (9, 1)])]
    ring = [f"w{half}@outer" for half in halves]
    apart = [f"w{extract.way([(9 + x, 2), (9 + x, 2.01)])}@" for x in (0, 0.1)]
    for name, parts, tags in [
        ("lake", members, "type=multipolygon,natural=water,name=Lake,source=survey"),
        ("incomplete", [missing], "type=multipolygon,natural=water"),
        ("untagged", ring, "type=multipolygon"),
        ("town", ring, "type=boundary,boundary=administrative,admin_level=8"),
        ("open", [ring[0]], "type=boundary,boundary=administrative,admin_level=6"),
        ("park", ring, "type=boundary,boundary=national_park"),
        ("old town", ring, "type=multipolygon,boundary=administrative,admin_level=9"),
        ("bus", [f"w{halves[0]}@", f"w{halves[1]}@", *apart], "type=route,route=bus,ref=1"),
        ("site", members, "type=site,site=parking"),
        ("turn", [f"w{halves[0]}@from"], "type=restriction,restriction=no_left_turn"),
    ]:
        cases.relations[name] = extract.relation(parts, tags)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, imported: Callable[[Path], Database]) -> Imported:
    extract, cases = OplExtract(), Imported()
    for number, tags in enumerate([*AREAS, *LINES, *NOTHING]):
        cases.ways[tags] = extract.way(square((7 + number * 0.01, 1)), tags)
    cases.ways["open building"] = extract.way([(7, 2), (7.1, 2), (7.1, 2.1)], "building=yes,area=yes")
    cases.ways["long"] = extract.way([(1, 3), (3.5, 3)], "highway=motorway")
    cases.ways["one node"] = extract.way([(1, 4)], "highway=motorway")
    for tags in ("amenity=cafe,name=Roma,source=survey,FIXME=no,name:it=Roma,population=7", "name=Roma", "note=x"):
        cases.nodes[tags] = extract.node((7.5, 1.5), tags)
    add_relations(extract, cases)
    database = imported(extract.write(tmp_path_factory.mktemp("flex"), "flex"))
    cases.rows = rows_of(database)
    with connection(database) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT way_area FROM planet_osm_polygon ORDER BY ctid")
        cases.areas = [area for (area,) in cursor]
    return cases


@pytest.mark.parametrize("tags", AREAS)
def test_these_closed_ways_are_areas(cases: Imported, tags: str) -> None:
    assert cases.tables_of(cases.ways[tags]) == ["polygon"]


@pytest.mark.parametrize("tags", LINES)
def test_these_closed_ways_stay_lines(cases: Imported, tags: str) -> None:
    assert cases.tables_of(cases.ways[tags]) == ["line"]


@pytest.mark.parametrize("tags", NOTHING)
def test_these_tags_alone_make_no_row(cases: Imported, tags: str) -> None:
    assert cases.tables_of(cases.ways[tags]) == []


def test_an_open_way_is_a_line_whatever_it_is_tagged(cases: Imported) -> None:
    assert cases.tables_of(cases.ways["open building"]) == ["line"]


def test_a_way_of_one_node_makes_no_row(cases: Imported) -> None:
    assert cases.tables_of(cases.ways["one node"]) == []


def test_a_long_line_is_cut_at_100_km(cases: Imported) -> None:
    pieces = cases.shapes("line", cases.ways["long"])
    assert sorted(round(piece.length / 1000) for piece in pieces) == [78, 100, 100]
    assert shapely.line_merge(shapely.union_all(pieces)).geom_type == "LineString"


def test_a_node_keeps_every_tag_that_means_something(cases: Imported) -> None:
    tags = {row[0]: row[2] for row in cases.rows["point"]}
    kept, named, noted = cases.nodes.values()
    assert tags[kept] == {"amenity": "cafe", "name": "Roma", "name:it": "Roma", "population": "7"}
    assert named not in tags
    assert noted not in tags


def test_a_multipolygon_is_a_row_per_outer_ring_with_its_holes(cases: Imported) -> None:
    osm_id = -cases.relations["lake"]
    assert cases.tables_of(osm_id) == ["polygon", "polygon"]
    assert sorted(len(shape.interiors) for shape in cases.shapes("polygon", osm_id)) == [0, 1]
    tags = [row[2] for row in cases.rows["polygon"] if row[0] == osm_id]
    assert tags == [{"natural": "water", "name": "Lake"}] * 2


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("incomplete", []),
        ("untagged", []),
        ("town", ["line", "polygon"]),
        ("open", ["line"]),
        ("park", ["line", "polygon"]),
        ("old town", ["line", "polygon"]),
        ("bus", ["line", "line", "line"]),
        ("site", []),
        ("turn", []),
    ],
)
def test_what_a_relation_becomes(cases: Imported, name: str, tables: list[str]) -> None:
    assert cases.tables_of(-cases.relations[name]) == tables


def test_the_ways_of_a_boundary_are_merged_into_one_line(cases: Imported) -> None:
    (line,) = cases.shapes("line", -cases.relations["town"])
    assert line.is_ring


def test_the_area_of_a_polygon_is_in_square_metres_of_mercator(cases: Imported) -> None:
    assert cases.areas == pytest.approx([shape.area for _, shape, _ in cases.rows["polygon"]], rel=1e-5)


@pytest.mark.shared
@pytest.mark.parametrize("y", [358, 359])
@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_those_that_the_original_made_of_the_same_extract(
    shared_data: Path, imported: Callable[[Path], Database], kind: str, y: int
) -> None:
    database = imported(shared_data / "osm" / "liechtenstein-2015.osm.pbf")
    with zipfile.ZipFile(shared_data / "golden" / "rawr" / "10" / "538" / f"{y}.zip") as archive:
        member = archive.read(f"planet_osm_{kind}")
    unpacker = msgpack.Unpacker(raw=False)
    unpacker.feed(member)
    golden = [comparable(osm_id, shapely.from_wkb(wkb), tags) for osm_id, wkb, tags in unpacker]
    envelope = "ST_MakeEnvelope({}, {}, {}, {}, 3857)".format(*box(Tile(538, y, 10)))
    ours = [comparable(*row) for row in rows_of(database, f"way && {envelope}")[kind]]
    assert sorted(ours) == sorted(golden)


def comparable(osm_id: int, shape: Any, tags: dict[str, str]) -> tuple[int, float, int, str]:
    """A row for comparison; rings may start anywhere, so lengths stand for shapes."""
    return osm_id, round(shape.length, 3), len(shapely.get_coordinates(shape)), repr(sorted(tags.items()))
