import pytest

from tests.support.classified import Decoded, classified, only
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Geometry
from tilebuild.tiles.style.places import population_rank


def place(**tags: str) -> Decoded:
    return only(classified({"name": "Ort", **tags}), "places", Shape.POINT)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("country", "country"),
        ("state", "region"),
        ("province", "region"),
        ("city", "locality"),
        ("town", "locality"),
        ("village", "locality"),
        ("hamlet", "locality"),
        ("locality", "locality"),
        ("farm", "locality"),
        ("isolated_dwelling", "locality"),
        ("suburb", "neighbourhood"),
        ("neighbourhood", "neighbourhood"),
        ("quarter", "macrohood"),
    ],
)
def test_places_have_their_kind_and_keep_the_osm_value(value: str, kind: str) -> None:
    found = place(place=value)
    assert (found.kind, found.properties["kind_detail"]) == (kind, value)
    for number in ("population_rank", "sort_key", "min_zoom"):
        assert type(found.properties[number]) is int


@pytest.mark.parametrize(
    ("population", "rank"),
    [
        (0, 1), (199, 1), (200, 2), (1_000, 3), (2_000, 4), (5_000, 5), (10_000, 6), (20_000, 7), (50_000, 8),
        (100_000, 9), (200_000, 10), (500_000, 11), (1_000_000, 12), (5_000_000, 13), (10_000_000, 14),
        (20_000_000, 15), (50_000_000, 16), (100_000_000, 17), (999_999_999, 17), (1_000_000_000, 18),
    ],
)  # fmt: skip
def test_population_rank_is_the_number_of_steps_reached(population: int, rank: int) -> None:
    assert population_rank(population) == rank
    assert place(place="city", population=str(population)).properties["population_rank"] == rank


@pytest.mark.parametrize(
    ("value", "rank"), [("city", 5), ("town", 6), ("village", 4), ("locality", 3), ("hamlet", 2), ("farm", 1)]
)
def test_a_place_without_population_gets_the_rank_of_its_like(value: str, rank: int) -> None:
    assert place(place=value).properties["population_rank"] == rank
    assert place(place=value, population="many").properties["population_rank"] == rank


def test_the_population_is_told_as_a_number() -> None:
    assert place(place="town", population="12,345").properties["population"] == 12345


def test_countries_end_at_tile_zoom_8_and_regions_at_11() -> None:
    assert place(place="country").max_zoom == 9
    assert place(place="state").max_zoom == 12
    assert place(place="city").max_zoom == float("inf")


def test_places_come_in_the_order_of_their_size() -> None:
    order = [
        place(place="country", population="80000000"),
        place(place="city", population="3000000"),
        place(place="city", population="300000"),
        place(place="city"),
        place(place="town"),
        place(place="suburb"),
        place(place="quarter"),
        place(place="hamlet"),
        place(place="farm"),
    ]
    assert [one.min_zoom for one in order] == sorted(one.min_zoom for one in order)
    keys = [one.properties["sort_key"] for one in order]
    assert keys == sorted(keys)


def test_at_the_same_zoom_more_people_and_then_shorter_names_come_first() -> None:
    large, small = place(place="city", population="900000"), place(place="city", population="600000")
    longer = place(place="city", population="600000", name="Ortschaft")
    assert large.min_zoom == small.min_zoom
    keys = [one.properties["sort_key"] for one in (large, small, longer)]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"capital": "yes"}, "yes"),
        ({"capital": "2"}, "yes"),
        ({"is_capital": "country"}, "yes"),
        ({"capital": "4"}, "4"),
        ({"capital": "no"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_only_a_countrys_capital_is_yes(tags: dict[str, str], expected: str | None) -> None:
    assert place(place="city", **tags).properties.get("capital") == expected


def test_a_capital_is_bold_however_small() -> None:
    assert place(place="town", capital="yes", population="5000").min_zoom <= 5


def test_regions_have_their_ref() -> None:
    found = place(place="state", **{"ref": "CA", "ref:en": "CA"})
    assert (found.properties["ref"], found.properties["ref:en"]) == ("CA", "CA")


def test_places_have_all_their_names() -> None:
    found = place(place="country", name="Deutschland", **{"name:en": "Germany", "name:gsw": "Dütschland"})
    assert (found.properties["name:en"], found.properties["name:gsw"]) == ("Germany", "Dütschland")


@pytest.mark.parametrize("tags", [{"place": "city"}, {"place": "square", "name": "X"}, {"name": "X"}], ids=str)
def test_what_has_no_name_or_is_no_settlement_is_no_place(tags: dict[str, str]) -> None:
    assert classified(tags) == []


@pytest.mark.parametrize(
    ("tags", "count"),
    [
        ({"place": "neighbourhood", "name": "Q"}, 1),
        ({"place": "neighbourhood", "name": "Q", "boundary": "administrative"}, 0),
        ({"place": "city", "name": "C"}, 0),
    ],
    ids=str,
)
def test_areas_are_labelled_where_they_have_no_node(tags: dict[str, str], count: int) -> None:
    found = [one for one in classified(tags, "polygon") if one.layer == "places"]
    assert [one.shape for one in found] == [Shape.LABEL] * count


@pytest.mark.parametrize(
    ("tags", "kind", "min_zoom"),
    [
        ({"placetype": "neighbourhood"}, "neighbourhood", 14),
        ({"placetype": "macrohood"}, "macrohood", 13),
        ({"placetype": "neighbourhood", "min_zoom": "12.0", "max_zoom": "18"}, "neighbourhood", 12),
    ],
    ids=str,
)
@pytest.mark.parametrize("geometry", [Geometry.POINT, Geometry.POLYGON])
def test_whos_on_first_adds_quarters(tags: dict[str, str], kind: str, min_zoom: int, geometry: Geometry) -> None:
    found = only(classified({**tags, "name": "Mission"}, "wof_neighbourhood", geometry=geometry), "places")
    assert (found.kind, found.min_zoom, found.mvt_id) == (kind, min_zoom, 0)
    assert found.properties["source"] == "whosonfirst.org"
    assert classified({"placetype": "county", "name": "X"}, "wof_neighbourhood", geometry=geometry) == []
