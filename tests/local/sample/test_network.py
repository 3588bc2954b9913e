"""Noding: lines that cross or end on each other share a vertex there, and keep their tags."""

from typing import Any

import numpy as np
import shapely
from shapely import LineString

from tilebuild.local.sample.frame import to_ticks
from tilebuild.local.sample.network import Source, Way, node, over


def _ends(ways: list[Way]) -> set[tuple[int, int]]:
    return {(x, y) for way in ways for x, y in way.ticks.tolist()}


def test_a_street_that_ends_on_another_shares_a_node_with_it() -> None:
    main = Source(LineString([(0, 0), (1000, 7)]), {"highway": "primary"})
    side = Source(LineString([(333.3, 333.3 * 7 / 1000), (350, 200)]), {"highway": "residential"})
    ways = {way.tags["highway"]: way for way in node([main, side])}
    assert _ends([ways["primary"]]) & _ends([ways["residential"]])
    assert len(ways["primary"].ticks) == 3


def test_crossing_lines_stay_whole_and_share_the_crossing() -> None:
    ways = node(
        [Source(LineString([(0, 0), (100, 100)]), {"a": "1"}), Source(LineString([(0, 100), (100, 0)]), {"a": "2"})]
    )
    assert [way.tags for way in ways] == [{"a": "1"}, {"a": "2"}]
    assert len(_ends([ways[0]]) & _ends([ways[1]])) == 1


def test_ways_keep_the_direction_of_their_line() -> None:
    line = np.array([(900.0, 50.0), (400.0, 80.0), (0.0, 0.0)])
    across = Source(LineString([(500, -100), (500, 300)]), {})
    way = node([Source(LineString(line), {"oneway": "yes"}), across])[0]
    assert way.ticks[0].tolist() == to_ticks(line[0]).tolist()
    assert way.ticks[-1].tolist() == to_ticks(line[-1]).tolist()


def test_a_closed_ring_stays_one_closed_way() -> None:
    ring = LineString([(0, 0), (50, 0), (50, 50), (0, 50), (0, 0)])
    way = node([Source(ring, {"junction": "roundabout"}), Source(LineString([(50, 25), (200, 25)]), {})])[0]
    assert way.ticks[0].tolist() == way.ticks[-1].tolist()
    assert shapely.LinearRing(way.ticks).is_ccw


def test_where_two_lines_lie_on_each_other_the_first_keeps_the_ground() -> None:
    ways = node(
        [Source(LineString([(0, 0), (100, 0)]), {"n": "1"}), Source(LineString([(0, 0), (300, 0)]), {"n": "2"})]
    )
    assert [(way.tags["n"], len(way.ticks)) for way in ways] == [("1", 2), ("2", 2)]


def test_a_line_over_water_becomes_road_bridge_road() -> None:
    sources = over([Source(LineString([(0, 0), (100, 0)]), {"highway": "primary"})], shapely.box(40, -10, 60, 10))
    assert sorted(source.line.length for source in sources) == [20, 40, 40]
    bridge = min(sources, key=lambda source: source.line.length)
    assert bridge.tags == {"highway": "primary", "bridge": "yes", "layer": "1"}


def test_every_street_of_the_sample_hangs_together(content: Any) -> None:
    """From any street one gets to almost any other: shared nodes make one large component."""
    roads = [
        content.ways[way]
        for way, tags in content.way_tags.items()
        if tags.get("highway")
        in ("motorway_link", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential")
    ]
    parent: dict[int, int] = {}

    def root(item: int) -> int:
        while parent.setdefault(item, item) != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for refs in roads:
        for ref in refs[1:]:
            parent[root(ref)] = root(refs[0])
    sizes: dict[int, int] = {}
    for refs in roads:
        sizes[root(refs[0])] = sizes.get(root(refs[0]), 0) + 1
    assert max(sizes.values()) > 0.95 * len(roads)
