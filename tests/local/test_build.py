from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from tilebuild.contracts import parse_request
from tilebuild.errors import RequestError
from tilebuild.local.asl.json_text import to_text
from tilebuild.local.build import as_input, begin
from tilebuild.local.executions import Execution
from tilebuild.local.journal import Record
from tilebuild.local.stack import LocalStack

REQUEST = parse_request({"bbox": (7.0, 43.0, 8.0, 44.0), "run_id": "r1"})


@dataclass
class Known:
    """A stack that knows of one execution at most, and notes what it is asked for."""

    status: str | None = None
    value: Any = field(default_factory=lambda: as_input(REQUEST))
    asked: list[str] = field(default_factory=list)

    def execution(self, name: str) -> Record | None:
        if self.status is None:
            return None
        return Record("arn", name, "m", to_text(self.value), self.status, None, None, None, 0, None, 0)

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
    stack = Known(status, as_input(parse_request({"bbox": bbox, "run_id": "r1"})))
    with pytest.raises(RequestError, match=message):
        begin(cast(LocalStack, stack), REQUEST)
    assert stack.asked == []
