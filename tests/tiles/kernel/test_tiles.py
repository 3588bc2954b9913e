import numpy as np

from tests.support.kernel import Ring, Vertex, make_paths
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.split import Grid, split
from tilebuild.tiles.kernel.tiles import Drawn, by_tile, features_in_tiles
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL
from tilebuild.tiles.mvt.resolution import EXTENT

SIDE, REACH = 2, 64
SQUARE = [(100, 100), (900, 100), (900, 900), (100, 900)]
INNER = [(200, 200), (200, 300), (300, 300), (300, 200)]


def drawn(paths: Paths) -> Drawn:
    pieces = split(paths, Grid(SIDE, EXTENT), np.full(len(paths.kind), REACH))
    made, broken = features_in_tiles(paths, pieces, SIDE)
    assert broken == -1
    return made


def of_one_feature(*written: tuple[int, Ring]) -> Paths:
    return make_paths(*written)._replace(feature=np.zeros(len(written), dtype=np.int64))


def parts(made: Drawn, feature: int) -> list[list[Vertex]]:
    """The vertices of the paths of one of the features in tiles."""
    paths = range(made.start[feature], made.start[feature + 1])
    own = [slice(made.path_start[path], made.path_start[path + 1]) for path in paths]
    return [list(zip(made.x[one].tolist(), made.y[one].tolist(), strict=True)) for one in own]


def test_features_come_by_tile_and_then_in_the_order_of_drawing_counted_from_the_tiles_corner() -> None:
    east = [(x + EXTENT, y) for x, y in SQUARE]
    made = drawn(make_paths((SHELL, east), (SHELL, SQUARE), (POINT, [(7, 7)]), (LINE, [(50, 60), (70, 4000)])))
    assert (made.tile.tolist(), made.feature.tolist(), made.kind.tolist()) == ([0, 0, 0, 2], [1, 2, 3, 0], [3, 1, 2, 3])
    assert [parts(made, feature) for feature in range(4)] == [[SQUARE], [[(7, 7)]], [[(50, 60), (70, 4000)]], [SQUARE]]


def test_shells_run_clockwise_to_the_eye_and_holes_against_whichever_way_they_came() -> None:
    made = drawn(of_one_feature((SHELL, SQUARE[::-1]), (HOLE, INNER[::-1])))
    shell, hole = parts(made, 0)
    assert (shell, hole) == ([SQUARE[-1], *SQUARE[:-1]], [INNER[-1], *INNER[:-1]])


def test_several_paths_of_a_feature_are_one_feature_in_a_tile() -> None:
    made = drawn(of_one_feature((LINE, [(9, 9), (20, 20)]), (LINE, [(30, 30), (40, 90)])))
    assert parts(made, 0) == [[(9, 9), (20, 20)], [(30, 30), (40, 90)]]
    assert made.feature.tolist() == [0]


def test_a_polygon_that_meets_itself_is_repaired_and_its_neighbours_stay() -> None:
    bow = [(0, 0), (800, 800), (800, 0), (0, 800)]
    made = drawn(make_paths((SHELL, SQUARE), (SHELL, bow), (SHELL, SQUARE)))
    assert parts(made, 0) == parts(made, 2) == [SQUARE]
    halves = [{*part} for part in parts(made, 1)]
    assert sorted(halves, key=min) == [{(0, 0), (400, 400), (0, 800)}, {(400, 400), (800, 0), (800, 800)}]


def test_what_cutting_leaves_flat_is_not_drawn_and_takes_its_holes_with_it() -> None:
    border = EXTENT + REACH
    beside = [(border, 100), (border + 500, 100), (border + 500, 900), (border, 900)]
    hole = [(border + 10, 200), (border + 10, 300), (border + 30, 300)]
    made = drawn(of_one_feature((SHELL, beside), (HOLE, hole)))
    assert made.tile.tolist() == [2]
    assert len(parts(made, 0)) == 2


def test_a_place_that_cutting_repeats_is_written_once() -> None:
    """The last vertex rounds to where the line enters the neighbour's buffer."""
    edge = EXTENT - REACH
    made = drawn(make_paths((LINE, [(edge - 9, 100), (edge + 1, 101), (edge - 1, 101), (edge - 9, 103)])))
    assert parts(made, 0) == [[(edge - 9, 100), (edge + 1, 101), (edge - 1, 101), (edge - 9, 103)]]
    assert parts(made, 1) == [[(-REACH, 101), (1 - REACH, 101), (-REACH, 101)]]


def test_pieces_are_ordered_by_tile_those_of_one_as_they_came() -> None:
    table = np.array([[0, 1, 0, 3], [1, 2, 1, 0], [2, 3, 2, 3], [3, 4, 3, 1], [4, 5, 4, 0]])
    assert by_tile(table, 4).tolist() == [1, 4, 3, 0, 2]
