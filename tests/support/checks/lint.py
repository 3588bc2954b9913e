"""cfn-lint: of the templates as they are written, and of what SAM makes of ours."""

import json

from cfnlint import ManualArgs, lint  # type: ignore[import-untyped]

from tests.support.project import REGISTRY, TEMPLATE, Project
from tests.support.sam import REGION


def lint_source(project: Project) -> list[str]:
    """What cfn-lint says of the templates."""
    return [problem for path in (TEMPLATE, REGISTRY) for problem in _lint(project.texts[path])]


def lint_transformed(project: Project) -> list[str]:
    """What it says of the template after the transform: only there do circles show."""
    return _lint(json.dumps(project.stack))


def _lint(template: str) -> list[str]:
    return [f"{match.rule.id} {match.message}" for match in lint(template, config=ManualArgs(regions=[REGION]))]
