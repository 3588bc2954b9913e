"""The template's resources as what a runner runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tilebuild.local.asl.model import Machine

BUILD_MACHINE = "BuildMachine"
"""Logical id of the machine that a run is an execution of, where a template has several."""


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket; ``notifies`` tells whether its events go to EventBridge."""

    logical_id: str
    name: str
    versioned: bool
    notifies: bool


@dataclass(frozen=True)
class Function:
    """A Lambda function; ``code`` is its directory, ``timeout`` seconds, ``memory`` MiB."""

    logical_id: str
    name: str
    arn: str
    code: Path
    handler: str
    environment: Mapping[str, str]
    timeout: int
    memory: int


@dataclass(frozen=True)
class ExitRule:
    """One rule of evaluateOnExit; a pattern that is None matches everything."""

    action: str
    exit_code: str | None = None
    reason: str | None = None
    status_reason: str | None = None


@dataclass(frozen=True)
class JobDefinition:
    """A Batch job definition; memory in MiB, timeout (an attempt's) in seconds.

    ``secrets`` maps variable names to ``<secret ARN>:<key>::``.
    """

    logical_id: str
    name: str
    arn: str
    image: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    parameters: Mapping[str, str]
    vcpus: float
    memory: int
    timeout: int | None
    attempts: int
    exit_rules: tuple[ExitRule, ...]


@dataclass(frozen=True)
class JobQueue:
    """A Batch job queue; the higher its priority, the earlier its jobs."""

    logical_id: str
    name: str
    arn: str
    priority: int


@dataclass(frozen=True)
class StateMachine:
    """A state machine, its definition loaded."""

    logical_id: str
    name: str
    arn: str
    role_arn: str
    machine: Machine


@dataclass(frozen=True)
class Target:
    """What a rule sends an event to, and in which shape: all of it, a constant, or a transformed one."""

    id: str
    arn: str
    input: str | None = None
    input_path: str | None = None
    paths: Mapping[str, str] | None = None
    template: str | None = None


@dataclass(frozen=True)
class Rule:
    """An EventBridge rule on the default bus."""

    logical_id: str
    name: str
    pattern: Mapping[str, Any]
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Topic:
    """An SNS topic."""

    logical_id: str
    name: str
    arn: str


@dataclass(frozen=True)
class Stack:
    """Everything of one template; the mappings by ARN also know versions and aliases."""

    name: str
    region: str
    account: str
    parameters: Mapping[str, Any]
    buckets: Mapping[str, Bucket]
    """By logical id."""
    functions: Mapping[str, Function]
    """By ARN, qualified ARN and name."""
    job_definitions: Mapping[str, JobDefinition]
    """By ARN."""
    job_queues: Mapping[str, JobQueue]
    """By ARN."""
    state_machines: Mapping[str, StateMachine]
    """By ARN and qualified ARN."""
    rules: tuple[Rule, ...]
    topics: Mapping[str, Topic]
    """By ARN."""
    outputs: Mapping[str, Any]

    @property
    def machine(self) -> StateMachine:
        """The state machine that builds tiles: the one named so, or the only one."""
        machines = {machine.logical_id: machine for machine in self.state_machines.values()}
        if BUILD_MACHINE in machines:
            return machines[BUILD_MACHINE]
        (machine,) = machines.values()
        return machine
