"""Programs that check: they pin what they need themselves, so that they lie apart, where `make checks` puts them."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.sam import ROOT

TOOLS = ROOT / ".venv-checks"
NODE_MODULES = TOOLS / "node_modules"


def python() -> Path:
    """The Python that has parliament."""
    return program("python")


def program(name: str) -> Path:
    """A program of the checks' environment; skips where that is not made."""
    found = TOOLS / "bin" / name
    if not found.exists():
        pytest.skip(f"there is no {name}: run `make checks`")
    return found


def node(script: str, *arguments: str, module: str) -> Any:
    """What a script of this folder prints as JSON; skips where Node.js or the module is missing."""
    if not (NODE_MODULES / module).is_dir():
        pytest.skip(f"there is no npm module {module}: run `make checks` where npm is installed")
    ran = run("node", str(Path(__file__).parent / script), str(NODE_MODULES), *arguments)
    return json.loads(ran.stdout)


def run(*command: str | Path, text: str = "", accepted: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
    """Run a program in the repository's root; an exit code that is not accepted fails with what it said."""
    ran = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    assert ran.returncode in accepted, f"{command[0]} ended with {ran.returncode}: {ran.stdout}{ran.stderr}"
    return ran
