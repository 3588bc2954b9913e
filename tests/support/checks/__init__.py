"""The checks of the stack by name: each is given the project and returns problems, one sentence each."""

from collections.abc import Callable

from tests.support.checks import commands, definitions, images, lint, metrics, policies, service_models, workflows
from tests.support.checks.walks import walks
from tests.support.project import Project

Check = Callable[[Project], list[str]]

CHECKS: dict[str, Check] = {
    "cfn-lint, as written": lint.lint_source,
    "cfn-lint, transformed": lint.lint_transformed,
    "substitutions": definitions.substitutions,
    "ASL validators": definitions.validators,
    "JSONata": definitions.jsonata,
    "limits": definitions.limits,
    "service models: tasks": service_models.arguments,
    "service models: resources": service_models.resources,
    "walk": walks,
    "parliament": policies.parliament,
    "resource policies": policies.resource_policies,
    "checkov": images.checkov,
    "metrics": metrics.metrics,
    "hadolint": images.hadolint,
    "actionlint": workflows.actionlint,
    "zizmor": workflows.zizmor,
    "shellcheck": workflows.shellcheck,
    "OIDC": workflows.oidc,
    "AWS commands": commands.commands,
}
