"""Every policy of the stack: of roles as parliament reads them, of topics, queues and buckets as we do."""

import json
from collections.abc import Iterator
from typing import Any

from tests.support.checks.accepted import unaccepted
from tests.support.checks.tools import python, run
from tests.support.project import Project
from tests.support.sam import as_list

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


def resource_policies(project: Project) -> list[str]:
    """A service is let in for this account only, but for EventBridge at a topic, where no condition would hold.

    EventBridge publishes without the keys that a condition asks for, so that one silences every rule:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    found: dict[str, None] = {}
    for stack in project.deployments.values():
        for name, kind, properties in stack.properties():
            if kind in ("AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"):
                for statement in properties["PolicyDocument"]["Statement"]:
                    found |= dict.fromkeys(_of_statement(name, kind, statement))
    return list(found)


def _of_statement(name: str, kind: str, statement: dict[str, Any]) -> Iterator[str]:
    if statement["Effect"] != "Allow":
        return
    for service in as_list(statement["Principal"]["Service"]):
        without_keys = (kind, service) == ("AWS::SNS::TopicPolicy", "events.amazonaws.com")
        keys = [key for condition in statement.get("Condition", {}).values() for key in condition]
        if without_keys and keys:
            yield f"{name}: {service} publishes to a topic without {', '.join(keys)}, so that it never may"
        if not without_keys and not {"aws:SourceAccount", "aws:SourceArn"} & set(keys):
            yield f"{name}: {service} may come from any account"
