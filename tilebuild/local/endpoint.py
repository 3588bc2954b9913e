"""A small Step Functions API on 127.0.0.1, for functions that start executions through an AWS SDK.

AWS JSON 1.0: a POST whose X-Amz-Target names the action. Started with ``AWS_ENDPOINT_URL_SFN`` in their environment,
functions use it without knowing.
"""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tilebuild.local.executions import Executions, ServiceError
from tilebuild.local.journal import Record

_PREFIX = "AWSStepFunctions."


class Endpoint:
    """The running server."""

    def __init__(self, executions: Executions) -> None:
        """Listen on a free port."""
        self._executions = executions
        self._actions: dict[str, Callable[[dict[str, Any]], Any]] = {
            "StartExecution": self._start,
            "DescribeExecution": self._describe,
            "ListExecutions": self._list,
            "StopExecution": self._stop,
        }
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="endpoint", daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, target: str, body: bytes) -> tuple[int, Any]:
        """HTTP status and JSON body for a call."""
        action = self._actions.get(target.removeprefix(_PREFIX))
        if action is None:
            message = f"{target} is not implemented on one machine"
            return 400, {"__type": "UnknownOperationException", "message": message}
        try:
            return 200, action(json.loads(body or b"{}"))
        except ServiceError as error:
            return 400, {"__type": error.code, "message": str(error)}
        except KeyError as error:
            return 400, {"__type": "ValidationException", "message": f"Missing required parameter {error}"}

    def _start(self, call: dict[str, Any]) -> Any:
        execution = self._executions.start(call["stateMachineArn"], call.get("name"), call.get("input", "{}"))
        return {"executionArn": execution.arn, "startDate": execution.started.timestamp()}

    def _describe(self, call: dict[str, Any]) -> Any:
        record = self._executions.describe(call["executionArn"])
        return _without_nones({**_summary(record), **record.told()})

    def _list(self, call: dict[str, Any]) -> Any:
        records = self._executions.listed(call["stateMachineArn"], call.get("statusFilter"))
        return {"executions": [_without_nones(_summary(record)) for record in records]}

    def _stop(self, call: dict[str, Any]) -> Any:
        self._executions.stop(call["executionArn"], call.get("error"), call.get("cause"))
        record = self._executions.describe(call["executionArn"])
        return {"stopDate": record.stopped or record.started}


def _summary(record: Record) -> dict[str, Any]:
    return {
        "executionArn": record.arn,
        "stateMachineArn": record.machine_arn,
        "name": record.name,
        "status": record.status,
        "startDate": record.started,
        "stopDate": record.stopped,
        "redriveCount": record.redrives,
    }


def _without_nones(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _handler(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = endpoint.answer(self.headers.get("X-Amz-Target", ""), body)
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Say nothing: the terminal belongs to whoever runs this."""

    return Handler
