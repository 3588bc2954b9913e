from pathlib import Path

import pytest
from mercantile import Tile

from tilebuild.contracts import MetatileShape, Place
from tilebuild.errors import RequestError
from tilebuild.grid import parse_tile
from tilebuild.keys import Layout, tile_key
from tilebuild.storage import Bucket, open_directory
from tilebuild.tiles.archive import pack
from tilebuild.tiles.inspect import find_tile
from tilebuild.tiles.metatile import MetatileLayout

PLACE = Place(
    bucket="tiles",
    prefix="p1",
    layout=Layout.HASH_PREFIX,
    metatile=MetatileShape(size=8, tile_sizes=(512,), max_zoom=16),
)
DEEPEST = Tile(4306, 2869, 13)


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    """A store with the one metatile ``DEEPEST``, whose tiles are empty."""
    made = open_directory(tmp_path, "tiles")
    made.put(tile_key(DEEPEST, "p1", Layout.HASH_PREFIX), pack([(name, b"") for name in MetatileLayout().names(13)]))
    return made


@pytest.mark.parametrize(
    ("tile", "pixels", "message"),
    [
        ("15/17224/11476", 256, r"has no 256-pixel version: metatiles of zoom 12 hold tiles of 512 pixels \(the sm"),
        ("12/2153/1434", 2048, "has no 2048-pixel version: metatiles of zoom 12 hold tiles of 512 pixels"),
        ("17/68896/45904", 0, "is too deep: the build's last tile zoom is 16"),
        ("12/2153/1434", 0, "is not in this build: its metatile 10/538/358 was not made"),
        ("12/2153/1434", 300, "tile size is 300"),
    ],
)
def test_a_tile_that_cannot_be_shown_is_refused_by_what_is_wrong_with_it(
    bucket: Bucket, tile: str, pixels: int, message: str
) -> None:
    with pytest.raises(RequestError, match=message):
        find_tile(parse_tile(tile), pixels, bucket, PLACE)


@pytest.mark.parametrize(("tile", "pixels"), [("15/17224/11476", 0), ("15/17224/11476", 512), ("16/34448/22952", 256)])
def test_a_tile_is_found_by_the_sizes_that_its_zoom_has(bucket: Bucket, tile: str, pixels: int) -> None:
    found = find_tile(parse_tile(tile), pixels, bucket, PLACE)
    assert (found.data, found.stored > 0) == (b"", True)
