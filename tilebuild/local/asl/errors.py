"""What can end a state: an error with a name that a Retry or a Catch may know, or a stop from outside."""

from tilebuild.local.asl.json_text import Json

CAUSE_LIMIT = 32_768
"""Characters that Step Functions keeps of a Cause."""

UNCATCHABLE = frozenset({"States.Runtime"})
"""Errors that always end the execution."""

NOT_IN_ALL = frozenset({"States.Runtime", "States.DataLimitExceeded"})
"""Errors that ``States.ALL`` does not mean."""


class StatesError(Exception):
    """A named error of a state machine; ``cause`` is its text, cut to what Step Functions keeps."""

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(f"{error}: {cause}" if cause else error)
        self.error = error
        self.cause = cause[:CAUSE_LIMIT]

    @property
    def output(self) -> Json:
        """``$states.errorOutput``: what a Catch is given."""
        return {"Error": self.error, "Cause": self.cause}


class Aborted(Exception):  # noqa: N818 - the service's own word, and no error of the machine's
    """The execution, or the branch or map that this belongs to, was stopped; no Retry or Catch sees it."""


def query_error(cause: str) -> StatesError:
    """A JSONata expression that could not be evaluated, or gave nothing or the wrong type."""
    return StatesError("States.QueryEvaluationError", cause)


def matches(names: tuple[str, ...], error: str) -> bool:
    """Whether an ``ErrorEquals`` list means this error.

    ``States.ALL`` means all but two; ``States.TaskFailed`` means every error but ``States.Timeout`` (and those two).
    """
    if error in UNCATCHABLE:
        return False
    if error in names:
        return True
    if error in NOT_IN_ALL:
        return False
    return "States.ALL" in names or ("States.TaskFailed" in names and error != "States.Timeout")
