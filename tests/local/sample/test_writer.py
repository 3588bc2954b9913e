"""The PBF writer and the polygon files: the same bytes whenever they are written."""

import time
from pathlib import Path

import numpy as np
import osmium
import pyogrio

from tilebuild.local.sample.coast import make_coast
from tilebuild.local.sample.extract import Extract, Member
from tilebuild.local.sample.frame import BOUNDS, Points
from tilebuild.local.sample.polygons import write_polygons
from tilebuild.local.sample.writer import FIRST_ID, write_pbf


def _small() -> Extract:
    extract = Extract()
    road = extract.line(_line((0, 0), (100, 0), (100, 100)), {"highway": "primary", "name": "Οδός"})
    extract.line(_line((100, 0), (200, 0)), {"highway": "service"})
    extract.on_way(extract.ways[0][1], {"highway": "crossing"})
    bench = extract.node((100, 0), {"amenity": "bench"})
    extract.relation({"type": "route"}, [Member(road, "forward"), Member(bench, "stop")])
    return extract


def _line(*points: tuple[float, float]) -> Points:
    return np.array(points, dtype=float)


def test_two_files_written_at_different_times_are_equal(tmp_path: Path) -> None:
    write_pbf(_small(), tmp_path / "a.osm.pbf")
    time.sleep(1.1)  # longer than the second that a file format would note
    write_pbf(_small(), tmp_path / "b.osm.pbf")
    assert (tmp_path / "a.osm.pbf").read_bytes() == (tmp_path / "b.osm.pbf").read_bytes()


def test_polygon_files_do_not_carry_the_time_and_leave_no_setting_behind(tmp_path: Path) -> None:
    coast = make_coast(1)
    for name in ("a", "b"):
        write_polygons(coast, tmp_path / f"{name}-water.gpkg", tmp_path / f"{name}-land.gpkg")
    for kind in ("water", "land"):
        assert (tmp_path / f"a-{kind}.gpkg").read_bytes() == (tmp_path / f"b-{kind}.gpkg").read_bytes()
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
    assert {path.suffix for path in tmp_path.iterdir()} == {".gpkg"}


def test_ways_share_a_vertex_and_a_node_of_its_own_does_not(tmp_path: Path) -> None:
    write_pbf(_small(), tmp_path / "a.osm.pbf")
    nodes, ways, members = {}, {}, []
    for item in osmium.FileProcessor(tmp_path / "a.osm.pbf"):
        match item:
            case osmium.osm.Node():
                nodes[item.id] = dict(item.tags)
            case osmium.osm.Way():
                ways[item.id] = [ref.ref for ref in item.nodes]
            case osmium.osm.Relation():
                members = [(member.type, member.ref, member.role) for member in item.members]
    first = FIRST_ID["n"]
    assert ways == {501: [first, first + 1, first + 2], 502: [first + 1, first + 3]}
    assert nodes[first + 1] == {"highway": "crossing"}
    assert nodes[first + 4] == {"amenity": "bench"}
    assert members == [("w", 501, "forward"), ("n", first + 4, "stop")]


def test_the_header_says_the_bounds_and_who_made_it(tmp_path: Path) -> None:
    write_pbf(_small(), tmp_path / "a.osm.pbf")
    header = osmium.io.Reader(str(tmp_path / "a.osm.pbf")).header()
    box = header.box()
    assert (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat) == BOUNDS
    assert header.get("generator") == "tilebuild sample"
