"""The sample as a file: what a stranger's reader finds in it."""

import os
import subprocess
import sys
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import mercantile
import pytest
import shapely

from tilebuild.errors import RequestError
from tilebuild.local.sample import SamplePaths, write_sample
from tilebuild.local.sample.frame import BOUNDS

Content = Any

# Every kind of point of interest that the map styles draw, and the tags that make it.
POI_TAGS = [
    ("beach", "natural", "beach"),
    ("forest", "landuse", "forest"),
    ("marina", "leisure", "marina"),
    ("park", "leisure", "park"),
    ("peak", "natural", "peak"),
    ("zoo", "tourism", "zoo"),
    ("garden", "leisure", "garden"),
    ("bench", "amenity", "bench"),
    ("aerodrome", "aeroway", "aerodrome"),
    ("station", "railway", "station"),
    ("bus_stop", "highway", "bus_stop"),
    ("ferry_terminal", "amenity", "ferry_terminal"),
    ("stadium", "leisure", "stadium"),
    ("university", "amenity", "university"),
    ("library", "amenity", "library"),
    ("school", "amenity", "school"),
    ("animal", "attraction", "animal"),
    ("toilets", "amenity", "toilets"),
    ("drinking_water", "amenity", "drinking_water"),
    ("post_office", "amenity", "post_office"),
    ("building", "historic", "building"),
    ("townhall", "amenity", "townhall"),
    ("supermarket", "shop", "supermarket"),
    ("convenience", "shop", "convenience"),
    ("books", "shop", "books"),
    ("beauty", "shop", "beauty"),
    ("electronics", "shop", "electronics"),
    ("clothes", "shop", "clothes"),
    ("restaurant", "amenity", "restaurant"),
    ("fast_food", "amenity", "fast_food"),
    ("cafe", "amenity", "cafe"),
    ("bar", "amenity", "bar"),
    ("attraction", "tourism", "attraction"),
    ("museum", "tourism", "museum"),
    ("theatre", "amenity", "theatre"),
    ("artwork", "tourism", "artwork"),
]

# At least so many objects with a tag ("*" is any value): each layer has something to draw.
LAYER_TAGS = [
    ("boundaries", "admin_level", "2", 2),
    ("boundaries", "admin_level", "4", 3),
    ("boundaries", "admin_level", "6", 4),
    ("boundaries", "admin_level", "8", 10),
    ("boundaries", "maritime", "yes", 10),
    ("buildings", "building", "*", 15_000),
    ("buildings", "building:part", "*", 20),
    ("buildings", "addr:housenumber", "*", 10_000),
    ("buildings", "height", "*", 5_000),
    ("buildings", "min_height", "*", 10),
    ("earth", "natural", "coastline", 20),
    ("earth", "place", "island", 6),
    ("landuse", "landuse", "farmland", 300),
    ("landuse", "landuse", "forest", 10),
    ("landuse", "landuse", "residential", 50),
    ("landuse", "landuse", "industrial", 20),
    ("landuse", "landuse", "cemetery", 1),
    ("landuse", "leisure", "golf_course", 1),
    ("landuse", "boundary", "national_park", 1),
    ("landuse", "amenity", "hospital", 2),
    ("landuse", "leisure", "playground", 10),
    ("places", "place", "country", 2),
    ("places", "place", "city", 1),
    ("places", "place", "town", 5),
    ("places", "place", "village", 10),
    ("places", "place", "hamlet", 10),
    ("places", "place", "suburb", 8),
    ("places", "place", "neighbourhood", 8),
    ("roads", "highway", "motorway", 2),
    ("roads", "highway", "motorway_link", 8),
    ("roads", "highway", "trunk", 1),
    ("roads", "highway", "primary", 10),
    ("roads", "highway", "secondary", 5),
    ("roads", "highway", "tertiary", 10),
    ("roads", "highway", "residential", 1_500),
    ("roads", "highway", "service", 20),
    ("roads", "highway", "footway", 50),
    ("roads", "highway", "cycleway", 1),
    ("roads", "highway", "steps", 1),
    ("roads", "highway", "track", 50),
    ("roads", "bridge", "yes", 20),
    ("roads", "tunnel", "yes", 2),
    ("transit", "railway", "rail", 5),
    ("transit", "railway", "tram", 4),
    ("transit", "railway", "subway", 2),
    ("transit", "railway", "platform", 4),
    ("transit", "route", "ferry", 3),
    ("transit", "route", "bus", 5),
    ("transit", "aeroway", "runway", 2),
    ("transit", "man_made", "pier", 5),
    ("water", "waterway", "river", 1),
    ("water", "waterway", "stream", 10),
    ("water", "waterway", "canal", 1),
    ("water", "waterway", "dam", 1),
    ("water", "natural", "water", 8),
    ("water", "natural", "bay", 1),
    ("water", "natural", "strait", 1),
    ("water", "place", "sea", 1),
]


