import pytest
from mercantile import Tile

from tilebuild.contracts import Stage, Written, ZoomCount
from tilebuild.contracts.scope import Part, Scope, metatile_zooms
from tilebuild.errors import RequestError
from tilebuild.grid import parse_tile

QUEUE = Tile(67, 44, 7)
GROUP = Tile(538, 358, 10)


def test_a_scope_reads_back_as_it_was_written() -> None:
    scope = Scope([Part(GROUP, 10, 13), Part(parse_tile("13/4308/2865"), 13, 13)])
    assert Scope.parse(scope.format()) == scope


def test_a_line_without_zooms_is_everything_below_its_tile() -> None:
    scope = Scope.parse("10/538/358\n\n")
    assert scope.owes(parse_tile("13/4304/2864"))
    assert not scope.owes(parse_tile("13/4303/2864"))


def test_a_line_with_zooms_is_only_those() -> None:
    scope = Scope.parse("10/538/358 11-12")
    assert [scope.owes(parse_tile(text)) for text in ("10/538/358", "11/1076/716", "12/2152/1432", "13/4304/2864")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_whole_queue_tile_owes_64_groups_and_5440_metatiles() -> None:
    scope = Scope.whole(QUEUE)
    assert len(scope.groups()) == 64
    assert len(scope.metatiles(metatile_zooms(Stage.HIGH, QUEUE, 13))) == 5_440


def test_single_metatiles_owe_the_groups_that_they_lie_in() -> None:
    assert Scope.parse("13/4304/2864 13-13\n13/4305/2864 13-13").groups() == [GROUP]


@pytest.mark.parametrize(
    ("stage", "tile", "zooms"),
    [
        (Stage.HIGH, "7/67/44", range(10, 14)),
        (Stage.HIGH, "10/538/358", range(10, 14)),
        (Stage.LOW, "7/67/44", range(7, 10)),
        (Stage.LOW, "3/4/2", range(3, 4)),
        (Stage.LOW, "0/0/0", range(1)),
    ],
)
def test_each_kind_of_job_makes_its_zooms(stage: Stage, tile: str, zooms: range) -> None:
    assert metatile_zooms(stage, parse_tile(tile), 13) == zooms


@pytest.mark.parametrize("line", ["10/538/358 11", "10/538/358 13-11", "10/538/358 a-b", "10/538/358 -", "x"])
def test_a_malformed_line_is_refused(line: str) -> None:
    with pytest.raises(RequestError):
        Scope.parse(f"10/1/1\n{line}")


def test_a_scope_that_is_cut_off_anywhere_is_refused() -> None:
    whole = Scope.parse("10/538/358 10-13\n11/1076/716 11-11\n").format()
    for length in range(1, len(whole)):
        with pytest.raises(RequestError):
            Scope.parse(whole[:length])


def test_the_rest_of_an_item_carries_what_is_stored() -> None:
    stored = Written(zooms={10: ZoomCount(objects=1, bytes=4)}, digest="01" * 32)
    rest = Scope.just([Tile(538, 358, 10)], stored)
    assert Scope.parse(rest.format()) == rest
    assert Scope.parse(rest.format()).stored == stored
    assert rest != Scope.just([Tile(538, 358, 10)])
