"""The worker's image as Batch runs it: nobody's user, a read-only root, a tmpfs in /tmp."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.containers.conftest import ENVIRONMENT, TAG, Image
from tests.support.sam import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("images")]

COMPILE = ROOT / "tilebuild" / "jobs" / "compile.py"
ENTRYPOINT = ["/opt/tilebuild/bin/python", "-I", "/opt/entrypoint.py"]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A directory that the container sees as /tmp/shared."""
    tmp_path.chmod(0o777)
    (tmp_path / "compile.py").write_bytes(COMPILE.read_bytes())
    for bucket in ("rawr", "tiles", "control"):
        (tmp_path / bucket).mkdir(mode=0o777)
        (tmp_path / bucket).chmod(0o777)
    return tmp_path


def test_the_image_says_what_it_is_and_runs_as_nobody(worker: Image) -> None:
    told = json.loads(
        subprocess.run(
            ["buildah", "inspect", "--type", "image", f"localhost/tilebuild-worker:{TAG}"],
            capture_output=True,
            check=True,
        ).stdout
    )["Docker"]["config"]
    assert told["User"] == "10001:10001"
    assert told["Entrypoint"] == ENTRYPOINT
    assert told["Labels"]["org.opencontainers.image.title"] == "tilebuild-worker"
    assert re.fullmatch(r"\d+\.\d+\.\d+", told["Labels"]["org.opencontainers.image.version"])
    assert ENVIRONMENT.items() <= dict(entry.split("=", 1) for entry in told["Env"]).items()


def test_the_jail_is_one(worker: Image) -> None:
    ran = worker.run("/bin/sh", "-c", "id -u; touch /opt/x; touch /tmp/x && echo written")
    assert ran.stdout.split() == ["10001", "written"]
    assert "Read-only file system" in ran.stderr


def test_no_kernel_is_compiled_again(worker: Image, shared: Path) -> None:
    script = 'cp -R /opt/kernels "$NUMBA_CACHE_DIR"; exec python -I /tmp/shared/compile.py'
    ran = worker.run("/bin/sh", "-c", script, shared=shared, NUMBA_DEBUG_CACHE="1")
    assert ran.returncode == 0, ran.stderr
    assert "data loaded from" in ran.stdout
    assert "data saved to" not in ran.stdout


def test_without_the_baked_cache_one_would_be(worker: Image) -> None:
    call = "import numpy; from tilebuild.rawr.binary import unsigned; unsigned(numpy.zeros(8, numpy.uint8), 0, 8)"
    ran = worker.run("python", "-I", "-c", call, NUMBA_DEBUG_CACHE="1")
    assert "data saved to" in ran.stdout, ran.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "sentence"),
    [
        (["--version"], {}, 0, "tilebuild"),
        (["high", "--tile", "7/200/1", "--run_id", "r"], {}, 64, "7/200/1"),
        (["high", "--tile", "7/67/44", "--run_id", "r"], {"TILEQUEUE__store__nmae": "tiles"}, 64, "nmae"),
        (["high", "--tile", "10/541/359", "--run_id", "r"], {}, 70, "10/541/359"),
    ],
)
def test_the_entrypoint_ends_with_the_commands_code(
    worker: Image, shared: Path, arguments: list[str], environment: dict[str, str], code: int, sentence: str
) -> None:
    ran = worker.run(*ENTRYPOINT, *arguments, shared=shared, **settings(), **environment)
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert sentence in ran.stdout + ran.stderr


def test_sigterm_ends_a_job_as_stopped(worker: Image, shared: Path) -> None:
    """A database that takes connections and never answers holds the job; Spot takes the machine."""
    listen = (
        "import socket, subprocess, sys, time\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "job = subprocess.Popen([*sys.argv[1:]], env={**__import__('os').environ,"
        " 'TILEQUEUE__postgresql__port': str(server.getsockname()[1])})\n"
        "held = server.accept(); time.sleep(1); job.terminate(); sys.exit(job.wait(20))\n"
    )
    database = {"host": "127.0.0.1", "dbnames": "[gis]", "user": "u", "password": "p"}
    ran = worker.run(
        *("python", "-c", listen, *ENTRYPOINT, "low", "--tile", "0/0/0", "--run_id", "r"),
        shared=shared,
        TILEBUILD_BUCKETS="/tmp/shared",
        TILEQUEUE__control__bucket="control",
        TILEQUEUE__store__name="tiles",
        **{"TILEQUEUE__store__date-prefix": "r"},
        **{f"TILEQUEUE__postgresql__{name}": value for name, value in database.items()},
    )
    assert ran.returncode == 143, ran.stdout + ran.stderr


def settings() -> dict[str, str]:
    """A high-zoom job's environment, its buckets in the shared directory."""
    return {
        "TILEBUILD_BUCKETS": "/tmp/shared",
        "TILEQUEUE__control__bucket": "control",
        "TILEQUEUE__rawr__source__s3__bucket": "rawr",
        "TILEQUEUE__rawr__source__s3__prefix": "r",
        "TILEQUEUE__store__name": "tiles",
        "TILEQUEUE__store__date-prefix": "r",
    }
