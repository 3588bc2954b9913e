"""Computed parts of pages are what the code computes now, and follow what they are computed from."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.docs import costs, planet, quotas
from tests.docs.pages import PARTS, computed, path
from tests.support.sam import ROOT
from tilebuild.contracts import Prices

# Who has counted the planet's work once does not count it again.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

QUEUE_TILE = planet.Work(tiles=1, pyramid=8, groups=64)


@pytest.mark.parametrize("page", PARTS)
def test_a_page_is_computed_from_what_there_is_now(page: str) -> None:
    assert path(page).read_text() == computed(page), "run `python -m tests.docs`"


@pytest.mark.parametrize("environment", costs.ENVIRONMENTS)
def test_samconfig_says_what_an_environment_costs_when_idle(environment: str) -> None:
    text = (ROOT / "samconfig.toml").read_text()
    told = re.search(rf"# [^\n]*Idle: (?:about|under) (\d+) USD[^\n]*\n\[{environment}\.deploy", text)
    assert told is not None
    assert 0 <= int(told[1]) - costs.idle_total(environment) < 5


def test_every_price_is_used_has_a_place_to_look_and_is_the_reports_where_that_has_it() -> None:
    code = (Path(costs.__file__)).read_text()
    for name, one in costs.TABLE["prices"].items():
        assert name in code or name.startswith("rds_db_"), name
        assert one["look"]
    told = Prices()
    assert costs.price("spot_vcpu_hour") == told.vcpu_hour
    assert costs.price("transition_1000") == told.transition_1000


def test_the_work_of_the_planet_is_every_tile_of_its_zooms() -> None:
    work = planet.work(*quotas.WORLD)
    assert (work.tiles, work.pyramid, work.groups) == (4**7, sum(4**zoom for zoom in range(8)), 4**10)
    assert work.metatiles == sum(4**zoom for zoom in range(14))


def test_one_queue_tile_is_two_jobs_and_its_pyramid() -> None:
    assert QUEUE_TILE.jobs == 10
    assert QUEUE_TILE.metatiles == 64 * 85 + 7 + 21


def test_hours_follow_what_they_are_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    before = costs.vcpu_hours(QUEUE_TILE, 100)
    monkeypatch.setitem(costs.TABLE["estimated"], "paid_per_used", 4.0)
    assert costs.vcpu_hours(QUEUE_TILE, 100) == 2 * before
    assert costs.vcpu_hours(QUEUE_TILE, 200) > 2 * before


def test_a_child_of_each_map_enters_as_many_states_as_its_way_has() -> None:
    history = planet.histories()
    assert (history.tile.states, history.low.states) == (4 + 2, 2 + 2)
    assert history.run.events < 100


def test_a_page_without_its_marks_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PARTS, "security.md", {"none": costs.price_table})
    with pytest.raises(ValueError, match=r"security\.md has no part none"):
        computed("security.md")


def test_prices_parse_as_numbers() -> None:
    table = tomllib.loads((ROOT / "docs" / "prices.toml").read_text())
    assert all(one["usd"] > 0 for one in table["prices"].values())
