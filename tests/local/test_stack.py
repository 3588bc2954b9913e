import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.local_jobs import install
from tilebuild.errors import RequestError
from tilebuild.local.events import Event, ExecutionFinished, JobFinished, MapRunFinished, StateEntered
from tilebuild.local.executions import ServiceError
from tilebuild.local.stack import LocalStack

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent / "data"
SECRETS = {"SecretArn": {"password": "geheim"}}
OpenStack = Callable[..., LocalStack]


@pytest.fixture
def open_stack(tmp_path: Path) -> Iterator[OpenStack]:
    """Opens stacks of the small template in one home."""
    opened: list[LocalStack] = []

    def stack(listener: Callable[[Event], None] = lambda _: None) -> LocalStack:
        install(tmp_path)
        one = LocalStack(
            tmp_path, DATA / "template.yaml", {}, SECRETS, 2, listener, memory=4000, job_module="stand_in", grace=0.3
        )
        opened.append(one)
        link = tmp_path / "tilebuild-tiles"  # the stand-in's arguments are relative to the home
        if not link.exists():
            link.symlink_to(one.buckets / link.name)
        return one

    yield stack
    for one in opened:
        one.close()


def items(*names: str, **more: Any) -> dict[str, Any]:
    return {"items": [{"item": name, **more} for name in names]}


def test_functions_jobs_maps_and_results_go_together(open_stack: OpenStack) -> None:
    events: list[Event] = []
    stack = open_stack(events.append)
    execution = stack.start("r-1", items("a", "b", "c"))
    outcome = stack.wait(execution)
    assert (outcome.status, outcome.output) == ("SUCCEEDED", {"items": 3})
    assert sorted(path.name for path in (stack.buckets / "tilebuild-tiles").iterdir()) == ["a", "b", "c"]
    assert [event.attempts for event in events if isinstance(event, JobFinished)] == [2, 2, 2]
    assert [event.state for event in events if isinstance(event, StateEntered)] == ["Plan", "FanOut"]
    assert [event.succeeded for event in events if isinstance(event, MapRunFinished)] == [3]
    assert [event.status for event in events if isinstance(event, ExecutionFinished)] == ["SUCCEEDED"]
    (manifest,) = (stack.buckets / "tilebuild-control" / "map").glob("*/manifest.json")
    assert len(json.loads((manifest.parent / "SUCCEEDED_0.json").read_text())) == 3
    assert stack.history(execution.arn)[-1].kind == "ExecutionSucceeded"
    assert len(list(stack.logs.glob("work-*.log"))) == 3


