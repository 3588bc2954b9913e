import pytest

from tests.support.classified import Decoded, classified_rows
from tests.support.rows import tagged_rows
from tilebuild.tiles.classify.name_keys import LANGUAGES, is_name_key
from tilebuild.tiles.features import Shape
from tilebuild.tiles.property_table import Value
from tilebuild.tiles.style.model import Draw, Geometry, Names, Row, Style


def named(names: Names, *tags: dict[str, str], min_zoom: float = 0.0) -> list[Decoded]:
    def rule(row: Row) -> tuple[Draw, ...]:
        return (Draw("pois", Shape.POINT, "x", 1, names=names, names_min_zoom=min_zoom),)

    return classified_rows(tagged_rows(*tags), "point", style=Style((rule,), frozenset()), geometry=Geometry.POINT)


def names_of(feature: Decoded) -> dict[str, Value]:
    return {key: value for key, value in feature.properties.items() if key.startswith(("name", "script"))}


CAIRO = {
    "name": "القاهرة",
    "name:en": "Cairo",
    "name:gsw": "Kairo",
    "name:left": "x",
    "name:etymology:wikidata": "Q1",
    "alt_name": "y",
}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (Names.NONE, {}),
        (Names.STYLE, {"name": "القاهرة", "script": "Arabic", "name:en": "Cairo"}),
        (Names.ALL, {"name": "القاهرة", "script": "Arabic", "name:en": "Cairo", "name:gsw": "Kairo"}),
    ],
)
def test_a_draw_says_which_names_are_carried(names: Names, expected: dict[str, str]) -> None:
    assert names_of(named(names, CAIRO)[0]) == expected


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"name": "Wien", "name:en": "Vienna"}, "Wien"),
        ({"name:de": "Wien", "name:en": "Vienna"}, "Vienna"),
        ({"name:hu": "Bécs", "name:de": "Wien"}, "Wien"),
        ({"name": "  ", "name:en": "Vienna"}, "Vienna"),
        ({"name": " Wien "}, "Wien"),
        ({"name:left": "Wien"}, None),
        ({"ref": "A 1"}, None),
    ],
    ids=str,
)
def test_there_is_a_name_wherever_there_is_any(tags: dict[str, str], name: str | None) -> None:
    assert named(Names.STYLE, tags)[0].properties.get("name") == name


def test_a_name_taken_apart_fills_three_names_and_scripts() -> None:
    found = named(Names.STYLE, {"name": "Tanger ⵜⴰⵏⵊⴰ طنجة"}, {"name": "Oslo"})
    assert names_of(found[0]) == {
        "name": "Tanger",
        "name2": "ⵜⴰⵏⵊⴰ",
        "script2": "Tifinagh",
        "name3": "طنجة",
        "script3": "Arabic",
    }
    assert names_of(found[1]) == {"name": "Oslo"}


@pytest.mark.parametrize(
    ("tags", "key", "expected"),
    [
        ({"name": "北京", "name:zh": "北京市"}, "name:zh-Hans", "北京市"),
        ({"name": "北京", "name:zh": "a", "name:zh-Hans": "b"}, "name:zh-Hans", "b"),
        ({"name": "Oslo", "name:nb": "Oslo"}, "name:no", "Oslo"),
    ],
    ids=str,
)
def test_some_languages_stand_in_for_others(tags: dict[str, str], key: str, expected: str) -> None:
    assert named(Names.STYLE, tags)[0].properties[key] == expected


def test_every_language_of_the_styles_is_carried() -> None:
    tags = {f"name:{language}": f"in {language}" for language in LANGUAGES}
    found = named(Names.STYLE, tags)[0].properties
    assert {key: found[key] for key in tags} == tags


def test_the_languages_are_those_that_the_map_styles_offer() -> None:
    assert " ".join(sorted(LANGUAGES)) == (
        "ar bg cs da de el en es et fa fi fr ga he hi hr hu id it ja ko lt lv mr mt ne nl no pl pt ro ru sk sl sv tr "
        "uk ur vi zh-Hans zh-Hant"
    )


def test_names_have_their_zoom() -> None:
    found = named(Names.STYLE, CAIRO, min_zoom=13)[0]
    assert {found.zooms[key] for key in names_of(found)} == {13}


@pytest.mark.parametrize("key", ["name", "name:en", "name:zh-Hant", "name:zh_pinyin", "name:be-tarask", "name:nan-POJ"])
def test_names_in_languages(key: str) -> None:
    assert is_name_key(key)


@pytest.mark.parametrize(
    "key", ["name:left", "name:etymology", "name:pronunciation", "names", "alt_name", "name:", "name:1"]
)
def test_keys_that_are_no_names(key: str) -> None:
    assert not is_name_key(key)
