import socket
from pathlib import Path

import pytest

from tests.support.stored import drawn, put_run
from tilebuild.cli import run
from tilebuild.errors import EXIT_REQUEST


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put_run(tmp_path, "build", {"bbox": [7.40, 43.72, 7.44, 43.75], "zooms": [0, 10]}, drawn({}))
    return tmp_path


def test_a_prefix_without_tiles_is_refused_by_what_there_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--home", str(home), "--prefix", "biuld"]) == EXIT_REQUEST
    assert "no tiles under prefix 'biuld'" in (error := capsys.readouterr().err)
    assert error.endswith("there is build\n")


def test_an_address_that_is_taken_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(["serve", "--home", str(home), "--port", str(port)]) == EXIT_REQUEST
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err
