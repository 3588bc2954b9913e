import os
from pathlib import Path

import pytest

from tilebuild.errors import RequestError
from tilebuild.local.home import Current, Home

CURRENT = Current("r1", "p1", "osm", "control", (1.0, 2.0, 3.0, 4.0), "style.py")


def test_the_newest_build_is_remembered(tmp_path: Path) -> None:
    home = Home(tmp_path / "a home")
    home.set_current(CURRENT)
    assert home.current() == CURRENT
    assert [path.name for path in home.path.iterdir()] == ["current.json"]


@pytest.mark.parametrize("text", ["", '{"run_id": "r1"', "[]", '{"run_id": "r1"}', '{"bbox": [1], "colour": 2}'])
def test_a_damaged_note_is_named_and_ends_nothing_but_the_look(tmp_path: Path, text: str) -> None:
    home = Home(tmp_path)
    (tmp_path / "current.json").write_text(text)
    with pytest.raises(RequestError, match=r"current\.json is damaged"):
        home.current()
    assert home.unfinished(CURRENT) == ""


def test_a_build_that_left_no_report_is_gone_on_with_where_the_same_is_asked_for(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.set_current(CURRENT)
    assert home.unfinished(Current("", "", *list(vars(CURRENT).values())[2:])) == "r1"
    for other in ({"bbox": (1.0, 2.0, 3.0, 5.0)}, {"style": ""}, {"database": "other"}):
        assert home.unfinished(Current(**{**vars(CURRENT), **other})) == ""


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="cannot be written"):
        Home(tmp_path / "file" / "home").make()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RequestError, match="Permission denied"):
        Home(tmp_path).make()


def test_a_run_without_metatiles_has_no_store(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.set_current(CURRENT)
    with pytest.raises(RequestError, match="run 'r9' has made no metatile"):
        home.store_of("r9")
