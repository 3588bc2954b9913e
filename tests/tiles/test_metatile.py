from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.grid import parse_tile, pyramid
from tilebuild.tiles.archive import member_names
from tilebuild.tiles.metatile import MetatileLayout

LAYOUTS = {
    "8": MetatileLayout(8, (512,)),
    "8b": MetatileLayout(8, (512, 256)),
    "4": MetatileLayout(4, (1024, 512, 256)),
    "2": MetatileLayout(2, (512, 256)),
    "1": MetatileLayout(1, (256,)),
}

TABLE = [
    ("8", 13, {2: 16}, {2: 16, 3: 64}, {2: 16, 1: 4, 0: 1}),
    ("8b", 13, {2: 16, 3: 64}, {2: 16, 3: 64}, {2: 16, 3: 64, 1: 4, 0: 1}),
    ("4", 14, {0: 1, 1: 4, 2: 16}, {0: 1, 1: 4, 2: 16}, {0: 1, 1: 4, 2: 16}),
    ("2", 15, {0: 1, 1: 4}, {0: 1, 1: 4}, {0: 1, 1: 4}),
    ("1", 16, {0: 1}, {0: 1}, {0: 1}),
]


def offsets(layout: MetatileLayout, zoom: int) -> dict[int, int]:
    return dict(Counter(int(name.split("/")[0]) for name in layout.names(zoom)))


@pytest.mark.parametrize(("name", "deepest", "ordinary", "last", "first"), TABLE)
def test_members_are_those_of_the_format_table(
    name: str, deepest: int, ordinary: dict[int, int], last: dict[int, int], first: dict[int, int]
) -> None:
    layout = LAYOUTS[name]
    assert layout.max_coordinate_zoom == deepest
    assert offsets(layout, 7) == ordinary
    assert offsets(layout, deepest) == last
    assert offsets(layout, 0) == first


@pytest.mark.parametrize(("name", "count"), [("8", 85), ("4", 341), ("2", 1365), ("1", 5461)])
def test_a_group_has_as_many_metatiles_as_its_pyramid(name: str, count: int) -> None:
    deepest = LAYOUTS[name].max_coordinate_zoom
    assert sum(1 for _ in pyramid(Tile(538, 359, 10), deepest)) == count


def test_members_know_their_tile_and_nominal_zoom() -> None:
    layout = LAYOUTS["8"]
    member = layout.members(Tile(x=4663, y=2372, z=13))[-1]
    assert member == ("3/7/7.mvt", Tile(x=37311, y=18983, z=16), 17, 256)
    assert {(m.tile.z, m.nominal, m.pixels) for m in layout.members(Tile(0, 0, 13))} == {(15, 16, 512), (16, 17, 256)}
    assert {(m.tile.z, m.nominal, m.pixels) for m in layout.members(Tile(0, 0, 0))} == {
        (0, 1, 512),
        (1, 2, 512),
        (2, 3, 512),
    }


def test_only_the_deepest_tiles_keep_everything() -> None:
    for layout in LAYOUTS.values():
        for zoom in range(layout.max_coordinate_zoom + 1):
            for offset in layout.offsets(zoom):
                assert offset.level.everything == (offset.level.zoom == 16)


@given(
    st.sampled_from([1, 2, 4, 8]).flatmap(
        lambda size: st.tuples(
            st.just(size),
            st.sets(st.sampled_from([p for p in (256, 512, 1024, 2048) if p <= 256 * size]), min_size=1),
        )
    ),
    st.integers(0, 13),
)
def test_any_sizes_give_distinct_members_of_which_ordinary_ones_are_at_every_zoom(
    sizes: tuple[int, set[int]], zoom: int
) -> None:
    size, pixels = sizes
    layout = MetatileLayout(size, tuple(pixels))
    names = layout.names(zoom)
    assert len(set(names)) == len(names)
    assert list(names) == sorted(names)
    assert {layout.offset(p) for p in pixels} <= {int(name.split("/")[0]) for name in names}
    levels = [offset.level for offset in layout.offsets(zoom)]
    assert len(set(levels)) == len(levels)


@pytest.mark.parametrize(
    ("size", "pixels", "said"),
    [
        (3, (256,), "size is 3"),
        (16, (256,), "size is 16"),
        (2, (1024,), "tile size is 1024"),
        (8, (300,), "tile size is 300"),
        (8, (128,), "tile size is 128"),
        (8, (), "empty"),
        (8, (512, 512), "twice"),
    ],
)
def test_an_impossible_layout_is_refused(size: int, pixels: tuple[int, ...], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        MetatileLayout(size, pixels)


def test_a_metatile_below_the_deepest_zoom_is_refused() -> None:
    with pytest.raises(RequestError, match="metatile zoom is 14"):
        LAYOUTS["8"].members(Tile(0, 0, 14))


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "name"), [("meta8", "8"), ("meta8b", "8b"), ("meta4", "4"), ("meta2", "2")])
def test_members_have_the_names_of_the_golden_metatiles(shared_data: Path, folder: str, name: str) -> None:
    paths = sorted((shared_data / "golden" / folder).rglob("*.zip"))
    assert paths
    for path in paths:
        tile = parse_tile("/".join(path.with_suffix("").parts[-3:]))
        golden = {member for member in member_names(path.read_bytes()) if member.endswith(".mvt")}
        # The original forgets its largest tile at the deepest zoom (size 4); ours is there.
        ours = {member for member in LAYOUTS[name].names(tile.z) if name != "4" or tile.z < 14 or member[0] != "0"}
        assert ours == golden, path
