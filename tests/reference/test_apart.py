import subprocess
import sys
import tomllib

from tilebuild.local.project import project_directory

PROJECT = project_directory()

JOBS = "import sys, tilebuild.jobs.rawr, tilebuild.jobs.high, tilebuild.jobs.low; print(*sys.modules)"


def test_no_job_loads_the_reference_nor_what_only_it_needs() -> None:
    done = subprocess.run([sys.executable, "-c", JOBS], check=True, capture_output=True, text=True, cwd=PROJECT)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "tilebuild" in loaded
    assert not loaded & {"reference", "shapely"}


def test_the_installed_package_does_not_hold_the_reference() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["tilebuild"]
    assert not [path for path in (PROJECT / "tilebuild").rglob("*.py") if "from reference" in path.read_text()]