@pytest.mark.e2e
def test_the_same_seed_gives_the_same_bytes_in_another_process(paths: SamplePaths, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from tilebuild.local.sample import write_sample; write_sample(pathlib.Path(sys.argv[1]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}  # sets and hashes in another order
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=environment, check=True, timeout=120)
    for path in vars(paths).values():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_the_file_is_as_large_as_a_small_country(paths: SamplePaths, content: Content) -> None:
    features = len(content.tagged) + sum(bool(tags) for tags in content.way_tags.values())
    assert 1_000_000 < paths.pbf.stat().st_size < 3_000_000
    assert 20_000 < features < 45_000


@pytest.mark.parametrize(("scale", "seed", "named"), [(0, 1, "scale is 0"), (65, 1, "scale is 65"), (1, -1, "seed is")])
def test_what_is_out_of_range_is_refused_before_a_file_is_made(
    tmp_path: Path, scale: int, seed: int, named: str
) -> None:
    with pytest.raises(RequestError, match=named):
        write_sample(tmp_path / "out", seed=seed, scale=scale)
    assert not (tmp_path / "out").exists()


def test_objects_are_sorted_by_kind_and_identifier(content: Content) -> None:
    rank = {"n": 0, "w": 1, "r": 2}
    keys = [(rank[kind], number) for kind, number in content.order]
    assert all(a < b for a, b in pairwise(keys))


def test_every_reference_resolves(content: Content) -> None:
    known = {"n": content.nodes, "w": content.ways, "r": content.relations}
    for way, refs in content.ways.items():
        assert len(refs) >= 2, way
        assert all(ref in content.nodes for ref in refs), way
    for relation, (_, members) in content.relations.items():
        assert members, relation
        assert all(ref in known[kind] for kind, ref, _ in members), relation


@pytest.mark.parametrize(("layer", "key", "value", "least"), LAYER_TAGS, ids=str)
def test_every_layer_has_enough_to_draw(content: Content, layer: str, key: str, value: str, least: int) -> None:
    assert content.counts[key, value] >= least, f"{layer}: {key}={value}"


@pytest.mark.parametrize(("kind", "key", "value"), POI_TAGS, ids=[kind for kind, _, _ in POI_TAGS])
def test_every_kind_of_point_that_the_styles_draw_is_there(content: Content, kind: str, key: str, value: str) -> None:
    assert content.counts[key, value] > 0, kind


def test_the_header_box_holds_the_city_and_both_sides_of_the_zoom_7_border(content: Content) -> None:
    assert content.box == pytest.approx(BOUNDS)
    west, south, east, north = content.box
    assert {tile.x for tile in mercantile.tiles(west, south, east, north, 7)} == {49, 50}
    assert len(list(mercantile.tiles(west, south, east, north, 10))) == 4


def test_both_zoom_7_tiles_hold_buildings_roads_and_water(content: Content) -> None:
    sides: dict[str, Counter[bool]] = {key: Counter() for key in ("building", "highway", "natural", "landuse")}
    for way, tags in content.way_tags.items():
        for key in sides.keys() & tags.keys():
            sides[key][content.nodes[content.ways[way][0]][0] < -39.375] += 1
    assert min(sides["building"].values()) > 1_500
    assert min(sides["highway"].values()) > 150
    assert min(sides["landuse"].values()) > 150


def test_one_polygon_is_huge_and_lies_in_both_zoom_7_tiles(content: Content) -> None:
    park = next(shape for tags, _, shape in content.areas if tags.get("boundary") == "national_park")
    assert shapely.get_num_coordinates(park) > 2_000
    assert park.bounds[0] < -39.375 < park.bounds[2]


def test_relations_make_valid_polygons_with_holes_and_with_several_outer_rings(content: Content) -> None:
    relations = [shape for _, number, shape in content.areas if number % 2 == 1]
    assert all(shape.is_valid for shape in relations)
    assert sum(any(part.interiors for part in shape.geoms) for shape in relations) > 10
    lake = next(shape for tags, _, shape in content.areas if tags.get("name") == "Lake Hallin")
    islands = [shape for tags, _, shape in content.areas if tags.get("name") == "Isle of Herons"]
    assert 2 <= sum(len(part.interiors) for part in lake.geoms) == len(islands)


def test_buildings_neither_overlap_each_other_nor_stand_in_water_or_on_main_roads(content: Content) -> None:
    shapes = [s for tags, _, s in content.areas if "building" in tags and tags.get("name") != "Corner House"]
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="overlaps")
    shared = shapely.area(shapely.intersection(tree.geometries[first], tree.geometries[second]))
    assert shared.max(initial=0) < 2e-10  # square degrees: about 2 m²
    river = [s for tags, _, s in content.areas if tags.get("water") in ("river", "lake")]
    assert len(tree.query(river, predicate="intersects")[0]) == 0
    roads = [
        shapely.LineString(content.line(way))
        for way, tags in content.way_tags.items()
        if tags.get("highway") in ("motorway", "primary") and "bridge" not in tags
    ]
    assert len(tree.query(roads, predicate="crosses")[0]) == 0


def test_names_come_in_many_scripts_each_with_its_language(content: Content) -> None:
    scripts = {
        unicodedata.name(letter).split()[0]
        for tags in content.all_tags
        for letter in tags.get("name", "")
        if letter.isalpha()
    }
    assert {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK", "HIRAGANA", "HANGUL", "DEVANAGARI"} <= scripts
    languages = {key for tags in content.all_tags for key in tags if key.startswith("name:")}
    assert {f"name:{code}" for code in ("en", "ru", "el", "ar", "he", "zh", "ja", "ko", "hi")} <= languages


def test_a_way_runs_exactly_along_the_zoom_7_border(content: Content) -> None:
    lane = next(way for way, tags in content.way_tags.items() if tags.get("name") == "Meridian Lane")
    assert {lon for lon, _ in content.line(lane)} == {-39.375}


def test_some_nodes_lie_on_the_same_spot(content: Content) -> None:
    spots = Counter(content.nodes.values())
    assert sum(count > 1 for count in spots.values()) >= 3


def test_odd_polygons_are_there_to_be_repaired_or_dropped(content: Content) -> None:
    notes = {tags["note"]: way for way, tags in content.way_tags.items() if "note" in tags}
    shapes = {note: shapely.Polygon(content.line(way)) for note, way in notes.items()}
    assert set(shapes) == {"crosses itself", "touches itself", "has a spike"}
    assert not any(shape.is_valid for shape in shapes.values())
