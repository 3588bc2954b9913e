import itertools

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from reference.shapes import shapes_of
from tests.support.features import Feature, make_features
from tilebuild.tiles.boundaries import deduplicated
from tilebuild.tiles.features import Shape

Vertex = tuple[int, int]
Segment = frozenset[Vertex]


def border(line: list[Vertex], level: int | None, osm_id: int, min_zoom: float = 8) -> Feature:
    properties = {} if level is None else {"kind_detail": level}
    return Feature(
        shapely.LineString(line), Shape.LINE, "boundaries", osm_id=osm_id, properties=properties, min_zoom=min_zoom
    )


def drawn(*features: Feature) -> dict[int, list[list[Vertex]]]:
    """What is drawn of each feature, by OSM id."""
    left, geometries = deduplicated(*make_features(features))
    return {
        osm_id: [[(int(x), int(y)) for x, y in part.coords] for part in shapely.get_parts(shapes_of(geometries)[row])]
        for osm_id, row in zip(left.osm_id.tolist(), left.row.tolist(), strict=True)
    }


A, B, C, D, E = [(x, 0) for x in range(5)]


def test_a_stretch_is_drawn_at_its_lowest_level() -> None:
    assert drawn(border([A, B, C], 8, 7), border([B, C, D, E], 4, -4), border([A, B, C, D], 2, -2)) == {
        -2: [[A, B, C, D]],
        -4: [[D, E]],
    }


def test_a_relation_goes_before_a_way_of_its_level() -> None:
    assert drawn(border([C, B, A], 4, 7), border([A, B, C], 4, -9)) == {-9: [[A, B, C]]}


def test_what_is_left_on_both_sides_are_two_lines() -> None:
    assert drawn(border([B, C], 2, 7), border([A, B, C, D], 4, 8)) == {7: [[B, C]], 8: [[A, B], [C, D]]}


def test_a_hidden_border_is_taken_out_of_the_relation_along_it_and_not_drawn() -> None:
    assert drawn(border([B, C], None, 7, min_zoom=np.inf), border([A, B, C, D], 2, -2)) == {-2: [[A, B], [C, D]]}


def test_a_relation_that_was_cut_inside_a_hidden_segment_is_not_drawn_there() -> None:
    far = (4, 0)
    assert drawn(
        border([A, far], None, 7, min_zoom=np.inf), border([A, B], 2, -2), border([B, far, (5, 5)], 2, -2)
    ) == {-2: [[far, (5, 5)]]}


def test_a_relation_that_was_cut_inside_a_ways_segment_is_drawn_there_once() -> None:
    far = (4, 0)
    assert drawn(border([A, far], 2, 7), border([A, B], 2, -2), border([B, far], 2, -3)) == {-2: [[A, far]]}


def test_a_line_over_itself_and_segments_of_no_length_are_drawn_once() -> None:
    assert drawn(border([A, B, B, C, B, A], 2, 7)) == {7: [[A, B], [B, C]]}


def test_a_border_without_a_level_yields_to_any() -> None:
    assert drawn(border([A, B], None, 7), border([A, B], 8, 9)) == {9: [[A, B]]}


def test_other_features_are_left_alone() -> None:
    road = Feature("LINESTRING (0 0, 1 0)", Shape.LINE, "roads", osm_id=3)
    label = Feature("POINT (0 0)", Shape.POINT, "boundaries", osm_id=4)
    before, geometries = make_features([road, label])
    after, same = deduplicated(before, geometries)
    assert after is before
    assert same is geometries
    assert set(drawn(road, border([A, B], 2, 7), border([B, A], 4, 8))) == {3, 7}


NODES = [(x, x * x) for x in range(8)]
"""No three in a line: a line's end inside another's segment would have been cut there."""
LINES = st.lists(st.sampled_from(NODES), min_size=2, max_size=6)


def segments(line: list[Vertex]) -> list[Segment]:
    return [frozenset(pair) for pair in itertools.pairwise(line) if pair[0] != pair[1]]


@given(st.lists(st.tuples(LINES, st.sampled_from([2, 4, 6, 8])), min_size=1, max_size=6))
def test_every_segment_is_drawn_once_by_the_first_feature_of_its_lowest_level(
    rows: list[tuple[list[Vertex], int]],
) -> None:
    winner: dict[Segment, int] = {}
    for osm_id, (line, _) in sorted(enumerate(rows, start=1), key=lambda row: (row[1][1], row[0])):
        for segment in segments(line):
            winner.setdefault(segment, osm_id)
    got = drawn(*(border(line, level, osm_id) for osm_id, (line, level) in enumerate(rows, start=1)))
    owned = [(segment, osm_id) for osm_id, parts in got.items() for part in parts for segment in segments(part)]
    assert len(owned) == len(winner)
    assert dict(owned) == winner
