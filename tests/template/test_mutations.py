"""A check that cannot fail proves nothing: each finds the mistakes that are made for it."""

import pytest

from tests.support.checks import CHECKS
from tests.support.project import Project
from tests.support.sam import ROOT
from tests.template.mutations import MUTATIONS, Mutation


@pytest.fixture(scope="module")
def project() -> Project:
    return Project.read()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: f"{mutation.check}: {mutation.mistake}")
def test_a_check_finds_the_mistake(mutation: Mutation, project: Project) -> None:
    changed = project.changed(mutation.path, mutation.old, mutation.new, mutation.after)
    problems = CHECKS[mutation.check](changed)
    assert any(mutation.caught in problem for problem in problems), problems


def test_every_check_has_a_mistake_to_find() -> None:
    assert {mutation.check for mutation in MUTATIONS} == set(CHECKS)


def test_the_documentation_shows_these_checks_and_mistakes_and_no_others() -> None:
    page = (ROOT / "docs" / "checks.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    assert [row[0] for row in rows if len(row) == 2] == ["check", *CHECKS]
    shown = [tuple(row) for row in rows if len(row) == 3]
    assert shown == [("check", "mistake", "caught"), *((one.check, one.mistake, "yes") for one in MUTATIONS)]
