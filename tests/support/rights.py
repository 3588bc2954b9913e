"""What a role of the stack may do."""

import re
from collections.abc import Iterator

from tests.support.sam import Deployment, as_list


def grants(stack: Deployment, role: str) -> Iterator[tuple[str, str]]:
    """Actions and resources that a role is granted."""
    for name, kind, properties in stack.properties():
        policies = properties.get("Policies", []) if kind == "AWS::IAM::Role" and name == role else []
        documents = [policy["PolicyDocument"] for policy in policies]
        if kind == "AWS::IAM::RolePolicy" and properties["RoleName"] == stack.ref(role):
            documents.append(properties["PolicyDocument"])
        for statement in (one for document in documents for one in document["Statement"]):
            yield from ((a, r) for a in as_list(statement["Action"]) for r in as_list(statement["Resource"]))


def may(stack: Deployment, role: str, action: str, resource: str) -> bool:
    """Whether IAM would let a role do this; `*` is any text, slashes too."""
    patterns = [re.escape(granted).replace(r"\*", ".*") for does, granted in grants(stack, role) if does == action]
    return any(re.fullmatch(pattern, resource) for pattern in patterns)
