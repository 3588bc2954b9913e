"""Extracts as files: whole or not, and of which area."""

from pathlib import Path

import pytest

from tests.support.extracts import OplExtract
from tilebuild.errors import RequestError
from tilebuild.local.importer import extract_bbox
from tilebuild.local.importer.extract import check_extract

WORLD = (-180.0, -90.0, 180.0, 90.0)


def three_nodes() -> OplExtract:
    extract = OplExtract()
    for place in ((7.5, 43.7), (7.4, 43.75), (7.45, 43.72)):
        extract.node(place, "amenity=cafe")
    return extract


def test_the_bbox_is_the_headers(tmp_path: Path) -> None:
    path = three_nodes().write_pbf(tmp_path, bbox=(7.0, 43.0, 8.0, 44.0))
    assert extract_bbox(path) == (7.0, 43.0, 8.0, 44.0)


@pytest.mark.parametrize("header", [None, WORLD])
def test_without_a_header_bbox_that_says_something_it_is_the_nodes(
    tmp_path: Path, header: tuple[float, float, float, float] | None
) -> None:
    assert extract_bbox(three_nodes().write_pbf(tmp_path, bbox=header)) == (7.4, 43.7, 7.5, 43.75)


@pytest.mark.parametrize("header", [None, WORLD])
def test_nodes_on_both_sides_of_the_antimeridian_are_no_belt_round_the_world(
    tmp_path: Path, header: tuple[float, float, float, float] | None
) -> None:
    extract = OplExtract()
    for place in ((177.4, -17.8), (179.9, -16.5), (-179.5, -18.9), (-178.8, -19.1)):
        extract.node(place, "place=island")
    assert extract_bbox(extract.write_pbf(tmp_path, bbox=header)) == (177.4, -19.1, -178.8, -16.5)


def test_an_extract_without_nodes_has_no_area(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="has no nodes"):
        extract_bbox(OplExtract().write_pbf(tmp_path))


def test_a_missing_extract_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"there is no extract .*nowhere\.osm\.pbf"):
        check_extract(tmp_path / "nowhere.osm.pbf")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.osm.pbf", b"<html>404 Not Found</html>"),
        ("empty.osm.pbf", b""),
        ("notes.txt", b"a text"),
        ("zeros.osm.pbf", bytes(1000)),
    ],
)
def test_what_is_no_extract_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RequestError, match=rf"{name} is (not an OpenStreetMap extract|cut off)"):
        check_extract(path)


def test_an_extract_cut_off_anywhere_behind_its_header_is_recognised(tmp_path: Path) -> None:
    whole = three_nodes().write_pbf(tmp_path, bbox=(7.0, 43.0, 8.0, 44.0))
    content = whole.read_bytes()
    header_end = 4 + content[3] + content[4 + content[3] - 1]  # one-byte sizes: the header block is small
    check_extract(whole)
    cut = tmp_path / "cut.osm.pbf"
    for size in range(header_end + 1, len(content)):
        cut.write_bytes(content[:size])
        with pytest.raises(RequestError, match="is cut off"):
            check_extract(cut)
