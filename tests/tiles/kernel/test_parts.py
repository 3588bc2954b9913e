import numpy as np

from tilebuild.tiles.kernel.parts import orient

SQUARE = [(100, 100), (900, 100), (900, 900), (100, 900)]


def test_turning_a_ring_round_leaves_its_first_vertex() -> None:
    for hole in (False, True):
        x, y = np.array(SQUARE).T.copy()
        orient(x, y, 0, 4, hole)
        expected = [SQUARE[0], *SQUARE[:0:-1]] if hole else SQUARE
        assert list(zip(x.tolist(), y.tolist(), strict=True)) == expected
