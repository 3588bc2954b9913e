import gzip

from mercantile import Tile

from bench.sizes import sizes_of
from tilebuild.tiles.archive import pack
from tilebuild.tiles.packing import Metatile


def test_tiles_are_measured_as_they_are_served_by_tile_zoom() -> None:
    contents = {"1/0/0.mvt": b"a" * 1000, "1/0/1.mvt": b"", "1/1/0.mvt": bytes(range(256)), "2/0/0.mvt": b"b"}
    metatile = Metatile(Tile(1, 2, 10), pack(list(contents.items())), {})
    eleven, twelve = sizes_of([metatile, metatile])
    assert (eleven.zoom, eleven.tiles, eleven.bytes) == (11, 4, 2 * 1256)
    assert (twelve.zoom, twelve.tiles, twelve.bytes) == (12, 2, 2)
    assert abs(eleven.largest - len(gzip.compress(bytes(range(256))))) < 16
    assert eleven.mean == eleven.gzipped / 4
    assert sizes_of([]) == []
