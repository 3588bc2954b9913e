import pytest

from tilebuild.tiles.classify.name_keys import ALIASES, STYLE_KEYS, is_name_key, preference


def test_the_name_itself_is_preferred_then_english_then_the_first_of_the_alphabet() -> None:
    keys = ["name:zh", "name:ar", "name:en", "name:de", "name"]
    assert sorted(keys, key=preference) == ["name", "name:en", "name:ar", "name:de", "name:zh"]


def test_what_the_map_styles_ask_for_is_a_name_in_a_language() -> None:
    assert all(key.startswith("name:") and is_name_key(key) for key in STYLE_KEYS)


def test_a_name_that_serves_as_another_one_serves_as_one_that_is_asked_for() -> None:
    assert set(ALIASES.values()) <= STYLE_KEYS
    assert not set(ALIASES) & STYLE_KEYS
    assert all(map(is_name_key, ALIASES))


@pytest.mark.parametrize("key", ["name:e", "name:engl", "name:EN", "name:de-", "name:zh-Hant ", " name"])
def test_a_key_that_only_looks_like_one_is_no_name(key: str) -> None:
    assert not is_name_key(key)
