"""The inside of an invocation: imports the handler, calls it, writes down what it returned or how it failed.

``python -m tilebuild.local.functions.bootstrap <result file descriptor> <invocation as JSON>``, the event on stdin.
"""

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any


class Context:
    """What Lambda hands a handler beside the event."""

    identity = None
    client_context = None
    function_version = "$LATEST"

    def __init__(self, invocation: dict[str, Any]) -> None:
        """For one invocation; its time begins now."""
        self.aws_request_id = invocation["request_id"]
        self.function_name = invocation["function_name"]
        self.invoked_function_arn = invocation["arn"]
        self.memory_limit_in_mb = str(invocation["memory"])
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self.log_stream_name = self.aws_request_id
        self._end = time.monotonic() + invocation["timeout"]

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""
        return max(0, int((self._end - time.monotonic()) * 1000))


class RuntimeFailedError(Exception):
    """A failure of the runtime, not of the handler; ``kind`` is Lambda's name for it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def load_handler(name: str) -> Callable[[Any, Context], Any]:
    """The function ``module.function`` (slashes as in Lambda) in the working directory."""
    module_name, _, function = name.rpartition(".")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFailedError(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from error
    if not hasattr(module, function):
        message = f"Handler '{function}' missing on module '{module_name}'"
        raise RuntimeFailedError("Runtime.HandlerNotFound", message)
    handler: Callable[[Any, Context], Any] = getattr(module, function)
    return handler


def invoke(invocation: dict[str, Any], event: Any) -> dict[str, Any]:
    """``{"result": …}``, or ``{"error": …}`` in Lambda's form."""
    try:
        result = load_handler(invocation["handler"])(event, Context(invocation))
        return {"result": _serialisable(result)}
    except RuntimeFailedError as failure:
        return {"error": _error(invocation, str(failure), failure.kind, [])}
    except Exception as error:
        traceback.print_exc()
        frames = traceback.format_list(traceback.extract_tb(error.__traceback__)[1:])
        return {"error": _error(invocation, str(error), type(error).__name__, frames)}


def _serialisable(result: Any) -> Any:
    try:
        return json.loads(json.dumps(result))
    except (TypeError, ValueError) as error:
        raise RuntimeFailedError("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def _error(invocation: dict[str, Any], message: str, kind: str, frames: list[str]) -> dict[str, Any]:
    return {"errorMessage": message, "errorType": kind, "requestId": invocation["request_id"], "stackTrace": frames}


def main() -> None:
    """One invocation."""
    sys.dont_write_bytecode = True  # a function's code is not writable on Lambda
    descriptor, invocation = int(sys.argv[1]), json.loads(sys.argv[2])
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 - sys.path holds strings
    answer = invoke(invocation, json.load(sys.stdin))
    with os.fdopen(descriptor, "w") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main()
