"""Collecting objects: which polygon becomes a way and which a relation."""

import shapely
from shapely import Point, box

from tilebuild.local.sample.extract import MAX_WAY_NODES, Extract


def test_a_plain_polygon_is_one_closed_way() -> None:
    extract = Extract()
    ref = extract.area(box(0, 0, 10, 10), {"building": "yes"})
    assert ref.kind == "w"
    assert extract.ways[0][0].tolist() == extract.ways[0][-1].tolist()


def test_a_polygon_with_a_hole_is_a_relation_whose_inner_way_may_have_tags() -> None:
    extract = Extract()
    ring = shapely.difference(box(0, 0, 100, 100), box(20, 20, 40, 40))
    ref = extract.area(ring, {"natural": "water"}, {"natural": "wood"})
    relation = extract.relations[ref.number]
    assert ref.kind == "r"
    assert relation.tags == {"type": "multipolygon", "natural": "water"}
    assert [member.role for member in relation.members] == ["outer", "inner"]
    assert extract.way_tags == [{}, {"natural": "wood"}]


def test_a_ring_of_too_many_vertices_becomes_several_ways_that_join() -> None:
    extract = Extract()
    disc = Point(0, 0).buffer(5000, quad_segs=1200)
    extract.area(disc, {"landuse": "forest"})
    assert len(extract.ways) > 1
    assert max(map(len, extract.ways)) <= MAX_WAY_NODES
    for one, following in zip(extract.ways, [*extract.ways[1:], extract.ways[0]], strict=True):
        assert one[-1].tolist() == following[0].tolist()


def test_a_vertex_repeated_at_once_is_left_out() -> None:
    extract = Extract()
    extract.line(shapely.get_coordinates(shapely.LineString([(0, 0), (0, 0), (10, 0)])), {})
    assert len(extract.ways[0]) == 2
