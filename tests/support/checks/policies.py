"""Every policy of the stack as parliament and we ourselves read it."""

import json
from collections.abc import Iterator
from typing import Any

from tests.support.checks.accepted import unaccepted
from tests.support.checks.tools import python, run
from tests.support.project import Project

_PARLIAMENT = """
import json, sys
import parliament
found = []
for policy in json.load(sys.stdin):
    for finding in parliament.analyze_policy_string(json.dumps(policy["document"])).findings:
        found.append([policy["name"], finding.issue, finding.detail])
print(json.dumps(found))
"""


def parliament(project: Project) -> list[str]:
    """Actions that do not exist, resources that an action does not take, conditions that are never true."""
    policies = [{"name": name, "document": document} for name, document in identity_policies(project)]
    found = json.loads(run(python(), "-W", "ignore", "-c", _PARLIAMENT, text=json.dumps(policies)).stdout)
    return unaccepted("parliament", (_finding(*one) for one in found if one[1] != "RESOURCE_STAR"))


def _finding(role: str, issue: str, detail: Any) -> tuple[str, str, str]:
    """RESOURCE_STAR is left out above: our own test counts wide statements, action by action."""
    action = f" {detail[0]['action']}" if isinstance(detail, list) and detail and "action" in detail[0] else ""
    return issue + action, role, json.dumps(detail)


def identity_policies(project: Project) -> Iterator[tuple[str, dict[str, Any]]]:
    """Role (or policy) and document of every policy that a role has, in every scenario."""
    for stack in project.deployments.values():
        for name, kind, properties in stack.properties():
            if kind == "AWS::IAM::Role":
                yield from ((name, policy["PolicyDocument"]) for policy in properties.get("Policies", []))
            if kind == "AWS::IAM::RolePolicy":
                yield name, properties["PolicyDocument"]
