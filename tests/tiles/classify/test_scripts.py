import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.tiles.classify.scripts import Part, script_of, split_by_script


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Genève", None),
        ("Łódź", None),
        ("Genève / Genf", None),
        ("Bozen - Bolzano", None),
        ("42", None),
        ("Москва", "Cyrillic"),
        ("القاهرة", "Arabic"),
        ("Αθήνα", "Greek"),
        ("תל אביב", "Hebrew"),
        ("北京市", "Han"),
        ("東京タワー", "Mixed-Japanese"),
        ("お茶の水", "Mixed-Japanese"),
        ("ひばり", "Hiragana"),
        ("センター", "Katakana"),
        ("서울특별시", "Hangul"),
        ("दिल्ली", "Devanagari"),
        ("กรุงเทพ", "Thai"),
        ("ⵜⴰⵏⵊⴰ", "Tifinagh"),
        ("12-й квартал", "Cyrillic"),
        ("Витамин C", "Cyrillic"),
        ("Москва-City", "Cyrillic"),
        ("A座大厦", "Han"),
        ("代々木", "Han"),
        ("", None),
    ],
)
def test_a_name_in_one_script_stays_whole_and_tells_the_script_unless_latin(name: str, script: str | None) -> None:
    assert split_by_script(name) == (Part(name, script),)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Θεσσαλονίκη / Thessaloniki", [("Θεσσαλονίκη", "Greek"), ("Thessaloniki", None)]),
        ("中環 Central", [("中環", "Han"), ("Central", None)]),
        ("Tokyo 東京タワー", [("Tokyo", None), ("東京タワー", "Mixed-Japanese")]),
        ("Αθήνα (Athens)", [("Αθήνα", "Greek"), ("Athens", None)]),
        ("Foo (Bar) Αθήνα", [("Foo (Bar)", None), ("Αθήνα", "Greek")]),
        ("서울 (首爾)", [("서울", "Hangul"), ("首爾", "Han")]),
        ("Tanger ⵜⴰⵏⵊⴰ طنجة", [("Tanger", None), ("ⵜⴰⵏⵊⴰ", "Tifinagh"), ("طنجة", "Arabic")]),
        ("Alger Centre الجزائر الوسطى", [("Alger Centre", None), ("الجزائر الوسطى", "Arabic")]),
        ("Route 5 شارع", [("Route 5", None), ("شارع", "Arabic")]),
    ],
)
def test_a_name_in_several_scripts_is_taken_apart(name: str, parts: list[tuple[str, str | None]]) -> None:
    assert split_by_script(name) == tuple(Part(*part) for part in parts)


@pytest.mark.parametrize("name", ["Αθήνα Athens Αθήνα", "Москва Moscow 東京 Αθήνα"])
def test_scripts_that_come_again_or_are_too_many_stay_together(name: str) -> None:
    assert [part.text for part in split_by_script(name)] == [name]


@given(st.text(max_size=12))
def test_any_text_has_one_to_three_parts_with_its_letters(name: str) -> None:
    parts = split_by_script(name)
    assert 1 <= len(parts) <= 3
    assert [c for c in name if script_of(c)] == [c for part in parts for c in part.text if script_of(c)]
    assert all(part.script != "Latin" for part in parts)
