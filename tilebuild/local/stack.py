"""A deployed stack on one machine: what ``sam deploy`` would put on AWS, running from a home directory.

Below the home: ``buckets/<bucket>/<key>``, ``journal.sqlite``, ``logs/<job>.log``, ``logs/functions/<function>.log``,
``notifications/``.
"""

import hashlib
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local import bus
from tilebuild.local.asl import resources
from tilebuild.local.asl.execution import Outcome
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.services import Services
from tilebuild.local.batch.engine import JOB_MODULE
from tilebuild.local.batch.engine import Engine as BatchEngine
from tilebuild.local.bus import Bus, Delivery
from tilebuild.local.clock import Clock, SystemClock
from tilebuild.local.endpoint import Endpoint
from tilebuild.local.events import Event, Listener, ignore
from tilebuild.local.executions import Execution, Executions
from tilebuild.local.functions.engine import ASYNCHRONOUS_LIMIT
from tilebuild.local.functions.engine import Engine as FunctionEngine
from tilebuild.local.journal import HistoryEvent, Journal, Record
from tilebuild.local.memory import machine_memory
from tilebuild.local.notifications import Notifications
from tilebuild.local.objects import DirectoryObjects
from tilebuild.local.processes import Supervisor
from tilebuild.local.references import check_references
from tilebuild.local.secret_values import resolve_secrets
from tilebuild.local.slots import Slots
from tilebuild.local.stopping import Stop
from tilebuild.local.template.load import load_stack
from tilebuild.local.template.views import Stack


