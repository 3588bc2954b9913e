from typing import Any

import pytest

from tilebuild.errors import RequestError
from tilebuild.local.template.parameters import resolve_parameters

DECLARED: dict[str, Any] = {
    "Stage": {"Type": "String", "Default": "dev", "AllowedValues": ["dev", "prod"]},
    "Port": {"Type": "Number", "Default": 5432, "MinValue": 1},
    "Sizes": {"Type": "CommaDelimitedList", "Default": "512, 256"},
    "Subnets": {"Type": "List<AWS::EC2::Subnet::Id>", "Default": "subnet-1"},
    "Secret": {"Type": "String", "AllowedPattern": "arn:.*"},
}


def test_defaults_and_overrides() -> None:
    assert resolve_parameters(DECLARED, {"Secret": "arn:x", "Stage": "prod"}) == {
        "Stage": "prod",
        "Port": "5432",
        "Sizes": ["512", "256"],
        "Subnets": ["subnet-1"],
        "Secret": "arn:x",
    }


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "parameter Secret has no default"),
        ({"Secret": "x"}, "Secret is 'x', which must match arn"),
        ({"Secret": "arn:x", "Stage": "test"}, "Stage is 'test'; allowed are dev, prod"),
        ({"Secret": "arn:x", "Port": "0"}, "Port is '0', which must be a number from 1"),
        ({"Secret": "arn:x", "Port": "http"}, "Port is 'http', which must be a number"),
        ({"Secret": "arn:x", "Prot": "1"}, "has no parameter Prot; it has Stage, Port"),
    ],
)
def test_what_cloudformation_would_refuse(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        resolve_parameters(DECLARED, given)
