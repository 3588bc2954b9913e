"""Boundaries: nested areas whose ways are shared between the levels."""

from collections import defaultdict
from typing import Any

import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample import SamplePaths

Content = Any


def _levels(content: Content) -> dict[int, list[BaseGeometry]]:
    """The polygons of the boundary relations by level, put together from their outer ways."""
    levels = defaultdict(list)
    for tags, members in content.relations.values():
        if tags.get("boundary") == "administrative":
            lines = [shapely.LineString(content.line(ref)) for _, ref, role in members if role == "outer"]
            polygons = shapely.get_parts(shapely.polygonize(lines))
            assert len(polygons), tags
            levels[int(tags["admin_level"])].append(shapely.union_all(polygons))
    return levels


def test_every_boundary_relation_closes(content: Content) -> None:
    levels = _levels(content)
    assert {level: len(shapes) > 1 for level, shapes in levels.items()} == dict.fromkeys((2, 4, 6, 8), True)


def test_areas_of_one_level_tile_the_level_above(content: Content) -> None:
    levels = _levels(content)
    whole = shapely.union_all(levels[2]).area
    for level, shapes in levels.items():
        assert abs(shapely.union_all(shapes).area - whole) < 1e-4 * whole, level
        assert sum(shape.area for shape in shapes) < whole * 1.0001, level


def test_a_way_between_two_countries_serves_all_levels(content: Content) -> None:
    users = defaultdict(set)
    for tags, members in content.relations.values():
        if tags.get("boundary") == "administrative":
            for _, ref, _ in members:
                users[ref].add(tags["admin_level"])
    shared = [ref for ref, levels in users.items() if levels == {"2", "4", "6", "8"}]
    land = [ref for ref in shared if content.way_tags[ref].get("maritime") != "yes"]
    assert land
    assert all(content.way_tags[ref]["admin_level"] == "2" for ref in shared)


def test_boundaries_in_the_sea_are_maritime_and_those_on_land_are_not(content: Content, paths: SamplePaths) -> None:
    land = shapely.union_all(shapely.from_wkb(pyogrio.raw.read(paths.land_polygons)[2]))
    seen = set()
    for way, tags in content.way_tags.items():
        if tags.get("boundary") == "administrative":
            middle = shapely.LineString(content.line(way)).interpolate(0.5, normalized=True)
            assert (tags.get("maritime") == "yes") != land.contains(middle), way
            seen.add(tags.get("maritime"))
    assert seen == {None, "yes"}
