"""Invokes functions as processes, and fails as Lambda does."""

import json
import os
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.json_text import Json, byte_size, to_text
from tilebuild.local.asl.services import TaskCall
from tilebuild.local.events import FunctionFinished, FunctionInvoked, Listener
from tilebuild.local.processes import Command, Ended, Ending, Supervisor
from tilebuild.local.stopping import Stop
from tilebuild.local.template.views import Function, Stack

SYNCHRONOUS_LIMIT = 6 * 1024 * 1024
ASYNCHRONOUS_LIMIT = 256 * 1024
BOOTSTRAP = "tilebuild.local.functions.bootstrap"


@dataclass(frozen=True)
class Engine:
    """Everything that invocations need; ``platform`` is the environment that Lambda itself gives every function."""

    stack: Stack
    platform: Mapping[str, str]
    logs: Path
    supervisor: Supervisor
    listener: Listener

    def invoke_task(self, call: TaskCall) -> Json:
        """``lambda:invoke``; StatesError with the function's errorType and, as Cause, Lambda's error JSON."""
        if not isinstance(call.arguments, dict) or not isinstance(call.arguments.get("FunctionName"), str):
            raise StatesError("States.Runtime", "The value for the field 'FunctionName' must be a STRING")
        payload = self.invoke(
            call.arguments["FunctionName"], call.arguments.get("Payload", {}), call.stop, call.timeout
        )
        return {"ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200}

    def invoke(
        self, name: str, event: Json, stop: Stop, timeout: float | None = None, limit: int = SYNCHRONOUS_LIMIT
    ) -> Json:
        """What the function of this name or ARN returns for an event of at most ``limit`` bytes."""
        function = self.stack.functions.get(name)
        if function is None:
            raise StatesError("Lambda.ResourceNotFoundException", f"Function not found: {name}")
        text = to_text(event)
        if byte_size(text) > limit:
            message = f"{byte_size(text)} byte payload is too large for the Invoke operation (limit {limit} bytes)"
            raise StatesError("Lambda.RequestTooLargeException", message)
        request = str(uuid.uuid4())
        self.listener(FunctionInvoked(function.name, request))
        with tempfile.TemporaryFile() as answer:
            ended = self._run(function, request, text, answer, stop, timeout)
            error, result = _outcome(function, request, ended, answer, timeout)
        self.listener(FunctionFinished(function.name, request, error.error if error else None, ended.seconds))
        if error is not None:
            raise error
        return result

    def _run(
        self, function: Function, request: str, text: str, answer: IO[bytes], stop: Stop, timeout: float | None
    ) -> Ended:
        invocation = {
            "arn": function.arn,
            "function_name": function.name,
            "handler": function.handler,
            "memory": function.memory,
            "request_id": request,
            "timeout": function.timeout,
        }
        command = Command(
            module=BOOTSTRAP,
            arguments=(str(answer.fileno()), to_text(invocation)),
            environment=self.environment(function),
            directory=function.code,
            memory=function.memory,
            timeout=min(function.timeout, timeout if timeout is not None else function.timeout),
            stdin=text.encode(),
            pass_fds=(answer.fileno(),),
        )
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{function.name}.log").open("ab") as log:
            return self.supervisor.run(command, log, stop)

    def environment(self, function: Function) -> dict[str, str]:
        """Exactly what the function sees: the platform's, Lambda's own, the template's."""
        own = {
            "AWS_LAMBDA_FUNCTION_NAME": function.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
            "LAMBDA_TASK_ROOT": os.fspath(function.code),
            "_HANDLER": function.handler,
        }
        return {**self.platform, **own, **function.environment}


def _outcome(
    function: Function, request: str, ended: Ended, answer: IO[bytes], timeout: float | None
) -> tuple[StatesError | None, Any]:
    """The error of an invocation, or its result."""
    if ended.ending is Ending.STOPPED:
        raise Aborted
    if ended.ending is Ending.TIMEOUT:
        return _timeout(function, request, timeout), None
    answer.seek(0)
    text = answer.read()
    if ended.exit_code != 0 or not text:
        status = "signal: killed" if ended.exit_code == 137 else f"exit status {ended.exit_code}"
        return _failure(request, "Runtime.ExitError", f"Runtime exited with error: {status}"), None
    reply = json.loads(text)
    if "error" in reply:
        return StatesError(reply["error"]["errorType"], to_text(reply["error"])), None
    if len(text) > SYNCHRONOUS_LIMIT:
        message = f"Response payload size exceeded maximum allowed payload size ({SYNCHRONOUS_LIMIT} bytes)."
        return _failure(request, "Function.ResponseSizeTooLarge", message), None
    return None, reply["result"]


def _timeout(function: Function, request: str, timeout: float | None) -> StatesError:
    """The function's own time is over, or the task's (which is shorter)."""
    if timeout is not None and timeout < function.timeout:
        return StatesError("States.Timeout")
    return _failure(request, "Sandbox.Timedout", f"Task timed out after {function.timeout}.00 seconds")


def _failure(request: str, kind: str, message: str) -> StatesError:
    cause = {"errorType": kind, "errorMessage": f"RequestId: {request} Error: {message}"}
    return StatesError(kind, to_text(cause))
