import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench import tilemaker
from bench.cost import Cost
from bench.measured import Measured


def test_both_runs_read_the_same_and_only_one_draws() -> None:
    drawn, read = (tilemaker._config(12, 16, drawn=drawn) for drawn in (True, False))
    assert drawn["settings"] == read["settings"]
    zooms = [[layer["minzoom"] for layer in config["layers"].values()] for config in (drawn, read)]  # type: ignore[attr-defined]
    assert zooms == [[12] * len(tilemaker.LAYERS), [17] * len(tilemaker.LAYERS)]


def test_without_the_program_there_is_nothing_to_compare_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert [*tilemaker.runs(Path("nowhere.osm.pbf"), 1, [12, 16], "ours")] == []


def test_what_a_run_reads_is_no_part_of_its_tiles() -> None:
    ours, whole, reading = (
        Measured(name, Cost(seconds, 2 * seconds))
        for name, seconds in (("ours", 1.0), (tilemaker.NAME, 5.0), (tilemaker.READING, 3.0))
    )
    assert tilemaker.without_reading([ours, whole, reading]) == [ours, replace(whole, cost=Cost(2.0, 4.0))]
    assert tilemaker.without_reading([ours]) == [ours]
