import pytest

from tilebuild.tiles.style.nature import protected


@pytest.mark.parametrize(
    ("kind", "protection", "expected"),
    [
        ("protected_area", "2", "national_park"),
        ("protected_area", "4", "protected_area"),
        ("protected_area", None, "protected_area"),
        ("protected_area", "24", None),
        ("national_park", "24", "national_park"),
        ("park", "2", "park"),
    ],
)
def test_a_protected_area_is_what_its_class_says(kind: str, protection: str | None, expected: str | None) -> None:
    assert protected(kind, {} if protection is None else {"protect_class": protection}) == expected
