"""Which fields each part of a JSONata definition may have; every other is refused by name.

https://states-language.net/spec.html, without what this interpreter does not implement.
"""

from collections.abc import Iterable
from typing import Any

from tilebuild.errors import RequestError

MACHINE = {"Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"}
BRANCH = {"Comment", "QueryLanguage", "StartAt", "States"}
PROCESSOR = BRANCH | {"ProcessorConfig"}
PROCESSOR_CONFIG = {"Mode", "ExecutionType"}

_COMMON = {"Type", "Comment", "QueryLanguage"}
_ON = {"Next", "End"}
_RESULT = {"Output", "Assign"}
_RECOVERY = {"Retry", "Catch"}

STATES: dict[str, set[str]] = {
    "Pass": _COMMON | _ON | _RESULT,
    "Succeed": _COMMON | {"Output"},
    "Fail": _COMMON | {"Error", "Cause"},
    "Wait": _COMMON | _ON | _RESULT | {"Seconds", "Timestamp"},
    "Choice": _COMMON | _RESULT | {"Choices", "Default"},
    "Task": _COMMON | _ON | _RESULT | _RECOVERY | {"Resource", "Arguments", "TimeoutSeconds"},
    "Parallel": _COMMON | _ON | _RESULT | _RECOVERY | {"Branches", "Arguments"},
    "Map": _COMMON
    | _ON
    | _RESULT
    | _RECOVERY
    | {"Items", "ItemReader", "ItemSelector", "ItemProcessor", "MaxConcurrency", "Label", "ResultWriter"}
    | {"ToleratedFailureCount", "ToleratedFailurePercentage"},
}

CHOICE_RULE = {"Comment", "Condition", "Next"} | _RESULT
RETRIER = {
    "Comment",
    "ErrorEquals",
    "IntervalSeconds",
    "MaxAttempts",
    "BackoffRate",
    "MaxDelaySeconds",
    "JitterStrategy",
}
CATCHER = {"Comment", "ErrorEquals", "Next"} | _RESULT
ITEM_READER = {"Resource", "Arguments", "ReaderConfig"}
READER_CONFIG = {"InputType", "MaxItems", "CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"}
RESULT_WRITER = {"Resource", "Arguments", "WriterConfig"}
WRITER_CONFIG = {"Transformation", "OutputType"}
DISTRIBUTED_ONLY = {"ItemReader", "Label", "ResultWriter", "ToleratedFailureCount", "ToleratedFailurePercentage"}


def check(fields: Any, allowed: Iterable[str], where: str, required: Iterable[str] = ()) -> dict[str, Any]:
    """The object itself, if it has all of ``required`` and nothing beyond ``allowed``; else RequestError."""
    if not isinstance(fields, dict):
        raise RequestError(f"{where} must be a JSON object, not {fields!r}.")
    for name in fields:
        if name not in allowed:
            raise RequestError(
                f"{where} has the field {name}, which is not implemented; allowed are {_names(allowed)}."
            )
    for name in required:
        if name not in fields:
            raise RequestError(f"{where} lacks the field {name}.")
    return fields


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
