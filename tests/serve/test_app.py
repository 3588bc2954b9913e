import asyncio
import gzip
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from tests.support.preview import served
from tests.support.stored import NOON, control_of, drawn, put_run, tiles_of
from tilebuild.errors import UnavailableError
from tilebuild.serve.app import Options, create_app
from tilebuild.serve.catalogue import Catalogue
from tilebuild.serve.listen import address
from tilebuild.serve.runs import buckets_of, runs_of_home
from tilebuild.storage import Bucket, open_directory

SPOT = {"bbox": [7.41, 43.72, 7.42, 43.73]}
CONTENT = b"a tile that is long enough to be worth deflating " * 9
TILES = {
    "0/0/0": CONTENT + b"0",
    "1/1/0": CONTENT + b"1",
    "12/2132/1493": CONTENT + b"12",
    "15/17058/11947": CONTENT + b"15",
    "16/34117/23894": CONTENT + b"16",
}
EMPTY = "12/2133/1493"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    put_run(folder, "older", SPOT | {"zooms": [0, 0]}, drawn({"0/0/0": b"the older world"}))
    put_run(folder, "spot", SPOT, drawn(TILES), time=NOON + timedelta(hours=1))
    (folder / "buckets" / "secret.mvt").write_bytes(b"secret")
    return folder


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page") / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>map</title>")
    (folder / "assets" / "app.js").write_text("1")
    (folder.parent / "beside.txt").write_text("secret")
    return folder


def catalogue_of(home: Path, prefix: str = "", clock: Callable[[], float] = time.monotonic) -> Catalogue:
    return Catalogue(lambda: runs_of_home(home), lambda name: open_directory(buckets_of(home), name), prefix, clock)


@pytest.fixture
def client(home: Path, static: Path) -> Iterator[TestClient]:
    archive = static.parent / "spot.pmtiles"
    archive.write_bytes(bytes(range(256)))
    options = Options(static=static, archives={"spot.pmtiles": archive})
    with TestClient(create_app(catalogue_of(home), options)) as client:
        yield client


