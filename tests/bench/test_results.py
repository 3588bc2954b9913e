import re
from pathlib import Path

import pytest

from bench.country.country import write_country
from bench.low import jobs
from bench.places import Place, Source
from bench.report import lines
from bench.results import result_of
from tests.support.postgres import Importer
from tilebuild.contracts import parse_request
from tilebuild.local.display import display_for
from tilebuild.local.importer.extract import extract_bbox
from tilebuild.planning.areas import groups_of


@pytest.fixture
def place(tmp_path: Path, imported: Importer) -> Place:
    extract = tmp_path / "country.osm.pbf"
    write_country(extract, scale=0.1)
    found = groups_of(parse_request({"bbox": extract_bbox(extract)}))
    return Place(Source(country=True), extract, imported(extract), tuple(found), ())


@pytest.mark.database
def test_a_country_is_measured_at_low_zooms_and_its_tiles_are_true(place: Place) -> None:
    with display_for() as display:
        result = result_of(place, 1, False, display)
    assert [one.name for one in result.measured] == ["low zoom", "ST_AsMVT, low zoom"]
    assert [one.zoom for one in result.checked] == [9, 10, 11]
    assert all(one.torn == one.invalid == 0 for one in result.checked)
    assert {size.zoom for size in result.sizes} == set(range(12))
    (alone,) = result.low_alone
    assert alone.features > 100
    assert alone.bytes > 1000
    assert re.search(r"low zoom 7/\d+/\d+: ", "\n".join(lines(result)))
    assert len(jobs(place)) >= 8
