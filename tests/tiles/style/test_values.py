import pytest

from tilebuild.tiles.property_table import Value
from tilebuild.tiles.style.values import (
    five_hundreds,
    has,
    height,
    height_of_levels,
    layer,
    lowest_level,
    metres,
    number,
    two_digits,
    whole,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("12 m", 12),
        ("12m", 12),
        ("12.5", 12.5),
        ("12,5 m", 12.5),
        ("-3", -3),
        ("40 ft", 12.19),
        ("40'", 12.19),
        ("6'6\"", 1.98),
        ("30 meters", 30),
        ("about 12", None),
        ("12-15", None),
        ("", None),
        ("12 km", None),
    ],
)
def test_lengths_become_metres(text: str, expected: Value | None) -> None:
    assert metres(text) == expected
    assert type(metres(text)) is type(expected)


@pytest.mark.parametrize(("text", "expected"), [("12", 12), ("0", None), ("-4", None), ("5000", None), ("x", None)])
def test_heights_are_those_of_buildings(text: str, expected: Value | None) -> None:
    assert height(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("3", 9), ("2.5", 7.5), ("0", None), ("2;3", None)])
def test_levels_are_three_metres_each(text: str, expected: Value | None) -> None:
    assert height_of_levels(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5000", 5000),
        ("12,345", 12345),
        ("12 345", 12345),
        ("1.234.567", 1234567),
        ("~500", None),
        ("1,2", None),
        ("5000 (2011)", None),
        ("9" * 30, None),
    ],
)
def test_populations_are_whole_numbers(text: str, expected: int | None) -> None:
    assert whole(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", "0"), ("87", "87"), ("199", "190"), ("12,345", "12000"), ("999999", "990000"), ("x", None)],
)
def test_coarse_populations_keep_two_digits(text: str, expected: str | None) -> None:
    assert two_digits(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("4", "4"), ("2;4", "2"), ("8; 6", "6"), ("x", None), ("4;x", None)])
def test_of_several_admin_levels_the_lowest_counts(text: str, expected: str | None) -> None:
    assert lowest_level(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("1", "1"), ("-1", "-1"), ("+2", "2"), ("0", None), ("17", "5"), ("-9", "-5"), ("1;2", None)]
)
def test_layers_are_clamped_and_the_ground_is_none(text: str, expected: str | None) -> None:
    assert layer(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("1499", "1000"), ("4810 m", "4500"), ("-20", "-500"), ("high", None)])
def test_coarse_heights_are_steps_of_500_metres(text: str, expected: str | None) -> None:
    assert five_hundreds(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("yes", True), ("viaduct", True), ("no", False), ("", False), (None, False)]
)
def test_a_tag_may_say_that_the_thing_is_not_there(value: str | None, expected: bool) -> None:
    assert has(value) is expected


def test_numbers_are_whole_where_they_can_be() -> None:
    assert (number("14"), type(number("14"))) == (14, int)
    assert number("14.5") == 14.5
    assert number("1e9") is None


@pytest.mark.parametrize("digits", [16, 400, 5000])
def test_what_has_more_digits_than_anything_on_earth_is_no_number(digits: int) -> None:
    text = "9" * digits
    readings = (
        number(text),
        metres(text),
        metres(f"{text}'"),
        metres(f"6'{text}"),
        layer(text),
        five_hundreds(f"-{text} m"),
    )
    assert {*readings} == {None}
    assert whole(f"999{text}") is None
