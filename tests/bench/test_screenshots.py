import pytest

from bench.screenshots import SAMPLE_VIEWS, _beside, _different, _view, pillow

pytest.importorskip("PIL", reason="the bench extra is not installed")


def plain(colour: str) -> object:
    return pillow("Image").new("RGB", (20, 10), colour)


def test_what_differs_is_a_share_of_the_pixels() -> None:
    half = plain("white")
    half.paste((0, 0, 0), (0, 0, 10, 10))  # type: ignore[attr-defined]
    assert _different(plain("white"), plain("white")) == 0
    assert _different(plain("white"), plain("#fefefe")) == 0
    assert _different(plain("white"), half) == 0.5


def test_pictures_stand_side_by_side() -> None:
    joined = _beside([plain("red"), plain("blue")]).convert("RGB")
    assert joined.size == (44, 10)
    assert joined.getpixel((0, 0)) == (255, 0, 0)
    assert joined.getpixel((43, 0)) == (0, 0, 255)


def test_a_view_is_named_and_has_a_latitude_and_a_longitude() -> None:
    assert _view("old town=47.14,-9.52") == ("old town", (47.14, -9.52))


def test_the_views_of_the_sample_lie_in_it() -> None:
    for latitude, longitude in SAMPLE_VIEWS.values():
        assert 43.88 < latitude < 44.29
        assert -39.68 < longitude < -39.07
