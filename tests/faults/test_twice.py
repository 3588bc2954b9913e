"""Two runs of one prefix at once, and the same request twice."""

from pathlib import Path

import pytest

from tests.support.lab import REQUEST, Lab, Ran, finished_jobs

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("faults")]

RUNS = ("one", "other")


@pytest.mark.faults
def test_two_runs_of_one_prefix_at_once_both_end_well(lab: Lab, home: Path) -> None:
    with lab.stack(home) as stack:
        executions = [stack.start(name, REQUEST) for name in RUNS]
        outcomes = [stack.wait(execution) for execution in executions]
    assert [outcome.status for outcome in outcomes] == ["SUCCEEDED", "SUCCEEDED"]
    assert Ran(home, outcomes[0], "one").stored() == lab.expected
    finished = finished_jobs(home / "logs")
    assert set(finished.values()) == {1}
    jobs = {run: {name.removeprefix(f"{run} ") for name in finished if name.startswith(run)} for run in RUNS}
    assert jobs["one"] == jobs["other"]


def test_the_same_request_twice_is_one_run(lab: Lab, home: Path) -> None:
    with lab.stack(home) as stack:
        first, second = (stack.start("run", REQUEST) for _ in range(2))
        assert first is second
        assert stack.wait(first).status == "SUCCEEDED"
    assert set(finished_jobs(home / "logs").values()) == {1}


@pytest.mark.faults
def test_two_executions_of_one_run_id_at_once_both_end_well(lab: Lab, home: Path) -> None:
    with lab.stack(home) as stack:
        executions = [stack.start(name, {**REQUEST, "run_id": "run"}) for name in ("one", "other")]
        outcomes = [stack.wait(execution) for execution in executions]
    assert [outcome.status for outcome in outcomes] == ["SUCCEEDED", "SUCCEEDED"]
    assert Ran(home, outcomes[0], "run").stored() == lab.expected
