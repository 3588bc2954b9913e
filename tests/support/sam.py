"""Reading the template in tests: as it is written, and as CloudFormation gets it from SAM."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"
REGION = "eu-central-1"


def source() -> dict[str, Any]:
    """The template as it is written."""
    template: dict[str, Any] = yaml_parse(TEMPLATE.read_text())
    return template


def transformed() -> dict[str, Any]:
    """The template after the SAM transform, local paths standing in for uploaded code."""
    template = source()
    for resource in template["Resources"].values():
        for name in ("CodeUri", "DefinitionUri"):
            if name in resource["Properties"]:
                resource["Properties"][name] = f"s3://code/{resource['Properties'][name]}"
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    result: dict[str, Any] = Translator({}, Parser()).translate(template, {}, get_managed_policy_map=dict)
    return result


def of_type(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """Properties of every resource of a type, by logical id."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def nodes(value: Any) -> Iterator[Any]:
    """Every value in a tree, the tree itself first."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    for one in inner:
        yield from nodes(one)


def statements(template: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement that lets a role do something, with the role's logical id."""
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            yield from ((name, statement) for statement in policy["PolicyDocument"]["Statement"])
    for policy in of_type(template, "AWS::IAM::RolePolicy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            yield policy["RoleName"]["Ref"], statement


def as_list(value: Any) -> list[Any]:
    """What IAM takes as one value or as a list of them."""
    return value if isinstance(value, list) else [value]
