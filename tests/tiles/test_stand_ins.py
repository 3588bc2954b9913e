from dataclasses import replace

import pytest

from tests.support.features import Feature, make_features, properties_of
from tilebuild.rawr.stand_ins import BESIDE, INSTEAD_OF, NE_COUNTRIES, NE_LAKES, NE_REGIONS, NE_SEA, SIMPLIFIED_LAND
from tilebuild.tiles.features import Features, Shape
from tilebuild.tiles.stand_ins import STAND_INS, without_replaced

LAKE = Feature("POINT (0 0)", Shape.POLYGON, "water", mvt_id=4, properties={"kind": "lake"})
BORDER = Feature("POINT (0 0)", Shape.LINE, "boundaries", mvt_id=4, properties={"kind": "country"})
REGION = replace(BORDER, properties={"kind": "region"})


def kept(written: list[Feature], *stand_ins: str) -> list[int]:
    """Which of the features are left where those stand-ins are drawn."""
    features, _ = make_features(written)
    left: list[int] = without_replaced(features, [STAND_INS[name] for name in stand_ins]).row.tolist()
    return left


def test_every_table_that_may_be_read_in_place_of_another_is_known() -> None:
    assert set(STAND_INS) == {name for names in (*INSTEAD_OF.values(), BESIDE) for name in names}


def test_sea_and_land_are_seen_as_the_tables_whose_place_they_take() -> None:
    for table, names in INSTEAD_OF.items():
        assert {STAND_INS[name].seen_as for name in names} == {table}


def test_what_is_read_beside_openstreetmaps_is_seen_as_itself_and_replaces_something() -> None:
    assert [STAND_INS[name].seen_as for name in BESIDE] == list(BESIDE)
    assert all(STAND_INS[name].replaced for name in BESIDE)


def test_a_lake_of_openstreetmaps_goes_where_lakes_stand_in() -> None:
    assert kept([LAKE, BORDER], NE_LAKES) == [1]
    assert kept([LAKE, replace(LAKE, properties={"kind": "river"}), replace(LAKE, properties={})], NE_LAKES) == []


@pytest.mark.parametrize(
    "other",
    [replace(LAKE, mvt_id=0), replace(LAKE, shape=Shape.LABEL), replace(LAKE, shape=Shape.LINE),
     replace(LAKE, layer="landuse")],
    ids=["of another source", "a label", "a line", "in another layer"],
)  # fmt: skip
def test_nothing_else_goes_with_the_lakes(other: Feature) -> None:
    assert kept([LAKE, other, LAKE], NE_LAKES) == [1]


def test_borders_go_by_their_kind() -> None:
    others = [replace(BORDER, properties={"kind": "county"}), replace(BORDER, properties={"kind_detail": "country"})]
    assert kept([BORDER, REGION, *others], NE_COUNTRIES) == [1, 2, 3]
    assert kept([BORDER, REGION, *others], NE_REGIONS) == [0, 2, 3]
    assert kept([BORDER, REGION, *others], NE_REGIONS, NE_COUNTRIES) == [2, 3]


@pytest.mark.parametrize("drawn", [(), (NE_SEA, SIMPLIFIED_LAND), (NE_COUNTRIES,)])
def test_everything_stays_where_nothing_is_replaced(drawn: tuple[str, ...]) -> None:
    assert kept([LAKE, REGION], *drawn) == [0, 1]


def test_what_stays_keeps_its_properties() -> None:
    written = [LAKE, replace(LAKE, mvt_id=0, properties={"kind": "lake", "name": "Léman"}), REGION]
    left = without_replaced(make_features(written)[0], [STAND_INS[NE_LAKES]])
    assert listed(left) == [{"kind": "lake", "name": "Léman"}, {"kind": "region"}]


def listed(features: Features) -> list[dict[str, object]]:
    return [{name: value for name, (value, _) in one.items()} for one in properties_of(features)]
