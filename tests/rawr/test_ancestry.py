import msgpack
import numpy as np
import pytest

from tests.support.rows import POINT, make_rows
from tilebuild.rawr.ancestry import Objects, objects_of, related
from tilebuild.rawr.slim_read import decode_relations


def ids(*values: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array(values, dtype=np.int64)


def found(members: dict[int, list[str]], objects: Objects) -> list[int]:
    """The related ones of relations given as id -> members like ``w22``."""
    rows = [[osm_id, 0, 0, [], [text for ref in refs for text in (ref, "")], []] for osm_id, refs in members.items()]
    relations = decode_relations(b"".join(map(msgpack.packb, rows)))
    wanted: list[int] = relations.ids[related(relations, objects)].tolist()
    return wanted


WAY = Objects(ids(), ids(22), ids())


@pytest.mark.parametrize(
    ("members", "objects", "expected"),
    [
        ({1: ["w22"], 2: ["w23"]}, WAY, [1]),
        ({1: ["n22"], 2: ["r22"], 3: ["w22"]}, WAY, [3]),
        ({1: ["n22"], 2: ["r22"], 3: ["w22"]}, Objects(ids(22), ids(), ids()), [1]),
        ({1: ["n22"], 2: ["r22"], 3: ["w22"]}, Objects(ids(), ids(), ids(22)), [2]),
        ({1: ["w22"], 2: ["r1"], 3: ["r2"], 4: ["r9"]}, WAY, [1, 2, 3]),
        ({3: ["r2"], 2: ["r1"], 1: ["w22"]}, WAY, [3, 2, 1]),
        ({1: ["w22", "r2"], 2: ["r1"], 3: ["r2", "r3"]}, WAY, [1, 2, 3]),
        ({1: [], 2: ["n1", "w1"]}, WAY, []),
        ({}, WAY, []),
        ({22: ["w1"]}, Objects(ids(), ids(), ids(22)), []),
    ],
)
def test_relations_of_an_object_and_their_ancestors_are_found(
    members: dict[int, list[str]], objects: Objects, expected: list[int]
) -> None:
    assert found(members, objects) == expected


def test_the_objects_behind_rows_are_nodes_ways_and_relations_by_table_and_sign() -> None:
    tables = {
        "planet_osm_point": make_rows([(9, POINT, {}), (8, POINT, {})]),
        "planet_osm_line": make_rows([(-5, POINT, {}), (3, POINT, {}), (3, POINT, {}), (0, POINT, {})]),
        "planet_osm_polygon": make_rows([(-5, POINT, {}), (-4, POINT, {}), (2, POINT, {})]),
        "land_polygons": make_rows([(77, POINT, {})]),
    }
    objects = objects_of(tables)
    assert [part.tolist() for part in objects.by_type()] == [[8, 9], [0, 2, 3], [4, 5]]
