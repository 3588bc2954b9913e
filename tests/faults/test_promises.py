"""The table of docs/faults.md names every test that breaks a run, and nothing that is not there."""

import re
from pathlib import Path

from tests.support.asl import ROOT

TABLE = (ROOT / "docs" / "faults.md").read_text()


def test_every_fault_that_is_tried_stands_in_the_table() -> None:
    here = Path(__file__)
    modules = [path.read_text() for path in here.parent.glob("test_*.py") if path != here]
    tried = {name for text in modules for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    assert set(re.findall(r"`(test_\w+)`", TABLE)) == tried


def test_every_other_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", TABLE)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
