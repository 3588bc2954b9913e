"""Plan: what a run owes and has no result for, as item lists in the control bucket."""

# The event, from the state machine:
#   {"request": {"bbox": [9.4, 47.0, 9.7, 47.3]}, "execution": "liechtenstein-1", "pass": 1}
# The answer: keys and counts, tilebuild.contracts.Plan.

import os
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parser import event_parser
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, Field

from tilebuild.planning import plan_pass, site_of
from tilebuild.storage import open_bucket

logger = Logger()


class PlanEvent(BaseModel):
    """What the state machine hands over."""

    request: Any
    """The execution's input as it came; planning refuses what is no request."""
    execution: str
    number: int = Field(alias="pass", ge=1)


@logger.inject_lambda_context
@event_parser(model=PlanEvent)
def handler(event: PlanEvent, _context: LambdaContext) -> dict[str, Any]:
    """Plan one pass."""
    control = open_bucket(os.environ["CONTROL_BUCKET"])
    planned = plan_pass(event.request, event.execution, event.number, control, site_of(os.environ))
    plan = planned.model_dump(mode="json")
    logger.info("planned", extra={"plan": plan})
    return plan
