import json
from pathlib import Path
from typing import Any

import pytest

from tilebuild.contracts import Plan, Stage
from tilebuild.contracts.scope import Scope
from tilebuild.errors import RequestError
from tilebuild.keys import result_key
from tilebuild.planning import done_jobs, owed_in_all, plan_pass, read_request
from tilebuild.planning.plan import tolerated
from tilebuild.storage import Bucket, open_directory

MONACO = {"bbox": [7.40, 43.72, 7.44, 43.75]}
ONE_GROUP = "10/533/373"


@pytest.fixture
def control(tmp_path: Path) -> Bucket:
    return open_directory(tmp_path, "control")


def items(plan: Plan, kind: str, control: Bucket) -> list[dict[str, Any]]:
    return [json.loads(line) for line in control.get(getattr(plan, kind).key).decode().splitlines()]


def finish(control: Bucket, run_id: str, *jobs: tuple[str, str]) -> None:
    for stage, item in jobs:
        control.put(result_key(run_id, stage, item), b"{}")


def test_a_small_bbox_owes_one_part_of_a_queue_tile_and_the_pyramid_above_it(control: Bucket) -> None:
    plan = plan_pass(MONACO, "r1", 1, control)
    assert (plan.owed, plan.tiles.count, plan.pyramid.count) == (9, 1, 8)
    (tile,) = items(plan, "tiles", control)
    assert (tile["item"], tile["tile"], tile["rawr"], tile["high"]) == ("7-66-46", "7/66/46", True, True)
    assert Scope.parse(control.get(tile["high_scope"]).decode()).groups() == Scope.parse(ONE_GROUP).groups()
    assert [item["tile"] for item in items(plan, "pyramid", control)][-1] == "7/66/46"


def test_the_low_zoom_job_of_a_part_owes_only_what_lies_above_it(control: Bucket) -> None:
    plan = plan_pass(MONACO, "r1", 1, control)
    scope = Scope.parse(control.get(items(plan, "pyramid", control)[-1]["scope"]).decode())
    assert scope.metatiles(range(7, 10)) == Scope.parse("7/66/46 7-7\n8/133/93 8-8\n9/266/186 9-9").metatiles(range(10))


def test_a_whole_queue_tile_needs_no_scope(control: Bucket) -> None:
    plan = plan_pass({"tiles": ["7/66/46"]}, "r1", 1, control)
    assert items(plan, "tiles", control)[0]["high_scope"] == items(plan, "pyramid", control)[-1]["scope"] == ""


def test_the_world_owes_16384_queue_tiles_and_21845_low_zoom_jobs(control: Bucket) -> None:
    plan = plan_pass({"world": True}, "planet", 1, control)
    assert (plan.tiles.count, plan.pyramid.count) == (16_384, 21_845)
    assert len(plan.model_dump_json()) < 2_000


def test_the_next_pass_owes_what_has_no_result(control: Bucket) -> None:
    plan_pass(MONACO, "r1", 1, control)
    finish(control, "r1", ("rawr", "7-66-46"), *(("low", f"{z}-{66 >> 7 - z}-{46 >> 7 - z}") for z in range(7)))
    plan = plan_pass(MONACO, "r1", 2, control)
    assert [(item["rawr"], item["high"]) for item in items(plan, "tiles", control)] == [(False, True)]
    assert [item["item"] for item in items(plan, "pyramid", control)] == ["7-66-46"]


def test_a_rawr_tile_that_is_made_again_makes_its_metatiles_owed_again(control: Bucket) -> None:
    plan_pass(MONACO, "r1", 1, control)
    finish(control, "r1", ("high", "7-66-46"))
    assert items(plan_pass(MONACO, "r1", 2, control), "tiles", control)[0]["high"]


def test_nothing_is_owed_once_everything_has_a_result(control: Bucket) -> None:
    plan_pass(MONACO, "r1", 1, control)
    finish(control, "r1", *owed_in_all("r1", control)[1].jobs())
    assert plan_pass(MONACO, "r1", 2, control).owed == 0


