from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from tilebuild.contracts import parse_request
from tilebuild.errors import RequestError, TilebuildError, UnavailableError
from tilebuild.local.asl.json_text import to_text
from tilebuild.local.build import Done, as_input, begin, done
from tilebuild.local.executions import Execution
from tilebuild.local.home import Home
from tilebuild.local.journal import Record
from tilebuild.local.stack import LocalStack
from tilebuild.planning import plan_pass
from tilebuild.report import write_report
from tilebuild.storage import open_directory

REQUEST = parse_request({"bbox": (7.0, 43.0, 8.0, 44.0), "run_id": "r1"})


@dataclass
class Known:
    """A stack that knows of one execution at most, and notes what it is asked for."""

    status: str | None = None
    error: str | None = None
    cause: str | None = None
    value: Any = field(default_factory=lambda: as_input(REQUEST))
    asked: list[str] = field(default_factory=list)

    def execution(self, name: str) -> Record | None:
        if self.status is None:
            return None
        return Record("arn", name, "m", to_text(self.value), self.status, None, self.error, self.cause, 0, None, 0)

    def bucket(self, logical_id: str) -> str:
        return logical_id

    def start(self, name: str, value: Any) -> Execution:
        self.asked.append("start")
        return Execution("arn", name, "m", value, datetime.now(UTC))

    def resume(self, name: str) -> Execution:
        self.asked.append("resume")
        return Execution("arn", name, "m", None, datetime.now(UTC))


@pytest.mark.parametrize(
    ("status", "asked"),
    [(None, "start"), ("RUNNING", "start"), ("FAILED", "resume"), ("ABORTED", "resume"), ("TIMED_OUT", "resume")],
)
def test_a_run_starts_or_goes_on(status: str | None, asked: str) -> None:
    stack = Known(status)
    begin(cast(LocalStack, stack), REQUEST)
    assert stack.asked == [asked]


@pytest.mark.parametrize(
    ("status", "bbox", "message"),
    [
        ("SUCCEEDED", (7.0, 43.0, 8.0, 44.0), "run r1 has stored everything already"),
        ("FAILED", (7.0, 43.0, 8.0, 45.0), "run_id 'r1' was used for another area"),
        ("RUNNING", (7.0, 43.0, 8.0, 45.0), "run_id 'r1' was used for another area"),
    ],
)
def test_a_run_id_is_of_one_request(status: str, bbox: tuple[float, ...], message: str) -> None:
    stack = Known(status, value=as_input(parse_request({"bbox": bbox, "run_id": "r1"})))
    with pytest.raises(RequestError, match=message):
        begin(cast(LocalStack, stack), REQUEST)
    assert stack.asked == []


@pytest.fixture
def reported(tmp_path: Path) -> Path:
    """A home with the report of run r1."""
    control = open_directory(tmp_path / "buckets", "control")
    plan_pass(REQUEST.model_dump(mode="json"), "r1", 1, control)
    write_report("r1", 1, None, control)
    return tmp_path


def what_is_left(home: Path, stack: Known) -> Done:
    return done(Home(home), cast(LocalStack, stack), "r1", "r1", open_directory(home / "buckets", "control"))


@pytest.mark.parametrize(
    ("status", "error"), [("SUCCEEDED", None), ("FAILED", "RunIncomplete"), ("FAILED", "RunFailed")]
)
def test_an_execution_that_came_to_its_report_is_told_by_it(reported: Path, status: str, error: str | None) -> None:
    assert what_is_left(reported, Known(status, error)).report.run_id == "r1"


@pytest.mark.parametrize(
    ("stack", "raised", "said"),
    [
        (
            Known("FAILED", "UnavailableError", "the disk is full"),
            UnavailableError,
            "without a report: the disk is full",
        ),
        (
            Known(
                "FAILED", "UnavailableError", '{"errorMessage": "the store is away", "errorType": "UnavailableError"}'
            ),
            UnavailableError,
            "without a report: the store is away$",
        ),
        (Known("FAILED", "RequestError", "no such file"), RequestError, "without a report: no such file"),
        (Known("TIMED_OUT", "States.Timeout"), UnavailableError, "without a report: States.Timeout"),
        (Known("ABORTED"), UnavailableError, "without a report: ABORTED"),
        (Known(), UnavailableError, "it did not start"),
    ],
)
def test_the_report_of_an_earlier_execution_is_not_taken_for_that_of_a_later_one(
    reported: Path, stack: Known, raised: type[TilebuildError], said: str
) -> None:
    with pytest.raises(raised, match=said):
        what_is_left(reported, stack)
