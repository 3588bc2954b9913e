from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner
from mercantile import Tile

from bench.__main__ import main
from bench.high import HIGH, works
from bench.measured import made, of_metatiles
from bench.older import OLDER, measured
from bench.places import Place, Source
from tests.support.rows import make_rows
from tilebuild.errors import RequestError
from tilebuild.grid import box
from tilebuild.local.project import project_directory
from tilebuild.rawr.archive import write_rawr
from tilebuild.rawr.members import REQUIRED
from tilebuild.rawr.msgpack_rows import encode
from tilebuild.tiles.kernel.engine import KernelEngine

GROUP = Tile(538, 359, 10)


@pytest.fixture
def place() -> Place:
    """A place whose only RAWR tile has one road."""
    west, south, east, north = box(GROUP)
    road = shapely.LineString([(west, south), (east, north)]).wkb
    rows = make_rows([(1, road, {"highway": "primary"})])
    data = write_rawr({**dict.fromkeys(REQUIRED, b""), "planet_osm_line": encode(rows)})
    found = Place(Source(), Path(), (), (), (GROUP,))  # type: ignore[arg-type] # there is no database
    found.__dict__["rawr_tiles"] = ((GROUP, data),)
    return found


@pytest.mark.slow
def test_a_checkout_of_this_version_makes_what_this_one_makes(place: Place) -> None:
    found = measured(HIGH, place, 1, project_directory())
    expected = of_metatiles(OLDER, found.cost, made(works(place, KernelEngine())), HIGH)
    assert found == expected
    assert found.count > 1
    assert found.cost.processor > 0


@pytest.mark.slow
def test_what_is_no_other_version_is_refused(place: Place, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="found elsewhere"):
        measured(HIGH, place, 1, tmp_path)
    (tmp_path / "tilebuild").mkdir()
    (tmp_path / "tilebuild" / "__init__.py").touch()
    with pytest.raises(RequestError, match=r"makes metatiles of a RAWR tile \(ModuleNotFoundError"):
        measured(HIGH, place, 1, tmp_path)


def test_another_version_is_measured_at_high_zoom_alone(tmp_path: Path) -> None:
    found = CliRunner().invoke(main, ["--older", str(tmp_path), "--country"])
    assert found.exit_code == 2
    assert "--older does not go with --country" in found.output
