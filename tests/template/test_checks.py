"""Nothing that can be found without AWS is wrong; that each check can find something is shown beside, by mutations."""

import pytest

from tests.support.checks import CHECKS
from tests.support.project import Project


@pytest.fixture(scope="module")
def project() -> Project:
    return Project.read()


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_nothing(name: str, project: Project) -> None:
    assert CHECKS[name](project) == []
