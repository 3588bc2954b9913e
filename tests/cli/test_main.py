import subprocess
import sys

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
