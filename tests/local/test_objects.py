from pathlib import Path

import pytest

from tilebuild.local.objects import DirectoryObjects
from tilebuild.storage import open_bucket


def test_objects_are_where_the_store_of_the_jobs_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    (tmp_path / "control").mkdir()
    objects, bucket = DirectoryObjects(tmp_path), open_bucket("control")
    objects.put("control", "runs/r-1/map/manifest.json", b"1")
    bucket.put("runs/r-1/plan/1/tiles.jsonl", b"2")
    assert bucket.get("runs/r-1/map/manifest.json") == b"1"
    assert objects.get("control", "runs/r-1/plan/1/tiles.jsonl") == b"2"
    assert sorted(bucket.list("runs/")) == ["runs/r-1/map/manifest.json", "runs/r-1/plan/1/tiles.jsonl"]


def test_a_bucket_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no bucket gone"):
        DirectoryObjects(tmp_path).put("gone", "key", b"")
    assert list(tmp_path.iterdir()) == []
