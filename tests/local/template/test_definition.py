from pathlib import Path

import pytest

from tilebuild.errors import RequestError
from tilebuild.local.template.definition import read_definition, substitute


def test_placeholders_are_filled_in() -> None:
    assert substitute('{"a": "${Queue}-${Queue}", "b": "${Job}"}', {"Queue": "q", "Job": 1}) == '{"a": "q-q", "b": "1"}'


@pytest.mark.parametrize(
    ("substitutions", "sentence"),
    [
        ({}, r"uses \$\{Queue\}, which DefinitionSubstitutions does not define"),
        ({"Queue": "q", "Job": "j"}, "defines Job, which the definition does not use"),
    ],
)
def test_nothing_may_be_left_over(substitutions: dict[str, str], sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        substitute("${Queue}", substitutions)


def test_a_definition_that_is_not_there_or_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be read: No such file"):
        read_definition(tmp_path / "gone.json", {})
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(RequestError, match="is no JSON"):
        read_definition(tmp_path / "bad.json", {})
