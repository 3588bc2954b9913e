import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import boto3
import pytest

from tests.support.credentials import keys_used
from tests.support.s3 import s3_bucket
from tilebuild.errors import RequestError, UnavailableError
from tilebuild.storage import Bucket, NotFoundError, open_bucket, open_directory, open_existing


@pytest.fixture
def directory(tmp_path: Path) -> Bucket:
    return open_directory(tmp_path, "tiles")


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A bucket of an S3 server of our own on loopback."""
    return s3_bucket("tiles", monkeypatch)


@pytest.fixture(params=["directory", "s3"])
def bucket(request: pytest.FixtureRequest) -> Bucket:
    found: Bucket = request.getfixturevalue(request.param)
    return found


def test_what_is_put_is_got(bucket: Bucket) -> None:
    bucket.put("a/b c+é.zip", b"12345")
    assert bucket.get("a/b c+é.zip") == b"12345"
    assert bucket.get_range("a/b c+é.zip", 1, 3) == b"234"
    assert bucket.size("a/b c+é.zip") == 5


def test_an_empty_object_is_an_object(bucket: Bucket) -> None:
    bucket.put("empty", b"")
    assert bucket.exists("empty")
    assert bucket.get("empty") == b""


def test_a_missing_object_is_named(bucket: Bucket) -> None:
    assert not bucket.exists("a/b")
    with pytest.raises(NotFoundError, match="no object tiles/a/b"):
        bucket.get("a/b")


def test_a_missing_bucket_is_named_and_not_taken_for_a_missing_object(s3: Bucket) -> None:
    other = open_bucket("tyles")
    for call in (lambda: other.get("a"), lambda: other.put("a", b"1"), lambda: list(other.list())):
        with pytest.raises(RequestError, match="there is no bucket 'tyles'") as error:
            call()
        assert not isinstance(error.value, NotFoundError)


def test_a_bucket_that_is_only_read_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    with pytest.raises(RequestError, match="there is no bucket 'tiles'"):
        open_existing("tiles")
    assert list(tmp_path.iterdir()) == []
    open_bucket("tiles").put("a", b"1")
    assert open_existing("tiles").get("a") == b"1"


def test_objects_are_listed_below_whole_path_parts(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "10")  # as S3 lists a thousand at a time
    count = bucket.put_all((f"runs/r1/results/high/{index}.json", b"{}") for index in range(25))
    bucket.put("runs/r10/x", b"")
    assert count == 25
    assert sorted(bucket.list("runs/r1")) == sorted(f"runs/r1/results/high/{index}.json" for index in range(25))
    assert list(bucket.list("runs/r2")) == []


def test_a_moved_object_is_in_the_other_place_only(bucket: Bucket) -> None:
    bucket.put("inbox/a.json", b"1")
    bucket.move("inbox/a.json", "done/r/a.json")
    assert (bucket.exists("inbox/a.json"), bucket.get("done/r/a.json")) == (False, b"1")


def test_a_directory_that_a_moved_object_leaves_empty_goes_too(directory: Bucket, tmp_path: Path) -> None:
    for run in ("r", "r2"):
        directory.put(f"processing/{run}/deep/a.json", b"1")
    directory.put("processing/r2/b.json", b"2")
    for run in ("r", "r2"):
        directory.move(f"processing/{run}/deep/a.json", f"done/{run}/a.json")
    directory.put("top", b"")
    directory.move("top", "done/top")
    left = {path.relative_to(tmp_path / "tiles").as_posix() for path in (tmp_path / "tiles").rglob("*")}
    assert {name for name in left if name.startswith("processing")} == {
        "processing",
        "processing/r2",
        "processing/r2/b.json",
    }


@pytest.mark.parametrize("key", ["runs/../../x", "a//b", "./a"])
def test_what_can_be_no_key_is_refused_and_not_tried_again(bucket: Bucket, key: str) -> None:
    with pytest.raises(RequestError, match="is no key of an object"):
        bucket.get(key)


def test_deleting_what_is_gone_is_fine(bucket: Bucket) -> None:
    bucket.delete("nothing")
    assert not bucket.exists("nothing")


def test_s3_objects_have_their_content_type(s3: Bucket) -> None:
    s3.put("a.zip", b"1")
    assert boto3.client("s3").head_object(Bucket="tiles", Key="a.zip")["ContentType"] == "application/zip"


@pytest.mark.parametrize(("lifetime", "keys"), [(timedelta(seconds=2), 3), (timedelta(hours=6), 1)])
def test_credentials_are_renewed_before_they_expire(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lifetime: timedelta, keys: int
) -> None:
    with keys_used(lifetime, tmp_path, monkeypatch) as used:
        bucket = open_bucket("tiles")
        for _ in range(3):
            assert bucket.get("a") == b"an object"
            time.sleep(0.2)
    assert (len(used), len(set(used))) == (3, keys)


def test_the_first_failed_write_stops_the_others(directory: Bucket, tmp_path: Path) -> None:
    (tmp_path / "tiles" / "file").write_bytes(b"")
    with pytest.raises((UnavailableError, RequestError)):
        directory.put_all((f"file/{index}", b"x") for index in range(3))


def test_a_bucket_is_a_directory_where_the_variable_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    open_bucket("tiles").put("a/b", b"1")
    assert (tmp_path / "tiles" / "a" / "b").read_bytes() == b"1"


def test_a_bucket_without_a_name_is_refused() -> None:
    with pytest.raises(RequestError, match="name is empty"):
        open_bucket("")


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path) -> None:
    """A file size limit stands in for the full disk: the write breaks off in the middle in the same way."""
    code = """
import resource, signal, sys
from pathlib import Path
from tilebuild.errors import UnavailableError
from tilebuild.storage import open_directory
bucket = open_directory(Path(sys.argv[1]), "tiles")
bucket.put("before", b"whole")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    bucket.put("before", b"x" * 200_000)
except UnavailableError as error:
    print(error)
"""
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "tiles/before" in ended.stdout
    assert (tmp_path / "tiles" / "before").read_bytes() == b"whole"
    assert [path.name for path in (tmp_path / "tiles").iterdir()] == ["before"]
