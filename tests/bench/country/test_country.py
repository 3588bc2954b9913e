from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import osmium
import pytest
import shapely
from numpy.typing import NDArray

from bench.country.country import write_country
from tilebuild.local.importer.extract import extract_bbox

SCALE = 0.2
Tags = Mapping[str, str]


class Read(NamedTuple):
    nodes: dict[int, tuple[float, float]]
    tagged: list[Tags]
    ways: dict[int, list[int]]
    way_tags: dict[int, Tags]
    relations: list[tuple[Tags, list[tuple[str, int, str]]]]


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("country") / "country.osm.pbf"
    write_country(path, scale=SCALE)
    return path


@pytest.fixture(scope="module")
def read(extract: Path) -> Read:
    found = Read({}, [], {}, {}, [])
    objects: Any = osmium.FileProcessor(str(extract))
    for one in objects:
        tags = {tag.k: tag.v for tag in one.tags}
        if one.is_node():
            found.nodes[one.id] = (one.lon, one.lat)
            found.tagged.extend([tags] if tags else [])
        elif one.is_way():
            found.ways[one.id], found.way_tags[one.id] = [node.ref for node in one.nodes], tags
        else:
            found.relations.append((tags, [(member.type, member.ref, member.role) for member in one.members]))
    return found


def rings(read: Read, key: str, value: str) -> NDArray[np.object_]:
    ways = [read.ways[way] for way, tags in read.way_tags.items() if tags.get(key) == value]
    return np.array([shapely.Polygon([read.nodes[node] for node in way]) for way in ways], dtype=object)


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(extract: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again.osm.pbf", tmp_path / "other.osm.pbf"
    write_country(again, scale=SCALE)
    write_country(other, seed=2, scale=SCALE)
    assert again.read_bytes() == extract.read_bytes()
    assert other.read_bytes() != extract.read_bytes()


def test_every_node_of_a_way_and_every_member_is_there(read: Read) -> None:
    assert {node for way in read.ways.values() for node in way} <= set(read.nodes)
    members = [member for _, each in read.relations for member in each]
    assert {kind for kind, _, _ in members} == {"w"}
    assert {number for _, number, _ in members} <= set(read.ways)


def test_ways_are_as_long_as_openstreetmap_allows(read: Read) -> None:
    assert all(2 <= len(way) <= 2000 for way in read.ways.values())
    assert not any(a == b for way in read.ways.values() for a, b in pairwise(way))


def test_the_ways_of_an_area_close(read: Read) -> None:
    areas = [each for tags, each in read.relations if tags["type"] in ("multipolygon", "boundary")]
    assert areas
    for members in areas:
        ends = Counter(end for _, way, _ in members for end in (read.ways[way][0], read.ways[way][-1]))
        assert all(count % 2 == 0 for count in ends.values())


@pytest.mark.parametrize("key", ["landuse", "leisure", "aeroway"])
def test_an_area_of_one_way_is_closed(read: Read, key: str) -> None:
    areas = [way for way, tags in read.way_tags.items() if key in tags and tags[key] not in ("runway", "taxiway")]
    assert areas
    assert all(read.ways[way][0] == read.ways[way][-1] for way in areas)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("highway", "motorway motorway_link trunk primary secondary tertiary unclassified residential"),
        ("landuse", "forest farmland meadow residential"),
        ("natural", "coastline water wood"),
        ("water", "lake pond river"),
        ("waterway", "river stream"),
        ("railway", "rail"),
        ("route", "ferry"),
        ("aeroway", "aerodrome runway"),
        ("leisure", "nature_reserve"),
        ("boundary", "administrative protected_area"),
        ("admin_level", "2 4 6"),
        ("maritime", "yes"),
        ("bridge", "yes"),
    ],
)
def test_there_are_ways_of_every_kind(read: Read, key: str, values: str) -> None:
    assert set(values.split()) <= {tags.get(key) for tags in read.way_tags.values()}


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("type", "boundary multipolygon route"),
        ("boundary", "administrative national_park"),
        ("admin_level", "2 4 6"),
        ("natural", "water"),
        ("landuse", "forest"),
        ("route", "train"),
    ],
)
def test_there_are_relations_of_every_kind(read: Read, key: str, values: str) -> None:
    assert set(values.split()) <= {tags.get(key) for tags, _ in read.relations}


def test_there_are_places_of_every_kind_and_one_capital(read: Read) -> None:
    assert {"country", "city", "town", "village"} <= {tags.get("place") for tags in read.tagged}
    assert [tags["place"] for tags in read.tagged if tags.get("capital") == "yes"] == ["city"]
    assert all(int(tags["population"]) > 0 for tags in read.tagged if tags.get("place") in ("city", "town", "village"))


def test_both_carriageways_of_a_motorway_have_its_ref(read: Read) -> None:
    motorways = [tags for tags in read.way_tags.values() if tags.get("highway") == "motorway"]
    assert all(tags["ref"].startswith("M ") and tags["oneway"] == "yes" for tags in motorways)


def test_woods_and_fields_share_their_edges(read: Read) -> None:
    owners = defaultdict(set)
    for way, tags in read.way_tags.items():
        if tags.get("landuse") in ("forest", "farmland", "meadow") or tags.get("natural") == "wood":
            for edge in pairwise(read.ways[way]):
                owners[frozenset(edge)].add(way)
    shared = sum(len(ways) == 2 for ways in owners.values())
    assert shared > len(owners) / 3
    assert max(len(ways) for ways in owners.values()) == 2


def test_counties_share_the_ways_between_them(read: Read) -> None:
    counties = [each for tags, each in read.relations if tags.get("admin_level") == "6"]
    uses = Counter(way for members in counties for _, way, _ in members)
    assert set(uses.values()) == {1, 2}


@pytest.mark.parametrize(("key", "value"), [("landuse", "residential"), ("natural", "water"), ("landuse", "forest")])
def test_areas_are_valid(read: Read, key: str, value: str) -> None:
    found = rings(read, key, value)
    assert len(found)
    assert shapely.is_valid(found).mean() > 0.98


def test_rivers_join(read: Read) -> None:
    rivers = [read.ways[way] for way, tags in read.way_tags.items() if "waterway" in tags]
    ends = Counter(way[-1] for way in rivers) + Counter(way[0] for way in rivers)
    assert max(ends.values()) >= 3


def test_the_box_is_the_border_s(extract: Path, read: Read) -> None:
    west, south, east, north = extract_bbox(extract)
    (border,) = [each for tags, each in read.relations if tags.get("admin_level") == "2"]
    at = np.array([read.nodes[node] for _, way, _ in border for node in read.ways[way]])
    assert np.all(at >= [west - 1e-6, south - 1e-6])
    assert np.all(at <= [east + 1e-6, north + 1e-6])
