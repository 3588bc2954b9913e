import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.services import TaskCall
from tilebuild.local.events import Event, FunctionFinished, FunctionInvoked
from tilebuild.local.functions.engine import ASYNCHRONOUS_LIMIT, Engine
from tilebuild.local.processes import Supervisor
from tilebuild.local.stopping import Stop
from tilebuild.local.template.views import Function, Stack

pytestmark = pytest.mark.slow

APP = """
import json, os, sys, time
class ImpossibleError(Exception): pass
def echo(event, context): return {"event": event, "request": context.aws_request_id}
def told(event, context):
    return [context.function_name, context.memory_limit_in_mb, context.invoked_function_arn,
            0 < context.get_remaining_time_in_millis() <= 2000]
def environment(event, context): return dict(os.environ)
def fails(event, context): raise ImpossibleError("this cannot be")
def sleeps(event, context): time.sleep(60)
def leaves(event, context): os._exit(3)
def eats(event, context): hoard = b"x" * (400 << 20); time.sleep(60)
def odd(event, context): return {1, 2}
def large(event, context): return "x" * (7 << 20)
def says(event, context): print("said", event)
"""
ARN = "arn:aws:lambda:us-east-1:0:function:plan"


class Functions:
    """Invokes the handlers of one file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.supervisor = folder, Supervisor(grace=0.3)
        self.events: list[Event] = []
        (folder / "app.py").write_text(APP)

    def engine(self, handler: str) -> Engine:
        variables = {"STAGE": "dev"}
        function = Function("Plan", "plan", ARN, self.folder, f"app.{handler}", variables, timeout=2, memory=300)
        stack = Stack("s", "r", "0", {}, {}, {ARN: function}, {}, {}, {}, (), {}, {})
        platform = {"PATH": "/usr/bin", "AWS_REGION": "us-east-1"}
        return Engine(stack, platform, self.folder / "logs", self.supervisor, self.events.append)

    def call(self, handler: str, event: Any = None, timeout: float | None = None, **limits: Any) -> Any:
        return self.engine(handler).invoke(ARN, event, Stop(), timeout, **limits)

    def fail(self, handler: str, event: Any = None, timeout: float | None = None, **limits: Any) -> StatesError:
        with pytest.raises(StatesError) as caught:
            self.call(handler, event, timeout, **limits)
        return caught.value


@pytest.fixture
def functions(tmp_path: Path) -> Iterator[Functions]:
    functions = Functions(tmp_path)
    yield functions
    functions.supervisor.close()


def test_an_event_comes_in_and_a_result_goes_out(functions: Functions) -> None:
    assert functions.call("echo", {"a": ["é", None]})["event"] == {"a": ["é", None]}


def test_a_handler_is_told_who_it_is_and_how_long_it_has(functions: Functions) -> None:
    assert functions.call("told") == ["plan", "300", ARN, True]


def test_its_environment_is_platform_lambdas_own_and_the_templates(functions: Functions) -> None:
    seen = functions.call("environment")
    seen.pop("LC_CTYPE", None)  # set by Python itself where there is no locale
    assert seen == {
        "PATH": "/usr/bin",
        "AWS_REGION": "us-east-1",
        "AWS_LAMBDA_FUNCTION_NAME": "plan",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "300",
        "LAMBDA_TASK_ROOT": str(functions.folder),
        "_HANDLER": "app.environment",
        "STAGE": "dev",
    }


def test_an_exception_is_an_error_of_its_type_with_lambdas_json_as_cause(functions: Functions) -> None:
    error = functions.fail("fails")
    cause = json.loads(error.cause)
    assert error.error == "ImpossibleError"
    assert (cause["errorType"], cause["errorMessage"]) == ("ImpossibleError", "this cannot be")
    assert "in fails" in cause["stackTrace"][-1]


@pytest.mark.parametrize(
    ("handler", "kind", "message"),
    [
        ("sleeps", "Sandbox.Timedout", "Task timed out after 2.00 seconds"),
        ("leaves", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
        ("eats", "Runtime.ExitError", "Runtime exited with error: signal: killed"),
        ("odd", "Runtime.MarshalError", "Unable to marshal response"),
        ("gone", "Runtime.HandlerNotFound", "Handler 'gone' missing on module 'app'"),
        ("large", "Function.ResponseSizeTooLarge", "6291456 bytes"),
    ],
)
def test_it_fails_as_lambda_does(functions: Functions, handler: str, kind: str, message: str) -> None:
    error = functions.fail(handler)
    assert error.error == kind
    assert message in json.loads(error.cause)["errorMessage"]


def test_code_that_cannot_be_imported_says_so(functions: Functions) -> None:
    (functions.folder / "app.py").write_text("import not_there")
    error = functions.fail("echo")
    assert error.error == "Runtime.ImportModuleError"
    assert "No module named 'not_there'" in error.cause


def test_the_tasks_shorter_timeout_is_the_states(functions: Functions) -> None:
    assert functions.fail("sleeps", timeout=0.5).error == "States.Timeout"


def test_an_event_that_is_too_large_is_refused(functions: Functions) -> None:
    error = functions.fail("echo", "x" * ASYNCHRONOUS_LIMIT, limit=ASYNCHRONOUS_LIMIT)
    assert error.error == "Lambda.RequestTooLargeException"


def test_what_it_prints_is_in_its_log(functions: Functions) -> None:
    functions.call("says", "this")
    assert "said this" in (functions.folder / "logs" / "plan.log").read_text()


def test_nothing_is_written_beside_its_code(functions: Functions) -> None:
    functions.call("echo")
    assert not (functions.folder / "__pycache__").exists()


def test_a_task_gets_the_answer_of_the_invoke_call(functions: Functions) -> None:
    call = TaskCall("", {"FunctionName": ARN, "Payload": 7}, None, Stop(), print)
    answer = functions.engine("echo").invoke_task(call)
    assert (answer["StatusCode"], answer["ExecutedVersion"], answer["Payload"]["event"]) == (200, "$LATEST", 7)


def test_a_function_that_is_not_there(functions: Functions) -> None:
    with pytest.raises(StatesError, match=r"Lambda\.ResourceNotFoundException"):
        functions.engine("echo").invoke("gone", None, Stop())


def test_invocations_are_told(functions: Functions) -> None:
    functions.fail("fails")
    invoked, finished = functions.events
    assert isinstance(invoked, FunctionInvoked)
    assert isinstance(finished, FunctionFinished)
    assert (finished.request, finished.error) == (invoked.request, "ImpossibleError")
