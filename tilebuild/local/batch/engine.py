"""Runs submitted jobs: waits for a share of the machine, makes the attempts, tells and records what became of them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.services import TaskCall
from tilebuild.local.batch.attempts import NOT_STARTED, Attempt, outcome, tries_again
from tilebuild.local.batch.describe import describe
from tilebuild.local.batch.submission import Job, submission
from tilebuild.local.clock import Clock
from tilebuild.local.events import JobFinished, JobStarted, JobSubmitted, Listener
from tilebuild.local.processes import Command, Ended, Ending, Supervisor
from tilebuild.local.slots import Slots
from tilebuild.local.stopping import Stop
from tilebuild.local.template.views import Stack

JOB_MODULE = "tilebuild"
"""What a container's entrypoint is: every job's command goes to the project's own command line."""


class JobRecorder(Protocol):
    """Where jobs are kept."""

    def job_submitted(self, job: Job) -> None:
        """A job was taken."""

    def job_attempted(self, job: Job, number: int, attempt: Attempt) -> None:
        """An attempt has ended."""

    def job_ended(self, job: Job, status: str, reason: str) -> None:
        """The job has ended; status is SUCCEEDED or FAILED."""


@dataclass(frozen=True)
class Engine:
    """Everything that jobs need; ``platform`` is the environment that Batch itself gives every container."""

    stack: Stack
    secrets: Mapping[str, str]
    """``ValueFrom`` -> the value."""
    platform: Mapping[str, str]
    logs: Path
    directory: Path
    slots: Slots
    supervisor: Supervisor
    recorder: JobRecorder
    listener: Listener
    clock: Clock
    module: str = JOB_MODULE

    def submit_job_sync(self, call: TaskCall) -> Json:
        """``batch:submitJob.sync``: the job as DescribeJobs shows it.

        Raises States.TaskFailed, with that as its Cause, where the job failed; States.Timeout; Aborted.
        """
        job = submission(call.arguments, self.stack.job_definitions, self.stack.job_queues)
        created, deadline = self.clock.now(), _Deadline(call.timeout)
        self.recorder.job_submitted(job)
        self.listener(JobSubmitted(job.id, job.name, job.queue.name))
        call.submitted(job.id)
        attempts = self._attempts(job, call.stop, deadline)
        last = attempts[-1]
        status = "SUCCEEDED" if last.exit_code == 0 else "FAILED"
        self.recorder.job_ended(job, status, last.status_reason)
        reason = last.reason or last.status_reason
        self.listener(JobFinished(job.id, job.name, status, reason, last.exit_code, len(attempts), last.seconds))
        description = describe(job, attempts, status, created)
        if status == "FAILED":
            raise StatesError("States.TaskFailed", to_text(description))
        return description

    def _attempts(self, job: Job, stop: Stop, deadline: "_Deadline") -> list[Attempt]:
        attempts: list[Attempt] = []
        while True:
            attempt = self._attempt(job, len(attempts) + 1, stop, deadline)
            attempts.append(attempt)
            self.recorder.job_attempted(job, len(attempts), attempt)
            failed = attempt.exit_code != 0
            if not failed or len(attempts) >= job.attempts or not tries_again(attempt, job.exit_rules):
                return attempts

    def _attempt(self, job: Job, number: int, stop: Stop, deadline: "_Deadline") -> Attempt:
        try:
            share = self.slots.acquire(job.vcpus, job.memory, job.queue.priority, stop, deadline.left())
        except TimeoutError as error:
            self.recorder.job_ended(job, "FAILED", "The task timed out while the job waited")
            raise StatesError("States.Timeout") from error
        with share:
            log = self.logs / f"{job.name}-{job.id[:8]}.log"
            self.listener(JobStarted(job.id, job.name, number, str(log)))
            started = self.clock.now()
            try:
                ended = self._run(job, number, log, stop, deadline)
            except OSError as error:
                return Attempt(None, f"{NOT_STARTED}: {error}", str(error), started, self.clock.now(), log.name)
            if ended.ending is Ending.STOPPED:
                self.recorder.job_ended(job, "FAILED", "Terminated by the state machine")
                raise Aborted
            if ended.ending is Ending.TIMEOUT and deadline.passed():
                self.recorder.job_ended(job, "FAILED", "The task timed out")
                raise StatesError("States.Timeout")
            code, status_reason, reason = outcome(ended)
            return Attempt(code, status_reason, reason, started, self.clock.now(), log.name, ended.peak)

    def _run(self, job: Job, number: int, log: Path, stop: Stop, deadline: "_Deadline") -> Ended:
        limits = [float(limit) for limit in (job.timeout, deadline.left()) if limit is not None]
        command = Command(
            module=self.module,
            arguments=job.command,
            environment=self.environment(job, number),
            directory=self.directory,
            memory=job.memory,
            timeout=min(limits, default=None),
        )
        with log.open("ab") as output:
            return self.supervisor.run(command, output, stop)

    def environment(self, job: Job, number: int) -> dict[str, str]:
        """Exactly what the container sees: platform, definition, overrides, secrets, and Batch's own two."""
        secrets = {name: self.secrets[place] for name, place in job.definition.secrets.items()}
        own = {"AWS_BATCH_JOB_ID": job.id, "AWS_BATCH_JOB_ATTEMPT": str(number)}
        return {**self.platform, **job.environment, **secrets, **own}


class _Deadline:
    """When a task's TimeoutSeconds are over."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def left(self) -> float | None:
        """Seconds left, None for ever."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    def passed(self) -> bool:
        """Whether no time is left."""
        return self._end is not None and time.monotonic() >= self._end
