from pathlib import Path

import pytest

from tilebuild.errors import RequestError
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.load import load_style
from tilebuild.tiles.style.model import Geometry, Row

BENCHES = """
from dataclasses import dataclass
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Draw, Geometry, Row, Style

def benches(row: Row) -> tuple[Draw, ...]:
    if row.geometry is Geometry.POINT and row.tags.get("amenity") == "bench":
        return (Draw("pois", Shape.POINT, "bench", 14),)
    return ()

STYLE = Style(rules=(benches,), reads=frozenset({"amenity"}))
OTHER = Style(rules=(benches, benches), reads=frozenset({"amenity"}))
NUMBER = 3
"""


@pytest.fixture
def benches(tmp_path: Path) -> Path:
    path = tmp_path / "benches.py"
    path.write_text(BENCHES)
    return path


def test_no_name_is_the_basemap() -> None:
    assert load_style(None) is BASEMAP


def test_a_style_comes_from_a_module() -> None:
    assert load_style("tilebuild.tiles.style.basemap:BASEMAP") is BASEMAP


def test_a_style_comes_from_a_file(benches: Path) -> None:
    bench = Row(Geometry.POINT, "point", {"amenity": "bench"}, 0.0, False)
    assert [draw.shape for draw in load_style(str(benches)).draw(bench)] == [Shape.POINT]
    assert len(load_style(f"{benches}:OTHER").draw(bench)) == 2


@pytest.mark.parametrize(
    ("suffix", "message"),
    [(":NUMBER", "is a int: it must be a"), (":NOTHING", "has no attribute 'NOTHING'; write")],
)
def test_a_file_without_that_style_is_refused(benches: Path, suffix: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        load_style(f"{benches}{suffix}")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("there/is/none.py", "there is no file there/is/none.py"),
        ("no_such_module_here:STYLE", "cannot be imported .* write package.module:ATTRIBUTE"),
        ("tilebuild.tiles.style.basemap", "has no attribute 'STYLE'"),
        ("", "names no module: write"),
        (":STYLE", "names no module: write"),
    ],
)
def test_a_style_that_is_not_there_is_refused(spec: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        load_style(spec)


@pytest.mark.parametrize("text", ["def (", "1 / 0", "import no_such_module_here"])
def test_a_file_that_does_not_run_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text)
    with pytest.raises(RequestError, match="does not run"):
        load_style(str(path))
