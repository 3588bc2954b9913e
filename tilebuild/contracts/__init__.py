"""What crosses a boundary between processes, as pydantic models: requests, plans, results, reports."""

from tilebuild.contracts.plan import ItemList, Plan, PyramidItem, TileItem, ToleratedFailures
from tilebuild.contracts.report import Cost, Prices, RunReport, RunStatus, Slow, StageReport
from tilebuild.contracts.request import BuildRequest, Stage, parse_request
from tilebuild.contracts.result import Failures, JobResult, MetatileShape, Place, Written, ZoomCount

__all__ = [
    "BuildRequest",
    "Cost",
    "Failures",
    "ItemList",
    "JobResult",
    "MetatileShape",
    "Place",
    "Plan",
    "Prices",
    "PyramidItem",
    "RunReport",
    "RunStatus",
    "Slow",
    "Stage",
    "StageReport",
    "TileItem",
    "ToleratedFailures",
    "Written",
    "ZoomCount",
    "parse_request",
]
