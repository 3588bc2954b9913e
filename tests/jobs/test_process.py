import json
import signal
import subprocess
import sys

import pytest

from tilebuild.errors import RequestError, TilesFailedError, UnavailableError
from tilebuild.jobs.process import run_to_exit


def fail_with(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RequestError("x"), 64),
        (TilesFailedError("x"), 70),
        (UnavailableError("x"), 75),
        (ValueError("a bug"), 1),
        (SystemExit(3), 1),
    ],
)
def test_each_error_ends_with_its_code(error: BaseException, code: int) -> None:
    assert run_to_exit(lambda: fail_with(error)) == code


def test_work_that_ends_well_ends_with_zero() -> None:
    assert run_to_exit(lambda: 5) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_job_with_143_while_the_work_goes_on(number: signal.Signals) -> None:
    code = """
import sys, time
from tilebuild.jobs.log import log_as_json
from tilebuild.jobs.process import run_to_exit
log_as_json({"run_id": "r1"})
sys.exit(run_to_exit(lambda: (print("ready", flush=True), time.sleep(60))))
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        while process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        assert process.stderr is not None
        lines = [json.loads(line) for line in process.stderr.read().splitlines()]
    assert process.returncode == 143
    assert lines[0]["signal"] == number.name
    assert lines[0]["run_id"] == "r1"


def test_memory_that_runs_out_ends_the_process_as_the_kernel_would() -> None:
    code = """
from tilebuild.jobs.process import run_to_exit
def work():
    raise MemoryError
run_to_exit(work)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
