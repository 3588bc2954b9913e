"""One sample for all tests here, and its twin: written at the same time by another process."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import osmium
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample import SamplePaths, sample_paths, write_sample


@dataclass
class Content:
    """A file as read back: what a reader that knows nothing of the generator sees."""

    box: tuple[float, float, float, float] = (0, 0, 0, 0)
    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    tagged: list[tuple[dict[str, str], tuple[float, float]]] = field(default_factory=list)
    ways: dict[int, list[int]] = field(default_factory=dict)
    way_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    relations: dict[int, tuple[dict[str, str], list[tuple[str, int, str]]]] = field(default_factory=dict)
    areas: list[tuple[dict[str, str], int, BaseGeometry]] = field(default_factory=list)
    """Tags, area id (odd: of a relation), and geometry of all areas that osmium could assemble."""
    order: list[tuple[str, int]] = field(default_factory=list)

    @property
    def all_tags(self) -> Iterator[dict[str, str]]:
        """The tags of everything."""
        yield from (tags for tags, _ in self.tagged)
        yield from self.way_tags.values()
        yield from (tags for tags, _ in self.relations.values())

    @cached_property
    def counts(self) -> Counter[tuple[str, str]]:
        """How many objects have a key and value; the value "*" counts them all."""
        pairs = ((key, value) for tags in self.all_tags for key, one in tags.items() for value in (one, "*"))
        return Counter(pairs)

    def line(self, way: int) -> list[tuple[float, float]]:
        """A way's positions."""
        return [self.nodes[ref] for ref in self.ways[way]]


class _Reader(osmium.SimpleHandler):
    def __init__(self) -> None:
        super().__init__()
        self.content = Content()
        self._wkb = osmium.geom.WKBFactory()

    def node(self, node: osmium.osm.Node) -> None:
        at = (node.location.lon, node.location.lat)
        self.content.nodes[node.id] = at
        self.content.order.append(("n", node.id))
        if len(node.tags):
            self.content.tagged.append((dict(node.tags), at))

    def way(self, way: osmium.osm.Way) -> None:
        self.content.ways[way.id] = [ref.ref for ref in way.nodes]
        self.content.way_tags[way.id] = dict(way.tags)
        self.content.order.append(("w", way.id))

    def relation(self, relation: osmium.osm.Relation) -> None:
        members = [(member.type, member.ref, member.role) for member in relation.members]
        self.content.relations[relation.id] = (dict(relation.tags), members)
        self.content.order.append(("r", relation.id))

    def area(self, area: osmium.osm.Area) -> None:
        try:
            shape = shapely.from_wkb(self._wkb.create_multipolygon(area))
        except osmium.InvalidLocationError:
            return
        except RuntimeError:  # no ring could be made of it: the bow-tie
            return
        self.content.areas.append((dict(area.tags), area.id, shape))


@pytest.fixture(scope="session")
def paths(tmp_path_factory: pytest.TempPathFactory) -> SamplePaths:
    """The files of the sample, made once by whichever test process comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / "sample", shared / "sample.done"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 120
        while not done.exists():
            assert time.monotonic() < deadline, "the process that makes the sample did not finish"
            time.sleep(0.2)
        return sample_paths(folder, 1, 1)
    made = write_sample(folder)
    done.touch()
    return made


@pytest.fixture(scope="session")
def content(paths: SamplePaths) -> Content:
    """The sample's PBF, read back."""
    reader = _Reader()
    reader.apply_file(str(paths.pbf), locations=True)
    box = osmium.io.Reader(str(paths.pbf)).header().box()
    reader.content.box = (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat)
    return reader.content
