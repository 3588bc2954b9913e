"""Report: what a run made and what is missing, written beside the run."""

# The event, from the state machine; error only where something stopped the run:
#   {"run_id": "liechtenstein-1", "pass": 2, "error": {"Error": "States.…", "Cause": "…"}}
# The answer: {"run_id", "status", "missing", "first_missing", "report", "message"}.

import os
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parser import event_parser
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, Field

from tilebuild.report import outcome, write_report
from tilebuild.storage import open_bucket

logger = Logger()


class ReportEvent(BaseModel):
    """What the state machine hands over."""

    run_id: str
    number: int = Field(alias="pass", ge=1)
    error: dict[str, Any] | None = None


@logger.inject_lambda_context
@event_parser(model=ReportEvent)
def handler(event: ReportEvent, _context: LambdaContext) -> dict[str, Any]:
    """Report one run."""
    control = open_bucket(os.environ["CONTROL_BUCKET"])
    answer = outcome(write_report(event.run_id, event.number, event.error, control))
    logger.info("reported", extra={"report": answer})
    return answer