@pytest.mark.parametrize("tile", TILES)
def test_a_tile_comes_gzipped_or_plain(client: TestClient, tile: str) -> None:
    framed = client.get(f"/{tile}.mvt", headers={"Accept-Encoding": "gzip"})
    assert framed.status_code == 200
    assert framed.headers["content-encoding"] == "gzip"
    assert framed.content == TILES[tile]
    assert int(framed.headers["content-length"]) < len(TILES[tile])
    plain = client.get(f"/{tile}.mvt", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == TILES[tile]
    assert int(plain.headers["content-length"]) == len(TILES[tile])
    assert framed.headers["etag"] != plain.headers["etag"]


def test_headers_of_a_tile(client: TestClient) -> None:
    headers = client.get("/0/0/0.mvt").headers
    assert headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert headers["cache-control"] == "public, max-age=1200, s-maxage=600"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["etag"].startswith('"')


def test_head_has_the_headers_of_get_and_no_body(client: TestClient) -> None:
    got, head = client.get("/0/0/0.mvt"), client.head("/0/0/0.mvt")
    assert head.status_code == 200
    assert head.headers == got.headers
    assert head.content == b""


def test_what_the_client_has_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/0/0/0.mvt", headers={"Accept-Encoding": "gzip"}).headers["etag"]
    same = client.get("/0/0/0.mvt", headers={"Accept-Encoding": "gzip", "If-None-Match": f'"x", W/{tag}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert "cache-control" in same.headers
    other = client.get("/0/0/0.mvt", headers={"Accept-Encoding": "identity", "If-None-Match": tag})
    assert other.status_code == 200


def test_the_tag_stays_with_the_content_and_changes_with_it(home: Path) -> None:
    put_run(home, "again", {"bbox": [20, 20, 20.1, 20.1], "zooms": [0, 0]}, drawn({"0/0/0": CONTENT}), time=NOON)
    url = "/runs/again/0/0/0.mvt"
    with TestClient(create_app(catalogue_of(home), Options(fresh_seconds=0))) as client:
        first = client.get(url).headers["etag"]
        assert client.get(url).headers["etag"] == first
        changed = drawn({"0/0/0": CONTENT + b"!", "1/0/0": b"moves the others"})
        put_run(home, "again", {"bbox": [20, 20, 20.1, 20.1], "zooms": [0, 0]}, changed, time=NOON)
        after = client.get(url)
    assert after.headers["etag"] != first
    assert after.content == CONTENT + b"!"


def test_a_metatile_written_anew_is_read_anew_although_its_directory_is_remembered(tmp_path: Path) -> None:
    area = SPOT | {"zooms": [0, 0]}
    put_run(tmp_path, "a", area, drawn({"0/0/0": CONTENT, "1/0/0": b"one"}))
    with TestClient(create_app(catalogue_of(tmp_path), Options(fresh_seconds=1e9))) as client:
        assert client.get("/0/0/0.mvt").content == CONTENT
        put_run(tmp_path, "a", area, drawn({"0/0/0": CONTENT * 3, "1/0/0": b"another one"}))
        assert client.get("/1/0/0.mvt").content == b"another one"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_empty_tile_inside_is_no_content(client: TestClient, method: str) -> None:
    answer = client.request(method, f"/{EMPTY}.mvt")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "/12/0/0.mvt",
        "/0/0/1.mvt",
        "/3/8/0.mvt",
        "/17/0/0.mvt",
        "/17/131072/0.mvt",
        "/23/4366976/3058432.mvt",
        "/99/0/0.mvt",
        "/runs/nobody/0/0/0.mvt",
        "/tilezen/vector/v1/256/all/12/2132/1493.mvt",
        "/tilezen/vector/v1/2048/all/5/16/11.mvt",
        "/nothing.html",
        "/assets/",
        "/archives/other.pmtiles",
        "/runs/nobody/tilejson.json",
    ],
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_run_is_served_under_its_prefix_and_the_newest_at_the_root(client: TestClient) -> None:
    assert client.get("/runs/older/0/0/0.mvt").content == b"the older world"
    assert client.get("/runs/spot/0/0/0.mvt").content == client.get("/0/0/0.mvt").content == TILES["0/0/0"]


def test_tilezen_paths_serve_both_sizes(client: TestClient) -> None:
    tile = "16/34117/23894"
    for size in ("512/all", "256/all", "all"):
        assert client.get(f"/tilezen/vector/v1/{size}/{tile}.mvt").content == TILES[tile]
    assert client.get("/tilezen/vector/v1/512/all/12/2132/1493.mvt").content == TILES["12/2132/1493"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    answer = client.request(method, "/0/0/0.mvt")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_preflight_is_answered(client: TestClient) -> None:
    answer = client.options(
        "/0/0/0.mvt", headers={"Origin": "http://elsewhere", "Access-Control-Request-Method": "GET"}
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"


def test_tilejson_names_tiles_layers_bounds_and_attribution(client: TestClient) -> None:
    document = client.get("/tilejson.json").json()
    assert document["tilejson"] == "3.0.0"
    assert document["tiles"][0].startswith("http://testserver/runs/spot/{z}/{x}/{y}.mvt?v=")
    assert (document["minzoom"], document["maxzoom"]) == (0, 16)
    assert document["bounds"] == [7.41, 43.72, 7.42, 43.73]
    assert "OpenStreetMap contributors" in document["attribution"]
    assert [layer["id"] for layer in document["vector_layers"]] == sorted(
        ["boundaries", "buildings", "earth", "landuse", "places", "pois", "roads", "transit", "water"]
    )
    assert client.get("/runs/older/tilejson.json").json()["name"] == "older"


def test_the_list_of_runs(client: TestClient) -> None:
    listed = client.get("/runs.json").json()
    assert listed["chosen"] == "spot"
    assert {"spot", "older"} <= {run["run_id"] for run in listed["runs"]}


def test_a_chosen_prefix_is_what_the_root_serves(home: Path) -> None:
    with TestClient(create_app(catalogue_of(home, "older"))) as client:
        assert client.get("/0/0/0.mvt").content == b"the older world"
        assert client.get("/tilejson.json").json()["name"] == "older"


def test_a_run_that_ends_later_is_served_without_a_restart(tmp_path: Path) -> None:
    now = [0.0]
    with TestClient(create_app(catalogue_of(tmp_path, clock=lambda: now[0]))) as client:
        assert client.get("/0/0/0.mvt").status_code == 404
        assert client.get("/tilejson.json").status_code == 404
        put_run(tmp_path, "late", SPOT | {"zooms": [0, 0]}, drawn({"0/0/0": b"late"}))
        now[0] = 60
        assert client.get("/0/0/0.mvt").content == b"late"


def test_an_archive_is_served_in_ranges(client: TestClient) -> None:
    assert client.get("/archives.json").json() == {"archives": ["spot.pmtiles"]}
    part = client.get("/archives/spot.pmtiles", headers={"Range": "bytes=16-19"})
    assert (part.status_code, part.content) == (206, bytes([16, 17, 18, 19]))
    assert part.headers["content-range"] == "bytes 16-19/256"


def test_the_page_is_served_with_a_policy_and_lasting_assets(client: TestClient) -> None:
    page = client.get("/")
    assert "<title>map" in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-cache"
    assert "immutable" in client.get("/assets/app.js").headers["cache-control"]
    assert client.get("/assets/none.js").headers["cache-control"] == "no-cache"


def test_without_the_page_the_tiles_are_still_served(home: Path, tmp_path: Path) -> None:
    with TestClient(create_app(catalogue_of(home), Options(static=tmp_path / "none"))) as client:
        assert client.get("/").status_code == 503
        assert "make setup" in client.get("/").text
        assert client.get("/0/0/0.mvt").status_code == 200
        assert client.get("/health").text == "ok\n"


def test_a_broken_metatile_is_an_error_that_names_it(tmp_path: Path) -> None:
    put_run(tmp_path, "a", SPOT | {"zooms": [0, 0]}, drawn(TILES))
    key = next(key for key in tiles_of(tmp_path).list() if key.endswith("/a/0/0/0.zip"))
    tiles_of(tmp_path).put(key, b"no zip")
    with TestClient(create_app(catalogue_of(tmp_path))) as client:
        answer = client.get("/0/0/0.mvt")
    assert answer.status_code == 500
    assert f"the metatile tiles/{key} is broken" in answer.json()["error"]


def test_a_store_that_does_not_answer_is_unavailable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise UnavailableError("the object store failed at tiles/x: timeout")

    with TestClient(create_app(catalogue_of(home))) as client:
        monkeypatch.setattr(Bucket, "size", fail)
        answer = client.get("/0/0/0.mvt")
    assert answer.status_code == 503
    assert answer.headers["cache-control"] == "no-cache"


def test_many_requests_for_one_tile_read_it_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    original = Bucket.get_range

    def counted(self: Bucket, key: str, start: int, length: int) -> bytes:
        reads.append(key)
        return original(self, key, start, length)

    monkeypatch.setattr(Bucket, "get_range", counted)

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app(catalogue_of(home)))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answers = await asyncio.gather(*(client.get("/0/0/0.mvt") for _ in range(20)))
            return [*answers, await client.get("/0/0/0.mvt"), await client.get("/1/1/0.mvt")]

    answers = asyncio.run(ask())
    assert {answer.status_code for answer in answers} == {200}
    assert len(reads) == 3  # the directory, and each of the two members


def test_addresses_for_people() -> None:
    assert address("0.0.0.0", 80) == "http://127.0.0.1:80/"
    assert address("::1", 81) == "http://[::1]:81/"


@pytest.fixture(scope="module")
def port(home: Path, static: Path) -> Iterator[int]:
    with served(create_app(catalogue_of(home), Options(static=static))) as url:
        yield urlsplit(url).port or 0


HOSTILE = [
    "/../secret.mvt",
    "/..%2fsecret.mvt",
    "/%2e%2e/%2e%2e/beside.txt",
    "/..%2f..%2fbeside.txt",
    "/assets/..%2f..%2fbeside.txt",
    "/assets/%2e%2e%2f%2e%2e%2fbeside.txt",
    "/..%5c..%5cbeside.txt",
    "/%00",
    "/0/0/0.mvt%00",
    "/index.html%00.mvt",
    "/runs/..%2f..%2fsecret/0/0/0.mvt",
    "/runs/spot%2f../0/0/0.mvt",
    "/archives/..%2fbeside.txt",
    "/archives/%2e%2e",
    "//etc/passwd",
    "/%2fetc/passwd",
    "/%c0%ae%c0%ae/beside.txt",
    "/%ff%fe",
    "/0/0/" + "9" * 5000 + ".mvt",
    "/" + "9" * 400 + "/0/0.mvt",
    "/0/0/0.mvt%0d%0aX-Evil:%201",
    "/%0d%0aX-Evil:%201",
]


@pytest.mark.parametrize("path", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_paths_get_nothing(port: int, path: str) -> None:
    status, headers, body = asyncio.run(_raw(port, path))
    assert status == 404, headers
    assert b"secret" not in body
    assert b"x-evil" not in headers.lower()


async def _raw(port: int, path: str) -> tuple[int, bytes, bytes]:
    """One request with the path exactly as given: clients tidy paths up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1"))
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head, body


def test_a_real_server_sends_gzip_that_python_reads(port: int) -> None:
    async def ask() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /0/0/0.mvt HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        return answer.partition(b"\r\n\r\n")[2]

    assert gzip.decompress(asyncio.run(ask())) == TILES["0/0/0"]


def test_errors_are_json(client: TestClient) -> None:
    assert json.loads(client.get("/12/0/0.mvt").text) == {"error": "there is no such tile"}


def test_records_of_a_run_that_are_broken_are_named_and_known_tiles_still_served(tmp_path: Path) -> None:
    now = [0.0]
    put_run(tmp_path, "spot", SPOT | {"zooms": [0, 0]}, drawn({"0/0/0": b"the world"}))
    with TestClient(create_app(catalogue_of(tmp_path, clock=lambda: now[0]))) as client:
        assert client.get("/runs.json").status_code == 200
        control_of(tmp_path).put("runs/spot/report.json", b"{")
        now[0] = 60
        answer = client.get("/runs.json")
        assert answer.status_code == 500
        assert answer.json()["error"].startswith("the report of run spot: ")
        assert client.get("/0/0/0.mvt").content == b"the world"
