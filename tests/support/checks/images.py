"""Dockerfiles by hadolint, and the two templates by checkov."""

import json
import tempfile
from pathlib import Path
from typing import Any

from tests.support.checks.accepted import unaccepted
from tests.support.checks.tools import program, run
from tests.support.project import REGISTRY, Project


def hadolint(project: Project) -> list[str]:
    """What hadolint says of every Dockerfile."""
    found = []
    for path, text in project.matching("Dockerfile").items():
        ran = run(program("hadolint"), "--no-color", "--format", "json", "-", text=text, accepted=(0, 1))
        found += [f"{path}:{one['line']} {one['code']} {one['message']}" for one in json.loads(ran.stdout)]
    return found


def _unconditional(stack: dict[str, Any]) -> dict[str, Any]:
    """checkov passes over a resource whose condition is false by default, such as the database."""
    resources = {
        name: {key: value for key, value in resource.items() if key != "Condition"}
        for name, resource in stack["Resources"].items()
    }
    return {**stack, "Resources": resources}


def checkov(project: Project) -> list[str]:
    """What checkov says of the transformed template and of the registry, and is not accepted with a reason."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "stack.json").write_text(json.dumps(_unconditional(project.stack)))
        (Path(folder) / "registry.yaml").write_text(project.texts[REGISTRY])
        options = ("--framework", "cloudformation", "--skip-download", "--quiet", "--compact", "--output", "json")
        ran = run(program("checkov"), "--directory", folder, *options, accepted=(0, 1))
    failed = json.loads(ran.stdout)["results"]["failed_checks"]
    found = ((one["check_id"], one["resource"].split(".")[-1], one["check_name"]) for one in failed)
    return unaccepted("checkov", found)
