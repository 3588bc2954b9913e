import numpy as np
import pytest

from tests.support.osm_tables import TO_NEW_LAYOUT, add_relation, add_way, create_tables, run
from tests.support.rawr import as_relations, as_ways
from tilebuild.errors import RequestError
from tilebuild.local.postgres import connection
from tilebuild.rawr.ancestry import Objects
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.schema import Layout
from tilebuild.rawr.slim import SMALL, Slim

pytestmark = pytest.mark.database


def fill(database: Database) -> None:
    create_tables(database)
    with connection(database) as opened:
        add_way(opened, 10, [3, 1, 2, 3], {"name": 'Rue "du" \\ Port', "highway": "track"})
        add_way(opened, 11, [4, 5])
        add_way(opened, 12, [], {"é": "ü"})
        add_relation(opened, 1, [("w", 10, "outer"), ("n", 7, "label"), ("w", 11, ""), ("w", 10, "")], {"type": "x"})
        add_relation(opened, 2, [("r", 1, "sub"), ("r", 3, "")], {"name": "up"})
        add_relation(opened, 3, [("r", 2, "")])
        add_relation(opened, 4, [("n", 10, "")], {"a node": "numbered like the way"})
        add_relation(opened, 5, [("r", 4, "")])
        add_relation(opened, 6, [])
        add_relation(opened, 7, [("w", way, "") for way in range(100, 1100)])


def objects(nodes: list[int], ways: list[int], relations: list[int]) -> Objects:
    return Objects(*(np.array(ids, dtype=np.int64) for ids in (nodes, ways, relations)))


@pytest.fixture(params=Layout)
def filled(blank_database: Database, request: pytest.FixtureRequest) -> tuple[Database, Layout]:
    fill(blank_database)
    if request.param is Layout.NEW:
        run(blank_database, TO_NEW_LAYOUT)
    return blank_database, request.param


def test_ways_and_relations_are_the_same_in_both_layouts(filled: tuple[Database, Layout]) -> None:
    database, layout = filled
    with open_snapshot(database) as snapshot:
        slim = Slim(snapshot, layout)
        assert as_ways(slim.ways(np.array([12, 11, 10, 99]))) == [
            (10, [3, 1, 2, 3], {"name": 'Rue "du" \\ Port', "highway": "track"}),
            (11, [4, 5], {}),
            (12, [], {"é": "ü"}),
        ]
        assert as_relations(slim.relations(np.array([6, 1]))) == [
            (1, [("w", 10, "outer"), ("n", 7, "label"), ("w", 11, ""), ("w", 10, "")], {"type": "x"}),
            (6, [], {}),
        ]


@pytest.mark.parametrize("small", [0, SMALL], ids=["asked for by member", "read as a whole"])
def test_relations_are_found_by_member_with_all_ancestors_and_no_namesakes(
    filled: tuple[Database, Layout], small: int
) -> None:
    database, layout = filled
    cases: list[tuple[list[int], list[int], list[int], list[int]]] = [
        ([], [10], [], [1, 2, 3]),
        ([7], [], [], [1, 2, 3]),
        ([10], [], [], [4, 5]),
        ([], [], [1], [2, 3]),
        ([], [], [2], [2, 3]),
        ([], [11], [4], [1, 2, 3, 5]),
        ([1, 2, 3], [12], [6], []),
        ([], [], [], []),
        ([], list(range(50, 2000)), [], [7]),
    ]
    with open_snapshot(database) as snapshot:
        slim = Slim(snapshot, layout, small)
        for nodes, ways, relations, expected in cases:
            assert slim.relations_of(objects(nodes, ways, relations)).ids.tolist() == expected


def test_candidates_for_many_tiles_hold_the_relations_of_each(filled: tuple[Database, Layout]) -> None:
    database, layout = filled
    with open_snapshot(database) as snapshot:
        found = Slim(snapshot, layout).candidates(objects([7, 10], [11], [])).tolist()
    assert set(found) >= {1, 2, 3, 4, 5}
    assert found == sorted(set(found))


def test_a_database_without_middle_tables_is_refused(blank_database: Database) -> None:
    with (
        open_snapshot(blank_database) as snapshot,
        pytest.raises(RequestError, match=r"no tables planet_osm_ways and planet_osm_rels: import .* --slim"),
    ):
        Slim(snapshot, None)
