from mercantile import Tile

from tilebuild.tiles.level_tiles import LevelTiles

AREA, ZOOM = Tile(538, 359, 10), 13
FIRST, SECOND, EMPTY = (Tile(x=(538 << 3) + x, y=(359 << 3) + y, z=ZOOM) for x, y in ((0, 7), (1, 0), (3, 3)))
TILES = LevelTiles.of({SECOND: b"second", FIRST: b"first", EMPTY: b""}, AREA, ZOOM)


def test_tiles_that_are_not_empty_stand_column_by_column() -> None:
    assert list(TILES.items()) == [(FIRST, b"first"), (SECOND, b"second")]
    assert TILES.place.tolist() == [7, 8]
    assert EMPTY not in TILES
    assert [TILES.tile(index) for index in range(len(TILES))] == [FIRST, SECOND]


def test_what_stands_in_one_buffer_is_taken_as_it_is() -> None:
    assert LevelTiles.of(TILES, AREA, ZOOM) is TILES


def test_contents_are_replaced_by_their_places() -> None:
    assert dict(TILES.replaced({1: b"another"})) == {FIRST: b"first", SECOND: b"another"}
    assert TILES.replaced({}) is TILES


def test_there_may_be_no_tiles_at_all() -> None:
    assert dict(LevelTiles.of({}, AREA, ZOOM)) == {}
