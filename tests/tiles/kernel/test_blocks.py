import math

import numpy as np
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.kernel import Vertex
from tilebuild.ragged import starts
from tilebuild.tiles.kernel.blocks import BLOCK, any_meet, room_for


@st.composite
def rounds(draw: st.DrawFn) -> list[Vertex]:
    """A ring once round a place, in steps that are even or not, one vertex of it anywhere: it meets itself or not."""
    radii = draw(st.lists(st.integers(20, 400), min_size=3, max_size=20 * BLOCK))
    ring = [
        (round(radius * math.cos(turn)), round(radius * math.sin(turn)))
        for turn, radius in zip(np.linspace(0, math.tau, len(radii), endpoint=False), radii, strict=True)
    ]
    anywhere = st.tuples(st.integers(-400, 400), st.integers(-400, 400))
    if draw(st.booleans()):
        ring[draw(st.integers(0, len(ring) - 1))] = draw(anywhere | st.sampled_from(ring))
    assume(all(one != other for one, other in zip(ring, [ring[-1], *ring[:-1]], strict=True)))
    begin = draw(st.integers(0, len(ring) - 1))
    return [*ring[begin:], *ring[:begin]]


def meet(*rings: list[Vertex]) -> bool:
    vertices = np.array([vertex for ring in rings for vertex in ring], dtype=np.int64)
    start = starts(np.array([len(ring) for ring in rings]))
    room = room_for(len(vertices), len(rings))
    return bool(any_meet(vertices[:, 0].copy(), vertices[:, 1].copy(), start, 0, len(rings), room))


def outline(ring: list[Vertex]) -> shapely.LinearRing:
    return shapely.LinearRing(ring)


@given(rounds())
def test_a_ring_meets_itself_where_it_is_not_simple(ring: list[Vertex]) -> None:
    assert meet(ring) == (not outline(ring).is_simple)


@given(rounds(), rounds(), st.integers(0, 900))
def test_two_rings_meet_where_they_have_a_point_in_common(one: list[Vertex], other: list[Vertex], by: int) -> None:
    other = [(x + by, y) for x, y in other]
    assume(outline(one).is_simple and outline(other).is_simple)
    assert meet(one, other) == outline(one).intersects(outline(other))


def test_a_ring_of_many_blocks_may_end_anywhere_within_one() -> None:
    for size in range(3, 5 * BLOCK):
        ring = [(round(90 * math.cos(turn)), round(90 * math.sin(turn))) for turn in np.linspace(0, 6, size)]
        assert not meet(ring)
        assert meet([*ring, ring[1], ring[0]])