class LocalStack:
    """The stack of a template, ready to run; a context manager that closes itself.

    Args:
        home: the directory that holds everything; made if it is not there.
        template: the SAM template.
        parameters: values of its Parameters.
        secrets: JSON objects by the ARN of a secret, or the name of the parameter that holds the ARN.
        slots: vCPUs for jobs; all of the machine's if absent.
        listener: told of what happens, never by two threads at once.
        memory: MiB for jobs; nine tenths of the machine's if absent.
        job_module: what ``python -m`` runs as a container's entrypoint.
        grace: seconds between SIGTERM and SIGKILL.
        store: URL of an S3 by which jobs and functions reach the buckets; as directories if empty.
        clock: tells the time and waits; this machine's if absent.
    """

    def __init__(
        self,
        home: Path,
        template: Path,
        parameters: Mapping[str, str],
        secrets: Mapping[str, Mapping[str, Any]],
        slots: int | None = None,
        listener: Listener = ignore,
        *,
        memory: int | None = None,
        job_module: str = JOB_MODULE,
        grace: float = 10.0,
        store: str = "",
        clock: Clock | None = None,
    ) -> None:
        """Load the template and prepare the home; RequestError for what cannot run here."""
        self.home, self._store = home.resolve(), store
        self.stack: Stack = load_stack(template, parameters)
        check_references(self.stack)
        values = resolve_secrets(self.stack, secrets)
        for directory in [*(self.buckets / bucket.name for bucket in self.stack.buckets.values()), self.logs]:
            directory.mkdir(parents=True, exist_ok=True)
        vcpus = slots or os.cpu_count() or 1
        self._clock, self._tell = clock or SystemClock(), _one_at_a_time(listener)
        self._journal = Journal(self.home / "journal.sqlite")
        self._supervisor = Supervisor(grace)
        self._stop = Stop()
        batch = self._batch(values, Slots(vcpus, memory or machine_memory() * 9 // 10), job_module)
        platform = self._platform()
        self._functions = FunctionEngine(self.stack, platform, self.logs / "functions", self._supervisor, self._tell)
        self._notifications = Notifications(self.stack.topics, self.home / "notifications", self._clock, self._tell)
        self._objects = DirectoryObjects(self.buckets)
        self._bus = Bus(self.stack.rules, self._deliver)
        services = self._services(batch, workers=max(16, 4 * vcpus))
        self._executions = Executions(self.stack.state_machines, services, self._journal, self._announce)
        self._endpoint = Endpoint(self._executions)
        platform["AWS_ENDPOINT_URL_SFN"] = self._endpoint.url

    def _batch(self, secrets: Mapping[str, str], slots: Slots, module: str) -> BatchEngine:
        """What runs the jobs."""
        return BatchEngine(
            stack=self.stack,
            secrets=secrets,
            platform=self._platform(),
            logs=self.logs,
            directory=self.home,
            slots=slots,
            supervisor=self._supervisor,
            recorder=self._journal,
            listener=self._tell,
            clock=self._clock,
            module=module,
        )

    def _services(self, batch: BatchEngine, workers: int) -> Services:
        """What a state machine can call."""
        return Services(
            tasks={
                resources.SUBMIT_JOB: batch.submit_job_sync,
                resources.INVOKE: self._functions.invoke_task,
                resources.PUBLISH: self._notifications.publish_task,
            },
            objects=self._objects,
            recorder=self._journal,
            clock=self._clock,
            listener=self._tell,
            workers=workers,
        )

    @property
    def buckets(self) -> Path:
        """The directory of the buckets."""
        return self.home / "buckets"

    @property
    def logs(self) -> Path:
        """The directory of the logs."""
        return self.home / "logs"

    def bucket(self, logical_id: str) -> str:
        """A bucket's name by its logical id in the template."""
        if logical_id not in self.stack.buckets:
            raise RequestError(f"The template has no bucket {logical_id}; it has {', '.join(self.stack.buckets)}.")
        return self.stack.buckets[logical_id].name

    def start(self, name: str | None, value: Json) -> Execution:
        """Start the state machine; a name that is taken raises ServiceError (ExecutionAlreadyExists)."""
        return self._executions.start(self.stack.machine.arn, name, to_text(value))

    def resume(self, name: str) -> Execution:
        """Begin an execution that did not succeed again, from its first state: the plan owes what has no result."""
        return self._executions.resume(self.stack.machine.arn, name)

    def wait(self, execution: Execution) -> Outcome:
        """How the execution ended; KeyboardInterrupt stops it first."""
        try:
            return self._executions.wait(execution)
        except KeyboardInterrupt:
            self.stop(execution, cause="Interrupted")
            self._executions.wait(execution)
            raise

    def stop(self, execution: Execution, error: str | None = None, cause: str | None = None) -> None:
        """Stop an execution: its jobs get SIGTERM, then SIGKILL."""
        self._executions.stop(execution.arn, error, cause)

    def execution(self, name: str) -> Record | None:
        """What the journal knows of an execution."""
        return self._journal.find(f"{self.stack.machine.arn.replace(':stateMachine:', ':execution:')}:{name}")

    def running(self) -> list[Execution]:
        """Executions that run in this process: also those that a function started."""
        return self._executions.running()

    def history(self, arn: str) -> list[HistoryEvent]:
        """The events of an execution or of a map's child."""
        return self._journal.history(arn)

    def invoke(self, logical_id: str, event: Json) -> Json:
        """Invoke a function by its logical id; StatesError where it fails."""
        functions = {function.logical_id: function for function in self.stack.functions.values()}
        if logical_id not in functions:
            raise RequestError(f"The template has no function {logical_id}; it has {', '.join(functions)}.")
        return self._functions.invoke(functions[logical_id].arn, event, self._stop)

    def put_object_event(self, bucket: str, key: str, version: str | None = None) -> list[Delivery]:
        """Tell EventBridge of an object that lies in a bucket, as S3 does; what the matching rules' targets answered.

        A bucket that does not notify EventBridge tells nothing. ``version`` names the upload; without it, in a
        versioned bucket, one is made of the file's time and content.
        """
        views = {view.name: view for view in self.stack.buckets.values()}
        if bucket not in views:
            raise RequestError(f"There is no bucket {bucket}; there are {', '.join(views)}.")
        if not views[bucket].notifies:
            return []
        path = self._objects.path(bucket, key)
        data = path.read_bytes()
        etag = hashlib.md5(data, usedforsecurity=False).hexdigest()
        if version is None:
            version = hashlib.sha256(f"{path.stat().st_mtime_ns} {etag}".encode()).hexdigest()[:32]
        name = version if views[bucket].versioned else None
        return self._bus.publish(bus.object_created(self.stack, bucket, key, len(data), etag, name))

    def _deliver(self, arn: str, payload: Json) -> Json:
        """Hand an event's payload to a function, a topic or a state machine."""
        if arn in self.stack.functions:
            return self._functions.invoke(arn, payload, self._stop, limit=ASYNCHRONOUS_LIMIT)
        if arn in self.stack.topics:
            return self._notifications.publish(arn, payload)
        return {"executionArn": self._executions.start(arn, None, to_text(payload)).arn}

    def _announce(self, record: Record) -> None:
        self._bus.publish(bus.status_changed(self.stack, record))

    def _platform(self) -> dict[str, str]:
        """What every job and function sees beside what the template gives it; nothing else leaks in."""
        buckets = {"AWS_ENDPOINT_URL": self._store} if self._store else {"TILEBUILD_BUCKETS": str(self.buckets)}
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": os.environ.get("HOME", str(self.home)),
            "LANG": "C.UTF-8",
            "AWS_REGION": self.stack.region,
            "AWS_DEFAULT_REGION": self.stack.region,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            **buckets,
        }

    def close(self) -> None:
        """Stop what runs, and everything that was opened."""
        self._stop.set()
        self._executions.stop_all("The runner was closed")
        self._endpoint.close()
        self._supervisor.close()
        self._journal.close()

    def __enter__(self) -> "LocalStack":
        """The stack itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def _one_at_a_time(listener: Listener) -> Listener:
    """The listener, called by one thread at a time."""
    lock = threading.Lock()

    def tell(event: Event) -> None:
        with lock:
            listener(event)

    return tell
