"""Coastlines to sea and land, on shores small enough to draw.

The extract is the square from (0, 0) to (100, 100), the frame reaches 100 beyond it on every side. Land is on the
left of a coastline: one from west to east has its land in the north.
"""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.grid import Box
from tilebuild.local.importer.coast.faces import loose_ends, sea_and_land

Coordinates = list[tuple[float, float]]

EXTRACT = Box(0, 0, 100, 100)
FRAME = Box(-100, -100, 200, 200)

ISLAND = [(40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0), (40.0, 40.0)]
POND = ISLAND[::-1]
WEST_TO_EAST = [(0.0, 50.0), (100.0, 50.0)]
BAY = [(0.0, 20.0), (30.0, 20.0), (30.0, 80.0), (70.0, 80.0), (70.0, 20.0), (100.0, 20.0)]


def at(coastline: list[Coordinates], *points: tuple[float, float]) -> str:
    """A letter per point: W for water, L for land, ? for neither or both."""
    water, land = sea_and_land([np.array(line, dtype=float) for line in coastline], EXTRACT, FRAME)
    sea, earth = shapely.union_all(water), shapely.union_all(land)
    letters = {(True, False): "W", (False, True): "L"}
    return "".join(
        letters.get((sea.contains(shapely.Point(point)), earth.contains(shapely.Point(point))), "?") for point in points
    )


@pytest.mark.parametrize(
    ("coastline", "points", "answer"),
    [
        pytest.param([WEST_TO_EAST], [(50, 51), (50, 49), (-90, 150), (190, -90)], "LWLW", id="a straight shore"),
        pytest.param([WEST_TO_EAST[::-1]], [(50, 51), (50, 49)], "WL", id="the other way round"),
        pytest.param([BAY], [(50, 50), (50, 90), (10, 50), (90, 50), (50, 10)], "WLLLW", id="a bay"),
        pytest.param([ISLAND], [(50, 50), (10, 10), (-90, 190), (41, 59)], "LWWL", id="an island"),
        pytest.param([POND], [(50, 50), (10, 10), (190, -90)], "WLL", id="a sea inside the land"),
        pytest.param(
            [WEST_TO_EAST, [(x, y - 40) for x, y in ISLAND]], [(50, 10), (50, 40), (50, 60)], "LWL", id="both"
        ),
        pytest.param(
            [[(20.0, 0.0), (20.0, 100.0)], [(80.0, 100.0), (80.0, 0.0)]],
            [(10, 50), (50, 50), (90, 50), (-90, 50), (50, 190)],
            "LWLLW",
            id="a strait",
        ),
        pytest.param(
            [[(100.0, 60.0), (50.0, 60.0), (50.0, 40.0), (100.0, 40.0)]],
            [(75, 50), (40, 50), (190, 50), (190, 150), (190, -50)],
            "LWLWW",
            id="a peninsula whose two ends are on one side",
        ),
        pytest.param(
            [[(0.0, 50.0), (50.0, 50.0)], [(50.0, 50.0), (100.0, 50.0)]], [(50, 51), (50, 49)], "LW", id="in two ways"
        ),
        pytest.param([[(-30.0, 50.0), (130.0, 50.0)]], [(50, 51), (50, 49), (190, 60)], "LWL", id="ends outside"),
        pytest.param(
            [[(-150.0, 50.0), (250.0, 50.0)]],
            [(50, 51), (50, 49), (-90, 51), (190, 49)],
            "LWLW",
            id="ends off the frame",
        ),
        pytest.param([WEST_TO_EAST, WEST_TO_EAST], [(50, 51), (50, 49)], "LW", id="the same way twice"),
    ],
)
def test_whole_coastlines(coastline: list[Coordinates], points: list[tuple[float, float]], answer: str) -> None:
    assert at(coastline, *points) == answer


@pytest.mark.parametrize(
    ("coastline", "points", "answer"),
    [
        pytest.param(
            [[(0.0, 50.0), (45.0, 50.0)], [(55.0, 50.0), (100.0, 50.0)]],
            [(20, 51), (50, 51), (50, 49), (80, 49)],
            "LLWW",
            id="a gap in the shore",
        ),
        pytest.param([ISLAND[:-1]], [(50, 50), (10, 10), (90, 50)], "LWW", id="an island whose last way is missing"),
        pytest.param(
            [[(0.0, 50.0), (60.0, 50.0)], [(80.0, 50.0), (60.0, 50.0)], [(80.0, 50.0), (100.0, 50.0)]],
            [(30, 51), (70, 51), (70, 49), (90, 49)],
            "LLWW",
            id="a way drawn the wrong way round",
        ),
        pytest.param(
            [ISLAND[:2][::-1], ISLAND[1:]], [(50, 50), (10, 10)], "LW", id="an island of which a side is the wrong way"
        ),
        pytest.param(
            [WEST_TO_EAST, [(50.0, 50.0), (50.0, 45.0)]],
            [(40, 48), (60, 48), (50, 60)],
            "WWL",
            id="a stub into the sea",
        ),
        pytest.param([[(50.0, 0.0), (50.0, 40.0)]], [(40, 20), (60, 20)], "LW", id="a shore that just ends"),
        pytest.param(
            [[(20.0, 90.0), (20.0, 10.0), (15.0, 10.0)]],
            [(50, 50), (10, 50), (-90, 50)],
            "LWW",
            id="a shore whose last bit turns back",
        ),
        pytest.param(
            [[(0.0, 50.0), (30.0, 50.0)], [(70.0, 50.0), (100.0, 50.0)]],
            [(10, 51), (50, 51), (50, 49), (90, 49)],
            "LLWW",
            id="a gap too wide to bridge",
        ),
        pytest.param(
            [WEST_TO_EAST, [(20.0, 40.0), (80.0, 60.0)]], [(50, 90), (50, 10)], "LW", id="coastlines that cross"
        ),
    ],
)
def test_broken_coastlines_neither_drown_nor_dry_the_land(
    coastline: list[Coordinates], points: list[tuple[float, float]], answer: str
) -> None:
    assert at(coastline, *points) == answer


def test_ends_that_meet_are_not_loose() -> None:
    lines = [np.array(line) for line in ([(0.0, 0.0), (1.0, 1.0)], [(2.0, 0.0), (1.0, 1.0)], ISLAND)]
    assert {end.point: end.leaves for end in loose_ends(lines)} == {(0.0, 0.0): False, (2.0, 0.0): False}


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-120, 220), st.integers(-120, 220)), min_size=2, max_size=6, unique=True),
        min_size=1,
        max_size=4,
    )
)
def test_sea_and_land_cover_the_frame_without_overlap_whatever_the_coastline(lines: list[Coordinates]) -> None:
    water, land = sea_and_land([np.array(line, dtype=float) for line in lines], EXTRACT, FRAME)
    faces = [*water, *land]
    assert sum(face.area for face in faces) == pytest.approx(shapely.box(*FRAME).area)
    assert shapely.union_all(faces).area == pytest.approx(shapely.box(*FRAME).area)
    assert all(face.is_valid for face in faces)


@given(st.integers(3, 40), st.booleans(), st.floats(1, 45))
def test_a_round_island_is_land_wherever_its_way_starts(corners: int, cut_open: bool, radius: float) -> None:
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    ring = np.column_stack((50 + radius * np.cos(angles), 50 + radius * np.sin(angles)))
    coastline: list[Coordinates] = [[*map(tuple, ring.tolist()), tuple(ring[0].tolist())]]
    if cut_open and corners > 8:
        coastline = [coastline[0][:3], coastline[0][2:]]
    assert at(coastline, (50, 50), (99, 99)) == "LW"