def test_a_job_sees_the_platforms_environment_and_nothing_of_this_machines(
    open_stack: OpenStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILEQUEUE__leaked", "yes")
    stack = open_stack()
    assert stack.wait(stack.start("r-1", items("a", command=["environment", "seen"]))).status == "SUCCEEDED"
    platform = {"PATH", "HOME", "LANG", "AWS_REGION", "AWS_DEFAULT_REGION", "TILEBUILD_BUCKETS"}
    credentials = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    own = {"AWS_BATCH_JOB_ID", "AWS_BATCH_JOB_ATTEMPT", "PASSWORD"}
    seen = json.loads((tmp_path / "seen").read_text())
    assert set(seen) - {"LC_CTYPE"} == platform | credentials | own


def test_a_failed_job_fails_the_run_and_is_notified(open_stack: OpenStack, tmp_path: Path) -> None:
    stack = open_stack()
    outcome = stack.wait(stack.start("r-1", items("a", command=["leave", "70"])))
    assert outcome.error == "States.ExceedToleratedFailureThreshold"
    (notification,) = (tmp_path / "notifications").iterdir()
    assert json.loads(notification.read_text())["Message"] == "Run r-1: FAILED"


def test_a_name_is_used_once_and_the_same_start_is_the_same_execution_while_it_runs(open_stack: OpenStack) -> None:
    stack = open_stack()
    request = items("a", command=["polite"])
    first = stack.start("r-1", request)
    assert stack.start("r-1", request) is first
    with pytest.raises(ServiceError, match="Execution Already Exists"):
        stack.start("r-1", items("b"))
    stack.stop(first, "Enough", "said the test")
    outcome = stack.wait(first)
    assert (outcome.status, outcome.error, outcome.cause) == ("ABORTED", "Enough", "said the test")
    with pytest.raises(ServiceError, match="Execution Already Exists"):
        stack.start("r-1", request)


def test_an_execution_of_another_runner_can_be_waited_for(open_stack: OpenStack) -> None:
    request = items("a", command=["polite"])
    first, second = open_stack(), open_stack()
    execution = first.start("r-1", request)
    elsewhere = second.start("r-1", request)
    assert elsewhere.arn == execution.arn
    first.stop(execution, "Enough")
    assert second.wait(elsewhere).error == "Enough"


@pytest.mark.parametrize("name", ["", "x" * 81, "a b", "a/b", "a:b", "a*"])
def test_names_that_step_functions_refuses(open_stack: OpenStack, name: str) -> None:
    with pytest.raises(ServiceError, match="Invalid Name"):
        open_stack().start(name, {})


def test_resuming_runs_only_what_is_not_done(open_stack: OpenStack, tmp_path: Path) -> None:
    stack = open_stack()
    request = items("a", "b")
    request["items"][1]["command"] = ["after", "tilebuild-tiles/a", "leave", "70"]
    assert stack.wait(stack.start("r-1", request)).status == "FAILED"
    (tmp_path / "tilebuild-tiles" / "b").write_text("by hand")
    assert stack.wait(stack.resume("r-1")).output == {"items": 0}
    assert (tmp_path / "tilebuild-tiles" / "a").read_text() == "xx"
    with pytest.raises(ServiceError, match="is SUCCEEDED and cannot be resumed"):
        stack.resume("r-1")
    with pytest.raises(ServiceError, match="Does Not Exist"):
        stack.resume("r-2")


RUNNER = """
import sys
from pathlib import Path
from tests.local.test_stack import DATA, SECRETS, items
from tilebuild.local.stack import LocalStack
stack = LocalStack(Path(sys.argv[1]), DATA / "template.yaml", {}, SECRETS, 2, memory=4000, job_module="stand_in")
request = items("a", "b")
request["items"][1]["command"] = ["after", "tilebuild-tiles/a", "sleep", "started"]
stack.wait(stack.start("r-1", request))
"""


def test_a_killed_runner_leaves_a_run_that_can_be_resumed(open_stack: OpenStack, tmp_path: Path) -> None:
    open_stack().close()
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    runner = subprocess.Popen([sys.executable, "-c", RUNNER, str(tmp_path)], env=environment)
    for _ in range(3000):
        if (tmp_path / "started").exists() or runner.poll() is not None:
            break
        time.sleep(0.01)
    runner.send_signal(signal.SIGKILL)
    runner.wait()
    (tmp_path / "tilebuild-tiles" / "b").write_text("by hand")
    stack = open_stack()
    record = stack.execution("r-1")
    assert record is not None
    assert (record.status, record.error) == ("ABORTED", "Runner.Died")
    assert stack.wait(stack.resume("r-1")).output == {"items": 0}
    resumed = stack.execution("r-1")
    assert resumed is not None
    assert (resumed.status, resumed.redrives) == ("SUCCEEDED", 1)
    assert (tmp_path / "tilebuild-tiles" / "a").read_text() == "xx"


def test_an_interrupt_ends_the_jobs_and_the_run(open_stack: OpenStack, tmp_path: Path) -> None:
    open_stack().close()
    script = RUNNER.replace('"after", "tilebuild-tiles/a", "sleep", "started"', '"polite"')
    # As from a terminal: the tests may have been started to ignore it, by a script's &.
    script = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n" + script
    runner = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
    )
    for _ in range(3000):
        if (tmp_path / "started").exists() or runner.poll() is not None:
            break
        time.sleep(0.01)
    runner.send_signal(signal.SIGINT)
    _, errors = runner.communicate(timeout=30)
    assert b"KeyboardInterrupt" in errors
    stack = open_stack()
    record = stack.execution("r-1")
    assert record is not None
    assert (record.status, record.cause) == ("ABORTED", "Interrupted")


def test_a_dropped_file_starts_one_run_however_often_its_event_comes(open_stack: OpenStack) -> None:
    stack = open_stack()
    inbox = stack.buckets / "tilebuild-control" / "inbox"
    inbox.mkdir()
    (inbox / "area.json").write_text("{}")
    answers = [stack.put_object_event("tilebuild-control", "inbox/area.json", "v1")[0].result for _ in range(2)]
    assert answers[0] == {"started": True, "name": "v1"}
    for execution in stack.running():
        stack.wait(execution)
    (again,) = stack.put_object_event("tilebuild-control", "inbox/area.json", "v1")
    (later,) = stack.put_object_event("tilebuild-control", "inbox/area.json")
    assert again.result == {"started": False, "name": "v1"}
    assert later.result["started"]
    for execution in stack.running():
        stack.wait(execution)


def test_what_no_rule_wants_and_what_does_not_notify_reaches_nobody(open_stack: OpenStack) -> None:
    stack = open_stack()
    for bucket in ("tilebuild-control", "tilebuild-tiles"):
        (stack.buckets / bucket / "other.json").write_text("{}")
        assert stack.put_object_event(bucket, "other.json") == []
    with pytest.raises(RequestError, match="There is no bucket gone"):
        stack.put_object_event("gone", "x")


def test_closing_stops_what_runs(open_stack: OpenStack) -> None:
    stack = open_stack()
    execution = stack.start("r-1", items("a", command=["polite"]))
    stack.close()
    assert execution.outcome is not None
    assert execution.outcome.status == "ABORTED"


def test_a_secret_without_a_value_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="for which no value is given"):
        LocalStack(tmp_path / "home", DATA / "template.yaml", {}, {})
    assert not (tmp_path / "home").exists()
