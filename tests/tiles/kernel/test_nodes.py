import numpy as np
import pytest

from tests.support.kernel import Ring, make_paths
from tilebuild.tiles.kernel.nodes import find_nodes
from tilebuild.tiles.kernel.types import LINE, SHELL

NEVER, ALWAYS = np.inf, -np.inf
A, B, C, D, E = (0, 0), (10, 0), (20, 0), (30, 5), (20, 90)
CASES: list[tuple[str, list[tuple[int, Ring]], list[float], list[float]]] = [
    ("alone", [(LINE, [A, B, C])], [5], [NEVER] * 3),
    ("there and back", [(LINE, [A, B, C]), (LINE, [C, B, A])], [5, 6], [NEVER] * 6),
    ("a fork", [(LINE, [A, B, C]), (LINE, [A, B, D])], [5, 7], [NEVER, 7, NEVER] * 2),
    ("the end of another", [(LINE, [A, B, C]), (LINE, [E, B])], [8, 6], [NEVER, 8, NEVER, NEVER, 8]),
    ("the later zoom", [(LINE, [A, B, C]), (LINE, [D, B, E]), (LINE, [A, B, E])], [9, 6, 7], [NEVER, 7, NEVER] * 3),
    ("twice on one way", [(LINE, [A, B, C, E, B, D])], [5], [NEVER, 5, NEVER, NEVER, 5, NEVER]),
    (
        "two that share an edge",
        [(SHELL, [A, B, C, E]), (SHELL, [D, C, B, (9, 50)])],
        [3, 4],
        [NEVER, 4, 4, *[NEVER] * 2, 4, 4, NEVER],
    ),
]


@pytest.mark.parametrize(("written", "zooms", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_vertex_is_a_node_from_the_zoom_at_which_paths_differ(
    written: list[tuple[int, Ring]], zooms: list[float], expected: list[float]
) -> None:
    zoom = np.array(zooms, dtype=np.float32)
    assert find_nodes(make_paths(*written), np.argsort(zoom, kind="stable"), zoom, 40).tolist() == expected


def test_both_ends_of_a_segment_between_two_cells_are_nodes() -> None:
    paths = make_paths((SHELL, [(10, 10), (70, 10), (75, 20), (10, 50)]), (LINE, [(-1, 5), (-9, 5), (-20, 9)]))
    found = find_nodes(paths, np.arange(2), np.zeros(2, dtype=np.float32), 6)
    assert found.tolist() == [ALWAYS] * 4 + [NEVER] * 3
    across = find_nodes(
        make_paths((LINE, [(3, 3), (1, 1), (-1, 1), (-3, 3)])), np.arange(1), np.zeros(1, np.float32), 6
    )
    assert across.tolist() == [NEVER, ALWAYS, ALWAYS, NEVER]