def test_results_of_another_run_do_not_count(control: Bucket) -> None:
    plan_pass(MONACO, "r1", 1, control)
    finish(control, "r1", *owed_in_all("r1", control)[1].jobs())
    assert plan_pass({**MONACO, "prefix": "r1"}, "r2", 1, control).owed == 9
    assert done_jobs("r2", control) == set()


@pytest.mark.parametrize(
    ("fields", "jobs"),
    [
        ({"stages": ["rawr"]}, {Stage.RAWR}),
        ({"stages": ["high", "low"]}, {Stage.HIGH, Stage.LOW}),
        ({"pyramid": False}, {Stage.RAWR, Stage.HIGH}),
        ({"zooms": [0, 9]}, {Stage.LOW}),
        ({"zooms": [10, 13]}, {Stage.RAWR, Stage.HIGH}),
    ],
)
def test_stages_pyramid_and_zooms_choose_the_jobs(control: Bucket, fields: dict[str, Any], jobs: set[Stage]) -> None:
    plan_pass({**MONACO, **fields}, "r1", 1, control)
    assert {stage for stage, _ in owed_in_all("r1", control)[1].jobs()} == jobs


def test_zooms_inside_a_kind_of_job_travel_as_its_scope(control: Bucket) -> None:
    plan = plan_pass({"tiles": ["7/66/46"], "zooms": [9, 11]}, "r1", 1, control)
    high = Scope.parse(control.get(items(plan, "tiles", control)[0]["high_scope"]).decode())
    low = Scope.parse(control.get(items(plan, "pyramid", control)[0]["scope"]).decode())
    assert {tile.z for tile in high.metatiles(range(7, 14))} == {10, 11}
    assert {tile.z for tile in low.metatiles(range(7, 10))} == {9}


def test_a_run_id_used_for_another_area_is_refused(control: Bucket) -> None:
    plan_pass(MONACO, "r1", 1, control)
    with pytest.raises(RequestError, match="'r1' was used with another bbox"):
        plan_pass({"bbox": [7.40, 43.72, 7.44, 43.76]}, "r1", 1, control)


def test_a_resume_may_change_how_but_not_what(control: Bucket) -> None:
    plan_pass(MONACO, "r1", 1, control)
    assert plan_pass({**MONACO, "passes": 5, "max_concurrency": 7}, "r1", 1, control).passes == 5


def test_a_tile_file_is_read_once_and_kept_with_the_run(
    control: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    control.put("lists/a.txt", b"14/8528/5968\n\n10/533/373\n")
    plan = plan_pass({"expired_file": "s3://control/lists/a.txt"}, "r1", 1, control)
    control.delete("lists/a.txt")
    assert (plan.tiles.count, plan_pass({"expired_file": "s3://control/lists/a.txt"}, "r1", 2, control).owed) == (1, 9)


@pytest.mark.parametrize(("text", "message"), [(b"", "list of tiles is empty"), (b"10/1\n", "write z/x/y")])
def test_a_tile_file_that_is_none_is_refused(
    control: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes, message: str
) -> None:
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    control.put("lists/a.txt", text)
    with pytest.raises(RequestError, match=message):
        plan_pass({"tiles_file": "s3://control/lists/a.txt"}, "r1", 1, control)


def test_a_refused_request_leaves_nothing_behind(control: Bucket) -> None:
    with pytest.raises(RequestError):
        plan_pass({"bbox": [1, 2, 3, 1]}, "r1", 1, control)
    assert list(control.list()) == []
    with pytest.raises(RequestError, match="there is no run 'r1'"):
        read_request("r1", control)


@pytest.mark.parametrize(("count", "percentage", "expected"), [(4, 25, 20), (16_384, 5, 819), (1_000, 0, 20)])
def test_a_map_bears_at_least_twenty_failures(count: int, percentage: float, expected: int) -> None:
    assert tolerated(count, percentage) == expected
