import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tilebuild import __version__
from tilebuild.cli import COMMANDS, run


def test_help_lists_every_command_without_importing_it() -> None:
    code = "import sys; from tilebuild.cli import run; run(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for name, what in COMMANDS.items():
        assert name in ended.stdout
        assert what.split(",", maxsplit=1)[0].split(":", maxsplit=1)[0] in " ".join(ended.stdout.split())
    assert "'numpy'" not in ended.stderr
    assert "'pydantic'" not in ended.stderr


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert "Usage:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["rawr"], "Missing option '--tile'"),
        (["high", "--tile", "7/128/0", "--run_id", "r"], "'7/128/0' is off the grid"),
        (["low", "--tile", "7/1", "--run-id", "r"], "write z/x/y"),
        (["run", "--bbox", "1,5,3,4"], "south 5.0 is not below north 4.0"),
        (["run", "--bbox", "1,2,3"], "not four numbers"),
        (["tile", "12/5000/1"], "off the grid"),
    ],
)
def test_bad_arguments_end_with_64_and_one_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 64
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert message in error


@pytest.mark.parametrize("command", [["tile", "12/5/1"], ["verify"], ["verify", "r1"]])
def test_without_a_build_the_way_to_one_is_named(
    command: list[str], tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--home", str(tmp_path_factory.mktemp("home"))]) == 64
    assert "nothing was built" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stage", "tile", "message"),
    [
        ("rawr", "6/1/1", "a rawr job takes zoom 7 or 10"),
        ("high", "13/1/1", "a high job takes zoom 7 or 10"),
        ("low", "10/1/1", "a low job takes zoom 0 or 1 or 2"),
    ],
)
def test_a_job_of_the_wrong_zoom_is_refused(stage: str, tile: str, message: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tilebuild", stage, "--tile", tile, "--run_id", "r1"],
        capture_output=True,
        text=True,
        check=False,
        env={"TILEQUEUE__control__bucket": "control"},
    )
    assert ended.returncode == 64
    assert message in ended.stderr


def test_an_unknown_setting_stops_a_job_by_name() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tilebuild", "low", "--tile", "0/0/0", "--run_id", "r1"],
        capture_output=True,
        text=True,
        check=False,
        env={"TILEQUEUE__postgresql__hosts": "db"},
    )
    assert (ended.returncode, "unknown setting TILEQUEUE__postgresql__hosts" in ended.stderr) == (64, True)


def test_no_command_prints_the_help_and_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 64
    assert capsys.readouterr().err.startswith("Usage: tilebuild [OPTIONS] COMMAND")


def test_a_command_that_was_mistyped_points_at_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", "--pfb", "x"]) == 64
    assert capsys.readouterr().err.splitlines() == [
        "error: No such option '--pfb'. Did you mean '--pbf'?",
        "Usage: tilebuild run [OPTIONS]",
        "Help: tilebuild run --help",
    ]


@pytest.mark.parametrize("command", [["sample", "--out", "file/x"], ["run", "--home", "file/x"]])
def test_a_place_that_cannot_be_written_is_named_in_one_line(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    assert run(command) in (64, 75)
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "file/x" in error
    assert error.count("\n") == 1


def signalled(number: signal.Signals, hangup: str = "SIG_DFL") -> tuple[int, str, str]:
    """How a command ends that gets a signal in its middle: exit code, output, messages.

    It begins as from a terminal: signals that the tests were started to ignore (by nohup, by a script's ``&``) are
    heeded again, ``hangup`` as told.
    """
    code = (
        "import signal; from tilebuild import cli\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"signal.signal(signal.SIGHUP, signal.{hangup})\n"
        "def work(*_):\n"
        f"  try: signal.raise_signal({int(number)}); print('went on')\n"
        "  finally: print('tidied')\n"
        "cli.group.main = lambda *_, **__: work()\n"
        "cli.main([])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_command_that_is_asked_to_end_tidies_up_and_ends_with_143(number: signal.Signals) -> None:
    assert signalled(number) == (143, "tidied\n", "stopped\n")


def test_a_command_that_was_begun_by_nohup_outlives_its_terminal() -> None:
    assert signalled(signal.SIGHUP, hangup="SIG_IGN") == (0, "went on\ntidied\n", "")
