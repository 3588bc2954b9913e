from typing import Any

import pytest

from tests.support.batch import definition
from tilebuild.errors import RequestError
from tilebuild.local.secret_values import resolve_secrets
from tilebuild.local.template.views import Stack

ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:database"
VALUE = {"username": "osm", "password": "p:w"}


def resolve(place: str, given: dict[str, Any]) -> dict[str, str]:
    jobs = definition(secrets={"PASSWORD": place})
    return resolve_secrets(Stack("s", "r", "0", {"SecretArn": ARN}, {}, {}, jobs, {}, {}, (), {}, {}), given)


@pytest.mark.parametrize("name", [ARN, "SecretArn"])
def test_a_secret_is_given_by_its_arn_or_by_the_parameter_with_it(name: str) -> None:
    assert resolve(f"{ARN}:password::", {name: VALUE}) == {f"{ARN}:password::": "p:w"}


def test_without_a_key_it_is_the_whole_secret() -> None:
    assert resolve(ARN, {ARN: {"a": 1}}) == {ARN: '{"a": 1}'}


@pytest.mark.parametrize(
    ("place", "given", "sentence"),
    [
        (f"{ARN}:password::", {}, "PASSWORD comes from .*, for which no value is given"),
        (f"{ARN}:host::", {ARN: VALUE}, "asks for the key host of .*, which has username, password"),
        (f"{ARN}:password:AWSPREVIOUS:", {ARN: VALUE}, "asks for a version"),
    ],
)
def test_a_secret_that_is_not_there_is_refused_at_once(place: str, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        resolve(place, given)
