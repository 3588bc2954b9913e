"""Functions as they are built, with nothing else to import but what Lambda's runtime brings."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.support.asl import ROOT
from tests.support.once import once
from tilebuild.storage import open_directory

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("sam")]

IN_RUNTIME = ("boto3", "botocore", "s3transfer", "urllib3", "dateutil", "six")
CALL = """
import importlib.util, json, sys
library, runtime, app = sys.argv[1:4]
sys.path[:0] = [library, runtime]
spec = importlib.util.spec_from_file_location("app", app)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
class Context:
    function_name = invoked_function_arn = aws_request_id = "function"
    memory_limit_in_mb = 128
answer = module.handler(json.load(sys.stdin), Context())
print("answer:" + json.dumps(answer))
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `sam build` makes of a function, by the same recipe, for this Python in place of Lambda's."""
    version = f"RUNTIME={sys.version_info.major}.{sys.version_info.minor}"

    def make(folder: Path) -> None:
        command = ["make", "-s", "-f", "functions/plan/Makefile", "build-PlanFunction", f"ARTIFACTS_DIR={folder}"]
        made = subprocess.run([*command, version], cwd=ROOT, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stdout + made.stderr

    return once(tmp_path_factory, "function", make)


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda has of its own."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in IN_RUNTIME:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        target = origin.parent if origin.name == "__init__.py" else origin
        (folder / target.name).symlink_to(target)
    return folder


@pytest.fixture
def call(library: Path, runtime: Path, tmp_path: Path) -> Any:
    """Call a function's handler in a Python that sees nothing that is installed here."""

    def called(name: str, event: Any) -> Any:
        app = shutil.copy(ROOT / "functions" / name / "app.py", tmp_path / f"{name}.py")
        environment = {"TILEBUILD_BUCKETS": str(tmp_path), "CONTROL_BUCKET": "control", "POWERTOOLS_SERVICE_NAME": name}
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-c", CALL, library, runtime, app],
            env=environment,
            input=json.dumps(event),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        (answer,) = [line for line in ran.stdout.splitlines() if line.startswith("answer:")]
        return json.loads(answer.removeprefix("answer:"))

    return called


def event(name: str) -> Any:
    return json.loads((ROOT / "events" / f"{name}.json").read_text())


def test_every_built_function_imports_and_answers(call: Any, tmp_path: Path) -> None:
    planned = call("plan", event("plan"))
    assert planned["tiles"]["count"] == 1
    assert call("report", event("report"))["status"] == "failed"
    dropped = event("inbox-object-created")
    open_directory(tmp_path, "control").put(dropped["detail"]["object"]["key"], b"[]")
    assert call("trigger", dropped)["action"] == "rejected"


def test_rooms_that_no_function_enters_are_left_out(library: Path) -> None:
    rooms = {path.name for path in (library / "tilebuild").iterdir() if path.is_dir()} - {"__pycache__"}
    assert rooms == {"contracts", "planning", "report"}


def test_the_library_has_the_versions_that_the_workers_have(library: Path) -> None:
    pinned = {
        name.lower().replace("-", "_"): version
        for path in ("containers/worker/constraints.txt", "functions/constraints.txt")
        for line in (ROOT / path).read_text().splitlines()
        if "==" in line
        for name, version in [line.split("==")]
    }
    built = dict(path.name.removesuffix(".dist-info").rsplit("-", 1) for path in library.glob("*.dist-info"))
    assert {name.lower(): version for name, version in built.items() if name != "tilebuild"}.items() <= pinned.items()
