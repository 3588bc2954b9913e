"""Reading the template in tests: as it is written, and as CloudFormation gets it from SAM."""

import os
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from tilebuild.errors import RequestError
from tilebuild.local.template.intrinsics import Resolver
from tilebuild.local.template.names import Place
from tilebuild.local.template.parameters import resolve_parameters

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"
REGION = "eu-central-1"

EXISTING = {
    "DatabaseHosts": "db-1",
    "DatabaseSecretArn": f"arn:aws:secretsmanager:{REGION}:000000000000:secret:database-AbCdEf",
}
SCENARIOS: dict[str, dict[str, str]] = {
    "public": EXISTING,
    "private, new database": {"Network": "private", "DatabaseSource": "new"},
    "existing, On-Demand behind Spot, e-mail, budget": {
        **EXISTING,
        "Network": "existing",
        "VpcId": "vpc-00000000000000001",
        "SubnetIds": "subnet-00000000000000001,subnet-00000000000000002",
        "DatabaseSecurityGroupId": "sg-00000000000000001",
        "DatabaseOnDemandVcpus": "8",
        "TileOnDemandVcpus": "8",
        "NotifyEmail": "maps@example.com",
        "MonthlyBudget": "100",
        "Style": "ours.style:STYLE",
    },
}
"""Parameters that switch every condition on and off at least once."""


def source(text: str | None = None) -> dict[str, Any]:
    """The template as it is written."""
    return deepcopy(_parsed(TEMPLATE.read_text() if text is None else text))


@lru_cache(maxsize=4)
def _parsed(text: str) -> dict[str, Any]:
    template: dict[str, Any] = yaml_parse(text)
    return template


def transformed(text: str | None = None) -> dict[str, Any]:
    """The template after the SAM transform, local paths standing in for uploaded code; nobody changes it."""
    return _transformed(TEMPLATE.read_text() if text is None else text)


@lru_cache(maxsize=2)
def _transformed(text: str) -> dict[str, Any]:
    template = source(text)
    for resource in template["Resources"].values():
        for name in ("CodeUri", "DefinitionUri"):
            if name in resource["Properties"]:
                resource["Properties"][name] = f"s3://code/{resource['Properties'][name]}"
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    result: dict[str, Any] = Translator({}, Parser()).translate(template, {}, get_managed_policy_map=dict)
    return result


class Deployment(Resolver):
    """The transformed template with its parameters: an attribute that only AWS knows is its own name."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, str]) -> None:
        self.resources: Mapping[str, Any] = template["Resources"]
        values = resolve_parameters(template["Parameters"], parameters)
        super().__init__(template, values, Place(stack="tilebuild-dev", region=REGION))
        self._functions["Fn::Cidr"] = lambda argument: [f"10.0.{number}.0/24" for number in range(argument[1])]

    def properties(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Logical id, type and resolved properties of every resource that this deployment has."""
        for logical_id, resource in self.resources.items():
            if self.exists(resource):
                yield logical_id, resource["Type"], self.resolve(resource.get("Properties", {}))

    def _get_att(self, argument: Any) -> str:
        try:
            return super()._get_att(argument)
        except RequestError:
            name = argument if isinstance(argument, str) else ".".join(argument)
            return f"arn:aws:secretsmanager:{REGION}:000000000000:secret:{name}" if name.endswith("SecretArn") else name


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
