import pytest

from tilebuild.tiles.style.shields import network, shield_text


@pytest.mark.parametrize(
    ("ref", "text", "name"),
    [
        ("A 4", "A4", None),
        ("A 4;E 30", "A4", None),
        ("13", "13", None),
        ("I 80", "80", "US:I"),
        ("I 80;US 6", "80", "US:I"),
        ("US 101", "101", "US:US"),
        ("s100", "s100", "NL:S-road"),
        ("S100", "S100", "NL:S-road"),
        ("S7", "S7", None),
        ("I-1", "I-1", None),
        ("A 12345", None, None),
        ("I 80 Business", None, None),
        (";", None, None),
    ],
)
def test_a_shield_is_the_first_number_without_spaces_and_tells_whose_it_is(
    ref: str, text: str | None, name: str | None
) -> None:
    assert shield_text(ref) == text
    assert network(ref) == name
