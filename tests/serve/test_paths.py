import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.serve.paths import Asked, parse_path


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/0/0/0.mvt", Asked(0, 0, 0, 0, "")),
        ("/15/17227/11494.mvt", Asked(15, 17227, 11494, 0, "")),
        ("/15/17227/11494.pbf", Asked(15, 17227, 11494, 0, "")),
        ("/runs/monaco-2/3/2/1.mvt", Asked(3, 2, 1, 0, "monaco-2")),
        ("/tilezen/vector/v1/512/all/16/37311/18976.mvt", Asked(16, 37311, 18976, 512, "")),
        ("/tilezen/vector/v1/all/12/637/935.mvt", Asked(12, 637, 935, 256, "")),
    ],
)
def test_a_tile_path_says_which_tile(path: str, asked: Asked) -> None:
    assert parse_path(path) == asked


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/0/0/0",
        "/0/0/0.zip",
        "/0/0/0.mvt/",
        "//0/0/0.mvt",
        "/00/0/0.mvt",
        "/0/00/0.mvt",
        "/0/-1/0.mvt",
        "/100/0/0.mvt",
        "/9/999999999/0.mvt",
        "/0/0/0.mvt\n",
        "/0/0/0.mvt\x00",
        "/٣/0/0.mvt",
        "/runs/../0/0/0.mvt",
        "/runs/a/../b/0/0/0.mvt",
        "/runs/a%2fb/0/0/0.mvt",
        "/runs//0/0/0.mvt",
        "/runs/-a/0/0/0.mvt",
        "/tilezen/vector/v1/300/all/0/0/0.mvt",
        "/tilezen/vector/v1/512/roads/0/0/0.mvt",
        "/../0/0/0.mvt",
    ],
)
def test_anything_else_is_no_tile(path: str) -> None:
    assert parse_path(path) is None


@given(st.text(max_size=60))
def test_no_path_makes_the_parser_fail(path: str) -> None:
    asked = parse_path(path)
    assert asked is None or asked.zoom < 100


@pytest.mark.parametrize(
    ("path", "there"),
    [("/0/0/0.mvt", True), ("/0/0/1.mvt", False), ("/2/3/3.mvt", True), ("/2/4/0.mvt", False), ("/99/0/0.mvt", True)],
)
def test_a_coordinate_knows_whether_it_is_on_the_grid(path: str, there: bool) -> None:
    asked = parse_path(path)
    assert asked is not None
    assert asked.on_grid is there
