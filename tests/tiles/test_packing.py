import pytest
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile

from tilebuild.grid import descendants
from tilebuild.tiles import packing
from tilebuild.tiles.archive import pack
from tilebuild.tiles.kernel import zipping
from tilebuild.tiles.kernel.types import Bytes, Ints
from tilebuild.tiles.kernel.zipping import Names, Payloads
from tilebuild.tiles.level_tiles import LevelTiles
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.packing import SMALL, Contents, Packer

ROOT = Tile(538, 359, 10)
LAYOUT = MetatileLayout(8, (512,))
ZOOM = 11
PLACES = [(x, y) for x in range(8) for y in range(8)]
"""Tiles of zoom 13 in the root: those of the metatiles of zoom 11."""

contents = st.sampled_from((b"", b"earth", b"sea", bytes(range(256)) * (SMALL // 256 + 1)))


def tile_at(place: tuple[int, int]) -> Tile:
    return Tile(x=(ROOT.x << 3) + place[0], y=(ROOT.y << 3) + place[1], z=13)


def level(drawn: dict[tuple[int, int], bytes]) -> LevelTiles:
    return LevelTiles.of({tile_at(place): content for place, content in drawn.items()}, ROOT, 13)


@given(st.dictionaries(st.sampled_from(PLACES), contents), st.integers(1, 3))
def test_metatiles_have_the_bytes_of_plain_packing(drawn: dict[tuple[int, int], bytes], room: int) -> None:
    packer, wanted = Packer(payloads=room, metatiles=room), list(descendants(ROOT, ZOOM))
    for made in packer.pack(wanted, ZOOM, [level(drawn)], LAYOUT):
        tiles = {member.name: member.tile for member in LAYOUT.members(made.tile)}
        placed = {tile_at(place): content for place, content in drawn.items()}
        expected = [(name, placed.get(tile, b"")) for name, tile in tiles.items()]
        assert made.data == pack(expected)
        sizes = [len(content) for _, content in expected]
        assert made.contents == {13: Contents(16 - sizes.count(0), sizes.count(0), sum(sizes))}


def test_a_metatile_of_several_levels_holds_the_tiles_of_each() -> None:
    tile, layout = Tile(538 << 3, 359 << 3, 13), MetatileLayout(8, (512,))
    coarse = LevelTiles.of({Tile(tile.x << 2, tile.y << 2, 15): b"coarse"}, ROOT, 15)
    fine = LevelTiles.of({Tile((tile.x << 3) + 1, tile.y << 3, 16): b"fine"}, ROOT, 16)
    (made,) = Packer().pack([tile], 13, [coarse, fine], layout)
    names = {"2/0/0.mvt": b"coarse", "3/1/0.mvt": b"fine"}
    assert made.data == pack([(name, names.get(name, b"")) for name in layout.names(13)])
    assert made.contents == {15: Contents(1, 15, 6), 16: Contents(1, 63, 4)}


def test_metatiles_of_one_payload_are_packed_once() -> None:
    packer, wanted = Packer(), list(descendants(ROOT, ZOOM))
    first, second, *_ = packer.pack(wanted, ZOOM, [level({})], LAYOUT)
    assert first.data is second.data


def test_one_metatile_is_zipped_by_the_machine_code_that_zips_several(monkeypatch: pytest.MonkeyPatch) -> None:
    in_rows = []

    def zips(members: Ints, payloads: Payloads, names: Names) -> tuple[Bytes, Ints]:
        in_rows.append(members.flags.c_contiguous)
        found: tuple[Bytes, Ints] = zipping.zips(members, payloads, names)
        return found

    monkeypatch.setattr(packing, "zips", zips)
    drawn = level(dict.fromkeys([(0, 0), (4, 4)], b"sea"))
    wanted = list(descendants(ROOT, ZOOM))
    for some in (wanted[:1], wanted):
        assert list(Packer().pack(some, ZOOM, [drawn], LAYOUT))
    assert in_rows == [True, True]


def test_names_are_sorted_as_text() -> None:
    layout = MetatileLayout(8, (256,))
    tiles = LevelTiles.of({Tile(x=0, y=0, z=3): b"corner"}, Tile(0, 0, 0), 3)
    empty = [LevelTiles.of({}, Tile(0, 0, 0), zoom) for zoom in range(3)]
    (made,) = Packer().pack([Tile(0, 0, 0)], 0, [*empty, tiles], layout)
    names = layout.names(0)
    assert made.data == pack([(name, b"corner" if name == "3/0/0.mvt" else b"") for name in names])


def test_more_than_a_zip_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tilebuild.tiles.packing.LIMIT", 4)
    with pytest.raises(Exception, match="more than a plain zip can"):
        list(Packer().pack([Tile(538 << 1, 359 << 1, ZOOM)], ZOOM, [level({(0, 0): b"earth"})], LAYOUT))
