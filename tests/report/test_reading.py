"""What the report makes of what maps and jobs left: causes, attempts, tables, weights, money, the page."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.report.test_write import finish, finish_all
from tilebuild.contracts import Failures, Prices, RunStatus, Stage
from tilebuild.errors import RequestError
from tilebuild.keys import WEIGHTS, failure_key, result_key
from tilebuild.planning import owed_in_all, plan_pass
from tilebuild.planning.inbox import run_of_failed_csv
from tilebuild.planning.weights import read_weights
from tilebuild.report import write_report
from tilebuild.report.causes import cause_of, death_of
from tilebuild.report.figures import quantile
from tilebuild.report.page import figure
from tilebuild.storage import Bucket, open_directory

CAUSES = Path(__file__).parents[1] / "statemachine" / "data"


@pytest.fixture
def control(tmp_path: Path) -> Bucket:
    bucket = open_directory(tmp_path, "control")
    plan_pass({"bbox": [7.40, 43.72, 7.44, 43.75]}, "r1", 1, bucket)
    return bucket


@pytest.mark.parametrize(
    ("name", "causes"),
    [
        ("memory", ["memory"]),
        ("memory-exit-1", ["memory"]),
        ("memory-without-reason", ["killed"]),
        ("timeout", ["timeout"]),
        ("spot", ["machine lost"] * 5),
        ("pull", ["no start"] * 5),
        ("cancelled", ["cancelled"]),
        ("terminated", ["cancelled"]),
        ("stuck", ["cancelled"]),
        ("tiles-failed", ["tiles failed"]),
        ("tiles-failed-after-a-kill", ["machine lost", "tiles failed"]),
        ("stopped", ["stopped"] * 5),
    ],
)
def test_every_attempt_of_a_failed_job_has_its_cause(name: str, causes: list[str]) -> None:
    death = death_of((CAUSES / f"{name}.json").read_text())
    assert [cause_of(reason) for reason in death.reasons] == causes
    assert death.memory == 3600


@pytest.mark.parametrize("cause", ["", "Too Many Requests", "[1]", "{}"])
def test_a_cause_that_is_no_job_is_told_as_it_is(cause: str) -> None:
    assert death_of(cause).reasons[-1]


def map_files(control: Bucket, number: int, succeeded: list[Any], failed: list[Any]) -> None:
    for kind, entries in (("SUCCEEDED", succeeded), ("FAILED", failed)):
        control.put(f"runs/r1/map/{number}/{kind}_0.json", json.dumps(entries).encode())
    control.put(f"runs/r1/map/{number}/manifest.json", b"{}")


def ended(stage: str, memory: int, *failed: str) -> dict[str, Any]:
    job = {"stage": stage, "memory": memory, "failed": list(failed)}
    return {"Output": json.dumps({"item": "x", "jobs": [job]}), "Input": "{}"}


def died(error: str, cause: str, item: str) -> dict[str, Any]:
    text = (CAUSES / f"{cause}.json").read_text()
    return {"Error": error, "Cause": text, "Input": json.dumps({"item": {"item": item}})}


def test_attempts_retries_and_memory_come_from_the_maps(control: Bucket) -> None:
    finish_all(control)
    spot = "Host EC2 (instance i-1) terminated."
    map_files(control, 1, [ended("low", 1800, "exit code 75", spot)], [died("LowZoomFailed", "memory", "0-0-0")])
    map_files(control, 2, [ended("low", 5400)], [{"Error": "States.Runtime", "Cause": None, "Input": "{}"}])
    low = write_report("r1", 3, None, control).stages[Stage.LOW]
    assert low.attempts == 3 + 1 + 1
    assert low.retries == {"machine lost": 1, "memory": 1, "not reachable": 1}
    assert low.asked_memory_mib == 5400


def test_attempts_that_died_on_the_memory_ladder_count_beside_the_one_that_had_enough(control: Bucket) -> None:
    finish_all(control)
    rung = {"stage": "low", "memory": 1800, "failed": ["OutOfMemoryError: Container killed due to memory usage"]}
    jobs = [{**rung, "died": True}, {"stage": "low", "memory": 2700, "failed": []}]
    map_files(control, 1, [{"Output": json.dumps({"item": "x", "jobs": jobs}), "Input": "{}"}], [])
    low = write_report("r1", 2, None, control).stages[Stage.LOW]
    assert (low.attempts, low.retries, low.asked_memory_mib) == (2, {"memory": 1}, 2700)


def test_a_job_without_a_result_is_explained_by_itself_and_else_by_batch(control: Bucket) -> None:
    def leave(stage: Stage, **more: Any) -> None:
        left = Failures(stage=stage, item="7-66-46", tile="7/66/46", run_id="r1", **{"failed": {}, **more})
        control.put(failure_key("r1", stage, "7-66-46"), left.model_dump_json().encode())

    leave(Stage.RAWR, error="database gis gave up: it shuts down", exit_code=75)
    leave(Stage.HIGH, failed={"10/533/373": "way 7: bad", "11/1066/746": "way 7: bad"})
    map_files(control, 1, [], [died("LowZoomFailed", "memory", "0-0-0"), died("RawrFailed", "spot", "7-66-46")])
    failures = write_report("r1", 4, None, control).failures
    assert failures["rawr/7-66-46"] == "database gis gave up: it shuts down"
    assert failures["high/7-66-46 11/1066/746"] == "way 7: bad"
    assert failures["low/0-0-0"].startswith("OutOfMemoryError: Container killed due to memory usage (log high/")
    assert len(failures) == 4


def test_failures_of_a_job_that_ended_well_later_are_not_told(control: Bucket) -> None:
    finish_all(control)
    map_files(control, 1, [], [died("LowZoomFailed", "memory", "0-0-0")])
    assert write_report("r1", 2, None, control).failures == {}


def table(control: Bucket, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(control.get(f"runs/r1/{name}.csv").decode())))


def test_every_job_has_one_line_in_one_of_the_tables(control: Bucket) -> None:
    finish(control, Stage.RAWR, "7/66/46")
    map_files(control, 1, [], [died("LowZoomFailed", "timeout", "0-0-0")])
    write_report("r1", 4, None, control)
    (done,) = table(control, "succeeded")
    assert (done["stage"], done["item"], done["tile"], done["bytes"]) == ("rawr", "7-66-46", "7/66/46", "40")
    missing = {(row["stage"], row["item"]): row["error"] for row in table(control, "failed")}
    assert set(missing) | {("rawr", "7-66-46")} == owed_in_all("r1", control)[1].jobs()
    assert "timeout" in missing["low", "0-0-0"]


def test_a_failed_csv_names_its_run(control: Bucket) -> None:
    write_report("r1", 4, None, control)
    assert run_of_failed_csv(control.get("runs/r1/failed.csv")) == "r1"


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"run_id,stage\n", b"run_id\nr1\nr2\n", b"\xff\xfe\x00"])
def test_a_csv_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(RequestError):
        run_of_failed_csv(data)


def test_what_rawr_tiles_weigh_is_kept_for_the_next_run_and_added_to_what_is_known(control: Bucket) -> None:
    for group, size in (("10/533/373", 50), ("10/528/368", 7)):
        finish(control, Stage.RAWR, "7/66/46")
        key = result_key("r1", "rawr", "7-66-46")
        result = json.loads(control.get(key))
        result["written"]["groups"] = {group: size}
        control.put(key, json.dumps(result).encode())
        write_report("r1", 2, None, control)
    (sizes,) = read_weights(control.get(WEIGHTS)).values()
    assert sorted(size for size in sizes if size is not None) == [7, 50]


def test_a_run_costs_what_its_jobs_used_at_the_prices_given(control: Bucket) -> None:
    finish(control, Stage.RAWR, "7/66/46", seconds=3600, memory=2048)
    prices = Prices(vcpu_hour=1, gib_hour=10, put_1000=1000, transition_1000=1000)
    cost = write_report("r1", 2, None, control, prices).cost
    assert cost is not None
    assert (cost.vcpu_hours, cost.gib_hours) == (1, 2)
    assert (cost.compute, cost.writes, cost.steps) == (21, 2, 3)
    assert (cost.dollars, cost.prices) == (26, prices)


@pytest.mark.parametrize(
    ("values", "share", "expected"), [([], 0.5, 0), ([3], 0.95, 3), ([1, 2], 0.5, 1), (list(range(100)), 0.95, 94)]
)
def test_quantiles_are_values_that_were_seen(values: list[float], share: float, expected: float) -> None:
    assert quantile(values, share) == expected


def test_the_page_needs_nothing_else_and_says_nothing_unescaped(control: Bucket) -> None:
    nasty = "<script>alert('x')</script> & $run"
    left = Failures(stage=Stage.RAWR, item="7-66-46", tile="7/66/46", run_id="r1", failed={}, error=nasty)
    control.put(failure_key("r1", Stage.RAWR, "7-66-46"), left.model_dump_json().encode())
    report = write_report("r1", 4, None, control)
    page = control.get("runs/r1/report.html").decode()
    assert report.status == RunStatus.INCOMPLETE
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; $run" in page
    assert "<script" not in page
    assert not [word for word in ("http://", "https://", "src=", "url(") if word in page]


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0007, "0.0007"), (0.25, "0.2500"), (1, "1.00"), (12345.678, "12,345.68")]
)
def test_a_small_build_is_not_told_to_cost_nothing(value: float, shown: str) -> None:
    assert figure(value) == shown
