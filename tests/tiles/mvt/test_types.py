from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from mapbox_vector_tile.Mapbox import vector_tile_pb2

from tilebuild.tiles.mvt.types import LINE, POINT, POLYGON, ragged


@given(st.lists(st.binary(max_size=20), max_size=10))
def test_byte_strings_stand_one_after_the_other(strings: list[bytes]) -> None:
    data, start = ragged(iter(strings))
    assert [data[begin:end].tobytes() for begin, end in pairwise(start)] == strings
    assert (start[0], start[-1]) == (0, len(data))


def test_geometry_types_have_the_numbers_of_the_specification() -> None:
    tile = vector_tile_pb2.tile
    assert (tile.Point, tile.LineString, tile.Polygon) == (POINT, LINE, POLYGON)
