import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.local_jobs import install
from tilebuild.local.processes import Command, Ended, Ending, Supervisor
from tilebuild.local.stopping import Stop

pytestmark = pytest.mark.slow

ENVIRONMENT = {"PATH": os.environ["PATH"]}


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor(grace=0.3)
    yield supervisor
    supervisor.close()


def run(supervisor: Supervisor, folder: Path, *arguments: str, stop: Stop | None = None, **limits: Any) -> Ended:
    command = Command(install(folder), arguments, ENVIRONMENT, folder, **limits)
    with (folder / "log").open("ab") as log:
        return supervisor.run(command, log, stop or Stop())


def wait_for(path: Path) -> None:
    for _ in range(1000):
        if path.exists():
            return
        time.sleep(0.01)
    raise AssertionError(f"{path} never came")


@pytest.mark.parametrize(("arguments", "code"), [(("leave", "0"), 0), (("leave", "75"), 75), (("kill_itself",), 137)])
def test_a_process_ends_by_itself(supervisor: Supervisor, tmp_path: Path, arguments: Any, code: int) -> None:
    ended = run(supervisor, tmp_path, *arguments)
    assert (ended.exit_code, ended.ending) == (code, None)


def test_its_output_and_its_errors_go_to_the_log(supervisor: Supervisor, tmp_path: Path) -> None:
    run(supervisor, tmp_path, "say", "this")
    assert sorted((tmp_path / "log").read_text().splitlines()) == ["and that", "this"]


def test_its_environment_is_exactly_what_is_given(supervisor: Supervisor, tmp_path: Path) -> None:
    run(supervisor, tmp_path, "environment", "seen")
    assert set(json.loads((tmp_path / "seen").read_text())) - {"LC_CTYPE"} == set(ENVIRONMENT)


def test_a_process_that_takes_too_long_is_asked_to_end(supervisor: Supervisor, tmp_path: Path) -> None:
    assert run(supervisor, tmp_path, "polite", timeout=0.5).ending is Ending.TIMEOUT


def test_a_process_that_does_not_hear_is_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    ended = run(supervisor, tmp_path, "stubborn", timeout=0.5)
    assert (ended.exit_code, ended.ending) == (137, Ending.TIMEOUT)


@pytest.mark.parametrize("what", ["eat", "family"])
def test_a_process_is_killed_for_what_it_and_its_children_use(
    supervisor: Supervisor, tmp_path: Path, what: str
) -> None:
    ended = run(supervisor, tmp_path, what, "300", memory=150)
    assert (ended.exit_code, ended.ending) == (137, Ending.MEMORY)
    assert ended.peak > 150


def test_a_stop_ends_a_process(supervisor: Supervisor, tmp_path: Path) -> None:
    stop = Stop()

    def end() -> None:
        wait_for(tmp_path / "started")
        stop.set()

    threading.Thread(target=end).start()
    ended = run(supervisor, tmp_path, "polite", stop=stop)
    assert (ended.exit_code, ended.ending) == (143, Ending.STOPPED)


def test_input_reaches_the_process(supervisor: Supervisor, tmp_path: Path) -> None:
    (tmp_path / "echo_in.py").write_text("import sys; sys.stdout.write(sys.stdin.read())")
    command = Command("echo_in", (), ENVIRONMENT, tmp_path, stdin=b"x" * 200_000)
    with (tmp_path / "log").open("wb") as log:
        supervisor.run(command, log, Stop())
    assert (tmp_path / "log").stat().st_size == 200_000


def test_closing_ends_what_runs(tmp_path: Path) -> None:
    supervisor = Supervisor(grace=0.3)
    results: list[Ended] = []
    thread = threading.Thread(target=lambda: results.append(run(supervisor, tmp_path, "sleep")))
    thread.start()
    wait_for(tmp_path / "started")
    supervisor.close()
    thread.join(10)
    assert results[0].ending is Ending.STOPPED


RUNNER = """
import sys
from pathlib import Path
from tilebuild.local.processes import Command, Supervisor
from tilebuild.local.stopping import Stop
folder = Path(sys.argv[1])
Supervisor().run(Command("stand_in", ("sleep", "started"), {}, folder), (folder / "log").open("wb"), Stop())
"""


def test_a_process_does_not_outlive_a_killed_runner(tmp_path: Path) -> None:
    install(tmp_path)
    source = (tmp_path / "stand_in.py").read_text()
    (tmp_path / "stand_in.py").write_text(source.replace('"w").close()', '"w").write(str(os.getpid()))'))
    runner = subprocess.Popen([sys.executable, "-c", RUNNER, str(tmp_path)], stdout=subprocess.DEVNULL)
    wait_for(tmp_path / "started")
    while not (pid := (tmp_path / "started").read_text()):
        time.sleep(0.01)
    runner.send_signal(signal.SIGKILL)
    runner.wait()
    for _ in range(1000):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.01)
    os.kill(int(pid), signal.SIGKILL)
    raise AssertionError("the process outlived its runner")


def test_a_directory_that_is_not_there_is_an_error(supervisor: Supervisor, tmp_path: Path) -> None:
    command = Command("stand_in", (), ENVIRONMENT, tmp_path / "gone")
    with pytest.raises(OSError, match="gone"), (tmp_path / "log").open("wb") as log:
        supervisor.run(command, log, Stop())
