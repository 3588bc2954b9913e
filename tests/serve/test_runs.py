from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.stored import NOON, drawn, put_run
from tilebuild.errors import RequestError
from tilebuild.serve.extent import WORLD, Extent, extent_of_geojson, extent_of_tiles, joined
from tilebuild.serve.runs import run_of_home, runs_of_home

NOTHING = drawn({})
SPOT = {"bbox": [7.41, 43.72, 7.42, 43.73], "zooms": [0, 10]}


def test_a_home_without_runs_has_nothing_to_show(tmp_path: Path) -> None:
    assert runs_of_home(tmp_path) == []
    with pytest.raises(RequestError, match="none yet"):
        run_of_home(tmp_path)


def test_the_newest_run_comes_first_and_others_are_found_by_name(tmp_path: Path) -> None:
    put_run(tmp_path, "old", SPOT, NOTHING)
    put_run(tmp_path, "new", SPOT, NOTHING, time=NOON + timedelta(hours=1))
    assert [run.run_id for run in runs_of_home(tmp_path)] == ["new", "old"]
    assert run_of_home(tmp_path).run_id == "new"
    assert run_of_home(tmp_path, "old").run_id == "old"
    with pytest.raises(RequestError, match=r"no run 'other'.*new, old"):
        run_of_home(tmp_path, "other")


def test_a_run_tells_its_area_counts_and_place(tmp_path: Path) -> None:
    put_run(tmp_path, "a", SPOT, NOTHING, prefix="build")
    run = run_of_home(tmp_path)
    assert run.extent == (7.41, 43.72, 7.42, 43.73)
    assert (run.tiles, run.bytes, run.status, run.prefix, run.place.bucket) == (5, 11, "succeeded", "build", "tiles")


def test_a_run_without_a_report_is_unfinished(tmp_path: Path) -> None:
    put_run(tmp_path, "a", SPOT, NOTHING, report=False)
    assert run_of_home(tmp_path).status == "unfinished"


@pytest.mark.parametrize(
    ("area", "extent"),
    [
        ({"tiles": ["10/533/373"]}, (7.38281, 43.58039, 7.73438, 43.83453)),
        ({"bbox": [179.9, 0.1, -179.9, 0.2]}, (179.9, 0.1, -179.9, 0.2)),
        (
            {"geojson": {"type": "Polygon", "coordinates": [[[1, 2], [1.1, 2], [1.1, 2.1], [1, 2]]]}},
            (1.0, 2.0, 1.1, 2.1),
        ),
    ],
)
def test_the_extent_is_that_of_the_request(
    area: dict[str, object], extent: tuple[float, float, float, float], tmp_path: Path
) -> None:
    put_run(tmp_path, "a", area | {"zooms": [0, 10]}, NOTHING)
    assert run_of_home(tmp_path).extent == pytest.approx(extent, abs=1e-5)


def test_extents_join_and_cross_the_antimeridian() -> None:
    fiji = Extent(177, -20, -178, -15)
    assert joined([]) == WORLD
    assert joined([fiji, fiji]) == fiji
    assert fiji.plain == (-180, -20, 180, -15)
    assert fiji.centre == (179.5, -17.5)
    assert joined([Extent(1, 2, 3, 4), Extent(2, 0, 5, 3)]) == (1, 0, 5, 4)
    assert extent_of_tiles([]) == WORLD
    with pytest.raises(RequestError):
        extent_of_geojson({"type": "Point", "coordinates": [1, 2]})
