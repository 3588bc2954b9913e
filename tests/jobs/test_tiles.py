import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.features import make_features
from tests.support.patchwork import AREA, patchwork
from tilebuild.contracts import Stage
from tilebuild.grid import parse_tile
from tilebuild.jobs.job import Job, open_job
from tilebuild.jobs.tiles import Maker
from tilebuild.settings import read_settings
from tilebuild.storage import open_directory


def job_of(buckets: Path, stage: Stage, tile: str, scope: str = "", metatile: Mapping[str, str] | None = None) -> Job:
    """A job that stores in a folder, with lines of what it owes."""
    told = {"control__bucket": "control", "store__name": "tiles", "store__date-prefix": "p1"}
    told |= {f"metatile__{name}": value for name, value in (metatile or {}).items()}
    if scope:
        open_directory(buckets, "control").put("scope.txt", scope.encode())
        told["scope__key"] = "scope.txt"
    settings = read_settings({f"TILEQUEUE__{name}": value for name, value in told.items()})
    return open_job(stage, parse_tile(tile), "r1", settings, {})


@pytest.mark.parametrize(
    ("stage", "tile", "scope", "metatile", "nominal"),
    [
        (Stage.LOW, "7/67/44", "", {}, 12),
        (Stage.LOW, "7/67/44", "7/67/44 7-7\n", {}, 12),
        (Stage.LOW, "4/8/5", "", {}, 7),
        (Stage.LOW, "7/67/44", "", {"size": "1", "tile-sizes": "[256]"}, 9),
        (Stage.LOW, "7/67/44", "", {"max-zoom": "12"}, math.inf),
        (Stage.HIGH, "7/67/44", "10/538/358 10-10\n", {}, math.inf),
    ],
)
def test_what_is_read_is_decided_by_the_tile_and_not_by_what_of_it_is_owed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: Stage, tile: str, scope: str, metatile: dict[str, str],
    nominal: float,
) -> None:  # fmt: skip
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    assert Maker(job_of(tmp_path, stage, tile, scope, metatile)).nominal == nominal


def stored(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.zip")}


def test_what_is_made_again_alone_has_the_bytes_that_it_had_among_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = make_features(patchwork(3))
    monkeypatch.setattr(Maker, "_read", lambda *_: features)
    made = []
    for folder, scope in ((tmp_path / "all", "10/538/359 10-13\n"), (tmp_path / "one", "13/4307/2876 13-13\n")):
        folder.mkdir()
        monkeypatch.setenv("TILEBUILD_BUCKETS", str(folder))
        with Maker(job_of(folder, Stage.HIGH, "7/67/44", scope)) as maker:
            maker.make(AREA, dict)
        made.append(stored(folder / "tiles"))
    everything, alone = made
    assert len(everything) == 85
    ((key, data),) = alone.items()
    assert everything[key] == data
    assert len(data) > 1000
