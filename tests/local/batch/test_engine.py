import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.batch import QUEUE, QUEUES, arguments, definition
from tests.support.local_jobs import install
from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.services import TaskCall
from tilebuild.local.batch.attempts import Attempt
from tilebuild.local.batch.engine import Engine
from tilebuild.local.batch.submission import Job
from tilebuild.local.clock import SystemClock
from tilebuild.local.events import Event, JobFinished, JobStarted, JobSubmitted
from tilebuild.local.processes import Supervisor
from tilebuild.local.slots import Slots
from tilebuild.local.stopping import Stop
from tilebuild.local.template.views import ExitRule, Stack

pytestmark = pytest.mark.slow


class Jobs:
    """Submits jobs to an engine in a directory of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.supervisor = folder, Supervisor(grace=0.3)
        self.events: list[Event] = []
        self.recorded: list[Any] = []
        self.stop = Stop()
        self.slots = Slots(2, 10_000)
        install(folder)

    def run(
        self,
        *command: str,
        timeout: float | None = None,
        attempt_timeout: int | None = None,
        job: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Any:
        definitions = definition(**{"command": command, "timeout": attempt_timeout, **changes})
        stack = Stack("s", "r", "0", {}, {}, {}, definitions, QUEUES, {}, (), {}, {})
        engine = Engine(
            stack=stack,
            secrets={"arn:secret:password::": "geheim"},
            platform={"PATH": "/usr/bin", "AWS_REGION": "us-east-1"},
            logs=self.folder,
            directory=self.folder,
            slots=self.slots,
            supervisor=self.supervisor,
            recorder=self,
            listener=self.events.append,
            clock=SystemClock(),
            module="stand_in",
        )
        return engine.submit_job_sync(TaskCall("", arguments(**(job or {})), timeout, self.stop, self.recorded.append))

    def fail(self, *command: str, **changes: Any) -> Any:
        """The DescribeJobs in the Cause of the failure."""
        with pytest.raises(StatesError) as caught:
            self.run(*command, **changes)
        assert caught.value.error == "States.TaskFailed"
        return json.loads(caught.value.cause)

    def job_submitted(self, job: Job) -> None:
        self.recorded.append(job)

    def job_attempted(self, job: Job, number: int, attempt: Attempt) -> None:
        self.recorded.append((job.name, number, attempt.exit_code))

    def job_ended(self, job: Job, status: str, reason: str) -> None:
        self.recorded.append((job.name, status, reason))


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    jobs = Jobs(tmp_path)
    yield jobs
    jobs.supervisor.close()


def test_a_job_that_ends_well_is_described(jobs: Jobs) -> None:
    described = jobs.run("leave", "Ref::tile", job={"Parameters": {"tile": "0"}, "Tags": {"run": "r"}})
    assert described["Status"] == "SUCCEEDED"
    assert described["JobName"] == "rawr-r-1"
    assert described["JobQueue"] == QUEUE.arn
    assert described["Container"]["Command"] == ["leave", "0"]
    assert described["Container"]["ExitCode"] == 0
    assert described["Parameters"] == {"tile": "0", "run_id": "none"}
    assert described["Tags"] == {"run": "r"}
    assert len(described["Attempts"]) == 1


def test_its_environment_is_platform_definition_overrides_secrets_and_batchs_own(jobs: Jobs) -> None:
    job = {"ContainerOverrides": {"Environment": [{"Name": "PREFIX", "Value": "r-1"}]}}
    described = jobs.run("environment", "seen", job=job)
    seen = json.loads((jobs.folder / "seen").read_text())
    seen.pop("LC_CTYPE", None)  # set by Python itself where there is no locale
    assert seen == {
        "PATH": "/usr/bin",
        "AWS_REGION": "eu-central-1",
        "HOST": "localhost",
        "PREFIX": "r-1",
        "PASSWORD": "geheim",
        "AWS_BATCH_JOB_ID": described["JobId"],
        "AWS_BATCH_JOB_ATTEMPT": "1",
    }


def test_no_secret_is_in_the_description(jobs: Jobs) -> None:
    described = jobs.run("leave", "0")
    assert "geheim" not in json.dumps(described)
    assert described["Container"]["Secrets"] == [{"Name": "PASSWORD", "ValueFrom": "arn:secret:password::"}]


def test_a_failed_job_fails_the_task_with_its_description(jobs: Jobs) -> None:
    cause = jobs.fail("leave", "70")
    assert (cause["Status"], cause["StatusReason"]) == ("FAILED", "Essential container in task exited")
    assert cause["Container"]["ExitCode"] == 70
    assert "Reason" not in cause["Container"]


def test_attempts_go_on_until_one_succeeds_or_a_rule_ends_them(jobs: Jobs) -> None:
    rules = (ExitRule("RETRY", exit_code="75"), ExitRule("EXIT", reason="*"))
    assert len(jobs.run("attempts", "75", "0", attempts=3, exit_rules=rules)["Attempts"]) == 2
    exit_codes = [
        [attempt["Container"]["ExitCode"] for attempt in jobs.fail(*command, attempts=3, exit_rules=rules)["Attempts"]]
        for command in (("attempts", "75", "75", "75"), ("attempts", "75", "70", "0"))
    ]
    assert exit_codes == [[75, 75, 75], [75, 70]]


def test_all_attempts_write_to_the_jobs_log(jobs: Jobs) -> None:
    log = jobs.run("say", "hello", attempts=2)["Container"]["LogStreamName"]
    assert log.startswith("rawr-r-1-")
    assert "hello" in (jobs.folder / log).read_text()


def test_a_job_over_its_memory_is_killed_as_batch_does_it(jobs: Jobs) -> None:
    cause = jobs.fail("eat", "300", memory=150)
    assert cause["Container"]["ExitCode"] == 137
    assert cause["Container"]["Reason"] == "OutOfMemoryError: Container killed due to memory usage"
    assert cause["StatusReason"] == "Essential container in task exited"


def test_the_submissions_memory_counts(jobs: Jobs) -> None:
    job = {"ContainerOverrides": {"ResourceRequirements": [{"Type": "MEMORY", "Value": "150"}]}}
    assert jobs.fail("eat", "300", job=job)["Container"]["ExitCode"] == 137


def test_a_job_that_takes_too_long_is_not_tried_again(jobs: Jobs) -> None:
    cause = jobs.fail("polite", attempts=3, attempt_timeout=1)
    assert cause["StatusReason"] == "Job attempt duration exceeded timeout"
    assert [attempt["Container"]["ExitCode"] for attempt in cause["Attempts"]] == [137]


def test_the_tasks_own_timeout_ends_the_job(jobs: Jobs) -> None:
    with pytest.raises(StatesError, match=r"States\.Timeout"):
        jobs.run("polite", timeout=0.5)


def test_the_tasks_timeout_counts_while_the_job_waits_for_its_share(jobs: Jobs) -> None:
    with jobs.slots.acquire(2, 1, 1, Stop()), pytest.raises(StatesError, match=r"States\.Timeout"):
        jobs.run("leave", "0", timeout=0.1)


def test_a_stop_terminates_the_job(jobs: Jobs) -> None:
    def end() -> None:
        while not (jobs.folder / "started").exists():
            time.sleep(0.01)
        jobs.stop.set()

    threading.Thread(target=end).start()
    with pytest.raises(Aborted):
        jobs.run("polite")
    assert ("rawr-r-1", "FAILED", "Terminated by the state machine") in jobs.recorded


def test_a_job_that_cannot_start_says_so(jobs: Jobs) -> None:
    (jobs.folder / "gone").mkdir()
    (jobs.folder / "gone").rmdir()
    jobs.folder = jobs.folder / "gone"
    with pytest.raises(StatesError) as caught:
        jobs.run("leave", "0")
    cause = json.loads(caught.value.cause)
    assert cause["StatusReason"].startswith("Task failed to start")
    assert "ExitCode" not in cause["Container"]


def test_what_happens_is_told_and_recorded(jobs: Jobs) -> None:
    described = jobs.run("attempts", "1", "0", attempts=2)
    assert [type(event) for event in jobs.events] == [JobSubmitted, JobStarted, JobStarted, JobFinished]
    finished = jobs.events[-1]
    assert isinstance(finished, JobFinished)
    assert (finished.job, finished.status, finished.attempts) == (described["JobId"], "SUCCEEDED", 2)
    _, submitted, *attempts, ended = jobs.recorded
    assert submitted == described["JobId"]
    assert attempts == [("rawr-r-1", 1, 1), ("rawr-r-1", 2, 0)]
    assert ended == ("rawr-r-1", "SUCCEEDED", "Essential container in task exited")
