import math
from pathlib import Path

import pytest

from tilebuild.contracts import Stage
from tilebuild.grid import parse_tile
from tilebuild.jobs.job import open_job
from tilebuild.jobs.tiles import Maker
from tilebuild.settings import read_settings
from tilebuild.storage import open_directory


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
    told = {"control__bucket": "control", "store__name": "tiles", "store__date-prefix": "p1"}
    told |= {f"metatile__{name}": value for name, value in metatile.items()}
    if scope:
        open_directory(tmp_path, "control").put("scope.txt", scope.encode())
        told["scope__key"] = "scope.txt"
    settings = read_settings({f"TILEQUEUE__{name}": value for name, value in told.items()})
    job = open_job(stage, parse_tile(tile), "r1", settings, {})
    assert Maker(job).nominal == nominal
