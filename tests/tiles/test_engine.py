from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
import shapely
from mercantile import Tile

from tests.support.features import Feature, decode, make_features
from tests.support.patchwork import patchwork
from tilebuild.errors import RequestError
from tilebuild.grid import box, pyramid
from tilebuild.tiles.archive import member_names, read_member
from tilebuild.tiles.build import nothing
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.features import Features, Shape
from tilebuild.tiles.geometries import Geometries, parse
from tilebuild.tiles.metatile import Level, MetatileLayout
from tilebuild.tiles.packing import Contents, Metatile

ROOT = Tile(538, 359, 10)
LAYOUT = MetatileLayout(8, (512,))
EARTH = make_features([Feature(shapely.box(*box(ROOT, 0.1)), Shape.POLYGON, "earth", properties={"kind": "earth"})])


def zips(made: Iterable[Metatile]) -> dict[Tile, bytes]:
    return {metatile.tile: metatile.data for metatile in made}


def test_a_group_owes_every_metatile_of_its_pyramid_in_one_order() -> None:
    made = list(metatiles(*EARTH, ROOT, range(10, 14), LAYOUT))
    assert [metatile.tile for metatile in made] == list(pyramid(ROOT, 13))
    for metatile in made:
        assert member_names(metatile.data) == LAYOUT.names(metatile.tile.z)


def test_metatiles_full_of_earth_are_the_same_but_for_their_members() -> None:
    made = list(metatiles(*EARTH, ROOT, range(10, 14), LAYOUT))
    assert len({metatile.data for metatile in made}) == 2
    (earth,) = decode(read_member(made[-1].data, "3/7/7.mvt"))["earth"]
    assert earth["geometry"].area == (4096 + 128) ** 2
    assert earth["properties"] == {"kind": "earth"}


def test_without_features_every_member_is_there_and_empty() -> None:
    made = list(metatiles(nothing(), parse({}), ROOT, [10, 13], LAYOUT))
    assert len(made) == 65
    assert all(read_member(one.data, name) == b"" for one in made for name in member_names(one.data))
    assert made[0].contents == {12: Contents(0, 16, 0)}
    assert made[-1].contents == {15: Contents(0, 16, 0), 16: Contents(0, 64, 0)}


def test_each_member_is_the_tile_of_its_name_at_its_nominal_zoom() -> None:
    corner = box(Tile(x=538 << 5, y=359 << 5, z=15))
    place = shapely.Point((corner.min_x + corner.max_x) / 2, (corner.min_y + corner.max_y) / 2)
    features = make_features([Feature(place, Shape.POINT, min_zoom=zoom, mvt_id=int(zoom)) for zoom in (13, 16, 18)])
    found = {
        (tile.z, name): [feature["id"] for feature in decode(content)["landuse"]]
        for tile, metatile, _ in metatiles(*features, ROOT, [10, 13], LAYOUT)
        for name in member_names(metatile)
        if (content := read_member(metatile, name))
    }
    assert found[10, "2/0/0.mvt"] == [13]
    assert found[13, "2/0/0.mvt"] == [13, 16]
    # The place is the corner of four tiles of zoom 16, which keep everything.
    corner_tiles = [f"3/{x}/{y}.mvt" for x in (0, 1) for y in (0, 1)]
    assert [found[13, name] for name in corner_tiles] == [[13, 16, 18]] * 4
    assert len(found) == 6


def test_the_top_of_the_pyramid_is_made_from_the_world() -> None:
    sea = make_features([Feature(shapely.box(-2e7, -2e7, 2e7, 2e7), Shape.POLYGON, "water")])
    ((tile, metatile, contents),) = metatiles(*sea, Tile(0, 0, 0), [0], MetatileLayout(8, (512, 256)))
    assert tile == Tile(0, 0, 0)
    assert len(member_names(metatile)) == 85
    assert {zoom: (count.tiles, count.empty) for zoom, count in contents.items()} == {z: (4**z, 0) for z in range(4)}
    tiles = [read_member(metatile, name) for name in member_names(metatile)]
    assert all(tiles)
    assert sum(count.bytes for count in contents.values()) == sum(map(len, tiles))


@pytest.mark.parametrize(("root", "zooms"), [(ROOT, range(10, 14)), (Tile(67, 44, 7), range(7, 10))])
def test_a_metatile_has_the_bytes_it_always_has_whichever_others_are_wanted(root: Tile, zooms: range) -> None:
    features = make_features(patchwork(3))
    everything = zips(metatiles(*features, root, zooms, LAYOUT))
    middle = [tile for tile in everything if tile.z > root.z][5::11]
    for wanted in ([root], *([tile] for tile in middle), middle, [root, middle[-1]]):
        chosen = sorted({tile.z for tile in wanted})
        some = zips(metatiles(*features, root, chosen, LAYOUT, only=wanted))
        assert some == {tile: everything[tile] for tile in wanted}


@pytest.mark.parametrize(("zooms", "said"), [([9], "metatile zoom is 9"), ([14], "metatile zoom is 14")])
def test_zooms_without_metatiles_under_the_root_are_refused(zooms: list[int], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        list(metatiles(*EARTH, ROOT, zooms, LAYOUT))


class Loud:
    """An engine that writes each tile's zoom into the tile at the north-western corner."""

    def render(
        self, features: Features, geometries: Geometries, area: Tile, levels: Iterable[Level], *_: Any, **__: Any
    ) -> Iterator[tuple[Level, Mapping[Tile, bytes]]]:
        assert len(features) <= len(geometries)
        for level in levels:
            shift = level.zoom - area.z
            yield level, {Tile(x=area.x << shift, y=area.y << shift, z=level.zoom): b"%d/%d" % level[:2]}


def test_another_engine_can_draw() -> None:
    made = zips(metatiles(*EARTH, ROOT, [13], LAYOUT, engine=Loud()))
    first = made[Tile(x=538 << 3, y=359 << 3, z=13)]
    assert read_member(first, "2/0/0.mvt") == b"15/16"
    assert read_member(first, "3/0/0.mvt") == b"16/17"
    assert read_member(first, "3/0/1.mvt") == b""
