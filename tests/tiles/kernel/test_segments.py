import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.support.kernel import Vertex
from tilebuild.tiles.kernel.segments import after, cross, meet, meets_any, turns_back

PLACES = st.tuples(st.integers(0, 9), st.integers(0, 9))


def box_of(segment: shapely.LineString) -> shapely.Polygon:
    return shapely.box(*segment.bounds)


@given(st.lists(PLACES, min_size=4, max_size=4))
def test_segments_meet_where_they_have_a_point_in_common(places: list[Vertex]) -> None:
    x, y = np.array(places).T.copy()
    one, other = shapely.LineString(places[:2]), shapely.LineString(places[2:])
    if one.length and other.length and box_of(one).intersects(box_of(other)):
        assert meet(x, y, 0, 1, 2, 3) == one.intersects(other)


@given(st.lists(PLACES, min_size=3, max_size=9, unique=True))
def test_a_segment_meets_a_ring_where_any_but_its_neighbours_has_a_point_in_common(ring: list[Vertex]) -> None:
    x, y = np.array(ring).T.copy()
    count = len(ring)
    first, others = shapely.LineString(ring[:2]), [(ring[i], ring[(i + 1) % count]) for i in range(2, count - 1)]
    expected = any(first.intersects(shapely.LineString(other)) for other in others)
    assert meets_any(x, y, 0, 1, 1, count, 0, count) == expected


def test_a_ring_goes_on_from_its_last_vertex_at_its_first() -> None:
    assert [after(vertex, 4, 7) for vertex in (4, 5, 6)] == [5, 6, 4]


def test_a_way_turns_back_only_where_it_runs_along_itself() -> None:
    x, y = np.array([(0, 0), (10, 0), (5, 0), (20, 0), (5, 1)]).T.copy()
    assert turns_back(x, y, 0, 1, 2)
    assert not turns_back(x, y, 0, 1, 3)
    assert not turns_back(x, y, 0, 1, 4)
    assert (cross(x, y, 0, 1, 3), cross(x, y, 0, 1, 4), cross(x, y, 1, 0, 4)) == (0, 10, -10)
