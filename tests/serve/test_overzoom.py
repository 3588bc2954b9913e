"""Tiles past the last zoom, over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import mapbox_vector_tile
import pytest
from starlette.testclient import TestClient

from tests.support.stored import drawn, put_run
from tilebuild.serve.app import Options, create_app
from tilebuild.serve.catalogue import Catalogue
from tilebuild.serve.runs import buckets_of, runs_of_home
from tilebuild.storage import open_directory

AREA = {"bbox": [7.41, 43.72, 7.42, 43.73]}
LAST = "16/34117/23894"
BROKEN = "16/34117/23893"
WEST, EAST = "17/68234/47788", "17/68235/47788"


def dot(name: str) -> bytes:
    """A tile with a point at the north-western eighth."""
    feature = {"geometry": "POINT (512 512)", "id": 5, "properties": {"name": name}}
    options = {"y_coord_down": True}
    encoded: bytes = mapbox_vector_tile.encode([{"name": "pois", "features": [feature]}], default_options=options)
    return encoded


def app(home: Path, **options: float) -> TestClient:
    catalogue = Catalogue(lambda: runs_of_home(home), lambda name: open_directory(buckets_of(home), name))
    return TestClient(create_app(catalogue, Options(**options)))  # type: ignore[arg-type]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    put_run(tmp_path, "spot", AREA, drawn({LAST: dot("Spot"), BROKEN: b"no tile"}))
    with app(tmp_path) as client:
        yield client


@pytest.mark.parametrize("base", ["", "/runs/spot", "/tilezen/vector/v1/512/all", "/tilezen/vector/v1/all"])
def test_a_tile_past_the_last_zoom_is_the_last_one_magnified(client: TestClient, base: str) -> None:
    answer = client.get(f"{base}/{WEST}.mvt")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    (feature,) = mapbox_vector_tile.decode(answer.content, default_options={"y_coord_down": True})["pois"]["features"]
    assert (feature["geometry"]["coordinates"], feature["id"], feature["properties"]) == (
        [1024, 1024],
        5,
        {"name": "Spot"},
    )


def test_it_comes_gzipped_or_plain_and_is_not_sent_again(client: TestClient) -> None:
    framed = client.get(f"/{WEST}.mvt", headers={"Accept-Encoding": "gzip"})
    plain = client.get(f"/{WEST}.mvt", headers={"Accept-Encoding": "identity"})
    assert (framed.headers["content-encoding"], framed.content) == ("gzip", plain.content)
    tag = framed.headers["etag"]
    assert tag.startswith('"')
    assert client.get(f"/{WEST}.mvt", headers={"Accept-Encoding": "gzip", "If-None-Match": tag}).status_code == 304


def test_its_tag_follows_the_tile_that_it_comes_from(tmp_path: Path) -> None:
    tags = []
    for name in ("One", "Two", "One"):
        put_run(tmp_path, "spot", AREA, drawn({LAST: dot(name)}))
        with app(tmp_path) as client:
            tags.append(client.get(f"/{WEST}.mvt").headers["etag"])
    assert tags[0] == tags[2] != tags[1]


def test_a_new_tile_is_magnified_anew(tmp_path: Path) -> None:
    put_run(tmp_path, "spot", AREA, drawn({LAST: dot("One")}))
    with app(tmp_path, fresh_seconds=0) as client:
        assert b"One" in client.get(f"/{WEST}.mvt").content
        put_run(tmp_path, "spot", AREA, drawn({LAST: dot("Two")}))
        assert b"Two" in client.get(f"/{WEST}.mvt").content


def test_a_tile_is_magnified_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(f"/{WEST}.mvt")

    def fail(*_: object) -> bytes:
        raise AssertionError("magnified again")

    monkeypatch.setattr("tilebuild.serve.tiles.magnify", fail)
    assert client.get(f"/{WEST}.mvt").content == first.content
    with pytest.raises(AssertionError):
        client.get(f"/{EAST}.mvt")


@pytest.mark.parametrize("tile", [EAST, "17/68232/47788", "22/2183488/1529280"])
def test_where_nothing_is_there_is_no_content(client: TestClient, tile: str) -> None:
    assert client.get(f"/{tile}.mvt").status_code == 204


@pytest.mark.parametrize(("zoom", "status"), [(18, 200), (22, 200), (23, 404), (24, 404)])
def test_it_ends_six_zooms_deeper(client: TestClient, zoom: int, status: int) -> None:
    dz = zoom - 16
    x, y = ((corner << dz) + (1 << dz) // 8 for corner in (34117, 23894))
    assert client.get(f"/{zoom}/{x}/{y}.mvt").status_code == status


def test_a_broken_tile_is_named(client: TestClient) -> None:
    answer = client.get("/17/68234/47786.mvt")
    assert answer.status_code == 500
    assert f"tile {BROKEN} is no vector tile" in answer.json()["error"]


def test_tilejson_leaves_magnifying_to_the_client(client: TestClient) -> None:
    assert client.get("/tilejson.json").json()["maxzoom"] == 16
