"""What the SAM CLI makes of the template: it lies in an environment of its own, which `make sam` makes."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.once import once
from tests.support.sam import REGION, ROOT

SAM = ROOT / ".venv-sam" / "bin" / "sam"
STATED = 35_000_000  # bytes of a function, unpacked: docs/stack.md says so; Lambda's limit is 250 MiB

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("sam")]


def sam(*arguments: str) -> str:
    """Run the SAM CLI in the repository's root; what it said."""
    if not SAM.exists():
        pytest.skip("there is no SAM CLI: run `make sam`")
    quiet = {**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": REGION}
    ran = subprocess.run([SAM, *arguments], cwd=ROOT, env=quiet, capture_output=True, text=True, check=False)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The functions as they would be uploaded."""
    return once(tmp_path_factory, "sam-build", lambda folder: _ignored(sam("build", "--build-dir", str(folder))))


def _ignored(_said: str) -> None:
    """What a build says while it works."""


@pytest.mark.parametrize("name", ["PlanFunction", "ReportFunction", "TriggerFunction"])
def test_a_function_holds_its_handler_and_what_it_imports_and_no_more(name: str, built: Path) -> None:
    names = {path.name for path in (built / name).iterdir()}
    assert {"app.py", "tilebuild", "pydantic", "obstore", "aws_lambda_powertools"} <= names
    assert not {"serve", "local", "_project"} & {path.name for path in (built / name / "tilebuild").iterdir()}
    assert not {"boto3", "botocore", "numpy", "numba", "shapely", "psycopg2"} & names
    source = ROOT / "functions" / name.removesuffix("Function").lower() / "app.py"
    assert (built / name / "app.py").read_bytes() == source.read_bytes()
    assert sum(path.stat().st_size for path in (built / name).rglob("*")) < STATED


def test_compiled_modules_are_for_the_runtime_and_not_for_this_machine(built: Path) -> None:
    runtime = re.search(r"Runtime: python3\.(\d+)", (ROOT / "template.yaml").read_text())
    assert runtime is not None
    modules = list((built / "PlanFunction").rglob("*.so"))
    assert modules
    for module in modules:
        assert re.search(rf"\.(cpython-3{runtime[1]}-x86_64-linux-gnu|abi3)\.so$", module.name), module.name
