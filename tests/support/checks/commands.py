"""Commands of the AWS CLI in scripts, workflows and documentation, against the models that the CLI is made of."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name

from tests.support.project import Project

_COMMAND = re.compile(r"\baws ([a-z][a-z0-9-]+) ([a-z][a-z0-9-]+)\b([^\n`|;)]*)")
_OPTION = re.compile(r"(?<!\S)--([a-z][a-z-]*)")
_QUOTED = re.compile(r"'[^']*'")
EVERYWHERE = frozenset({"query", "output", "region", "profile", "no-paginate", "max-items"})
OWN: dict[tuple[str, str], frozenset[str]] = {
    ("s3", "cp"): frozenset({"quiet", "recursive"}),
    ("s3", "rm"): frozenset({"quiet", "recursive"}),
    ("cloudformation", "deploy"): frozenset({"stack-name", "template-file", "no-fail-on-empty-changeset"}),
    ("configure", "get"): frozenset(),
    ("configure", "export-credentials"): frozenset({"format"}),
    ("ecr", "get-login-password"): frozenset(),
}
"""What the CLI has of its own, and which of its options are used here."""


def commands(project: Project) -> list[str]:
    """Services, operations and options that there are not, and ones that an operation cannot do without."""
    return [
        f"{path}: aws {service} {operation}: {problem}"
        for path, text in project.texts.items()
        if path.endswith((".sh", ".md", ".yml"))
        for service, operation, options in _commands(text)
        for problem in _problems(service, operation, options)
    ]


def _commands(text: str) -> Iterator[tuple[str, str, set[str]]]:
    joined = re.sub(r"\\\n\s*", " ", text)
    for service, operation, rest in _COMMAND.findall(joined):
        yield service, operation, set(_OPTION.findall(_QUOTED.sub("", rest)))


@cache
def _services() -> frozenset[str]:
    return frozenset(botocore.session.get_session().get_available_services())


@cache
def _model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def _problems(service: str, operation: str, options: set[str]) -> Iterator[str]:
    if (service, operation) in OWN:
        yield from (f"there is no --{name}" for name in sorted(options - EVERYWHERE - OWN[service, operation]))
        return
    service = {"s3api": "s3"}.get(service, service)
    if service not in _services():
        yield "there is no such service"
        return
    model = _model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        yield "there is no such operation"
        return
    shape = model.operation_model(names[operation]).input_shape
    members = {xform_name(name, "-") for name in shape.members} if shape else set()
    switches = {f"no-{name}" for name in members} | EVERYWHERE
    yield from (f"there is no --{name}" for name in sorted(options - members - switches))
    needed = {xform_name(name, "-") for name in shape.required_members} if shape else set()
    yield from (f"--{name} is missing" for name in sorted(needed - options) if options)
