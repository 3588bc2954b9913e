import shutil
from pathlib import Path

import pytest

from bench import tilemaker


def test_both_runs_read_the_same_and_only_one_draws() -> None:
    drawn, read = (tilemaker._config(12, 16, drawn=drawn) for drawn in (True, False))
    assert drawn["settings"] == read["settings"]
    zooms = [[layer["minzoom"] for layer in config["layers"].values()] for config in (drawn, read)]  # type: ignore[attr-defined]
    assert zooms == [[12] * len(tilemaker.LAYERS), [17] * len(tilemaker.LAYERS)]


def test_without_the_program_there_is_nothing_to_compare_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert tilemaker.tile_phase(Path("nowhere.osm.pbf"), 1, [12, 16]) is None
