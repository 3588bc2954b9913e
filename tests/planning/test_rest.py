"""What the next pass asks for, what only_missing asks for, and what becomes of heavy tiles."""

import json
from pathlib import Path
from typing import Any

import pytest
from mercantile import Tile

from tilebuild.contracts import Failures, Plan, Stage, Written, ZoomCount
from tilebuild.contracts.scope import Scope, metatile_zooms
from tilebuild.errors import RequestError
from tilebuild.grid import ancestor, descendants, format_tile, pyramid
from tilebuild.keys import WEIGHTS, Layout, failure_key, result_key, tile_key
from tilebuild.planning import Site, plan_pass, read_owed, site_of
from tilebuild.planning.stored import check_bounded
from tilebuild.planning.weights import with_groups, write_weights
from tilebuild.storage import Bucket, open_directory

WHOLE = {"tiles": ["7/66/46"]}
ITEM = "7-66-46"
SITE = Site(rawr_bucket="rawr", tile_bucket="tiles")
WRITTEN = Written(zooms={10: ZoomCount(objects=61, bytes=9)}, digest="ab" * 32)


@pytest.fixture
def control(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    return open_directory(tmp_path, "control")


def items(plan: Plan, kind: str, control: Bucket) -> list[dict[str, Any]]:
    return [json.loads(line) for line in control.get(getattr(plan, kind).key).decode().splitlines()]


def scope(key: str, control: Bucket) -> Scope:
    return Scope.parse(control.get(key).decode())


def leave(control: Bucket, stage: Stage, **more: Any) -> None:
    failures = Failures(stage=stage, item=ITEM, tile="7/66/46", run_id="r1", **{"failed": {}, **more})
    control.put(failure_key("r1", stage, ITEM), failures.model_dump_json().encode())


def tile_item(plan: Plan, control: Bucket) -> dict[str, Any]:
    (item,) = items(plan, "tiles", control)
    return item


def test_a_job_that_failed_on_three_metatiles_is_asked_for_those_three(control: Bucket) -> None:
    plan_pass(WHOLE, "r1", 1, control)
    control.put(result_key("r1", "rawr", ITEM), b"{}")
    failed = {"13/4264/2984": "no", "13/4264/2985": "no", "10/533/373": "no"}
    leave(control, Stage.HIGH, failed=failed, written=WRITTEN)
    item = tile_item(plan_pass(WHOLE, "r1", 2, control), control)
    assert (item["item"], item["rawr"], item["high"]) == (ITEM, False, True)
    rest = scope(item["high_scope"], control)
    assert {format_tile(tile) for tile in rest.metatiles(range(10, 14))} == set(failed)
    assert rest.stored == WRITTEN


def test_a_rawr_job_is_asked_for_the_groups_that_failed_and_the_high_zoom_job_for_all(control: Bucket) -> None:
    plan_pass(WHOLE, "r1", 1, control)
    leave(control, Stage.RAWR, failed={"10/533/373": "no"}, written=WRITTEN)
    item = tile_item(plan_pass(WHOLE, "r1", 2, control), control)
    assert scope(item["rawr_scope"], control).groups() == [Tile(533, 373, 10)]
    assert (item["high"], item["high_scope"]) == (True, "")


def test_a_job_that_an_error_ended_is_asked_for_what_it_was_asked_for(control: Bucket) -> None:
    plan_pass(WHOLE, "r1", 1, control)
    leave(control, Stage.HIGH, failed={"13/4264/2984": "no"}, written=WRITTEN)
    narrow = tile_item(plan_pass(WHOLE, "r1", 2, control), control)["high_scope"]
    leave(control, Stage.HIGH, error="the database went away", exit_code=75, scope=narrow)
    assert tile_item(plan_pass(WHOLE, "r1", 3, control), control)["high_scope"] == narrow


def test_the_rest_of_an_item_has_the_same_key_however_often_it_is_planned(control: Bucket) -> None:
    plan_pass(WHOLE, "r1", 1, control)
    leave(control, Stage.HIGH, failed={"13/4264/2984": "no"})
    first, again = (tile_item(plan_pass(WHOLE, "r1", number, control), control) for number in (2, 1))
    assert first == again


def test_what_is_owed_stays_the_same_when_weights_and_code_have_changed(control: Bucket) -> None:
    plan_pass(WHOLE, "r1", 1, control)
    before = read_owed("r1", control)
    heavy = {format_tile(group): 10**8 for group in descendants(Tile(66, 46, 7), 10)}
    control.put(WEIGHTS, write_weights(with_groups({}, heavy)))
    plan_pass(WHOLE, "r1", 1, control)
    assert read_owed("r1", control) == before
    assert plan_pass(WHOLE, "r2", 1, control).tiles.count > 1


def test_a_dry_run_may_become_a_run(control: Bucket) -> None:
    assert plan_pass({**WHOLE, "dry_run": True}, "r1", 1, control).dry_run
    assert not plan_pass(WHOLE, "r1", 1, control).dry_run


def test_a_heavy_tile_becomes_items_of_some_groups_each_and_is_split_no_further(control: Bucket) -> None:
    sizes = {format_tile(group): 10_000_000 for group in descendants(Tile(66, 46, 7), 10)}
    control.put(WEIGHTS, write_weights(with_groups({}, sizes)))
    plan = plan_pass(WHOLE, "r1", 1, control)
    parts = items(plan, "tiles", control)
    assert [part["item"] for part in parts] == ["7-66-46-1", "7-66-46-2"]
    assert {part["tile"] for part in parts} == {"7/66/46"}
    scopes = [scope(part["high_scope"], control) for part in parts]
    assert sum(len(one.groups()) for one in scopes) == 64
    assert len({group for one in scopes for group in one.groups()}) == 64
    assert [scope(part["rawr_scope"], control).groups() for part in parts] == [one.groups() for one in scopes]


def test_heavy_items_and_the_top_of_the_pyramid_come_first(control: Bucket) -> None:
    control.put(WEIGHTS, write_weights(with_groups({}, {"10/8/8": 3 * 10**8})))
    plan = plan_pass({"tiles": ["7/66/46", "7/1/1", "7/0/64"]}, "r1", 1, control)
    assert [item["tile"] for item in items(plan, "tiles", control)] == ["7/1/1", "7/66/46", "7/0/64"]
    assert items(plan, "pyramid", control)[0]["tile"] == "0/0/0"


def put(bucket: str, tiles: list[Tile], layout: Layout, control: Bucket) -> None:
    store = open_directory(Path(str(control._store.prefix)).parent, bucket)
    for tile in tiles:
        store.put(tile_key(tile, "p", layout), b"x")


MISSING = {"tiles": ["10/533/373"], "prefix": "p", "only_missing": True}
HIGH = list(pyramid(Tile(533, 373, 10), 13))
LOW = [*(ancestor(Tile(66, 46, 7), zoom) for zoom in range(8)), Tile(133, 93, 8), Tile(266, 186, 9)]


def test_only_missing_owes_everything_where_nothing_is_stored(control: Bucket) -> None:
    plan = plan_pass(MISSING, "r1", 1, control, SITE)
    usual = plan_pass({**MISSING, "only_missing": False}, "r2", 1, control, SITE)
    assert (plan.tiles.count, plan.pyramid.count) == (usual.tiles.count, usual.pyramid.count) == (1, 8)


def test_only_missing_owes_nothing_where_everything_is_stored(control: Bucket) -> None:
    put("tiles", HIGH + LOW, Layout.HASH_PREFIX, control)
    assert plan_pass(MISSING, "r1", 1, control, SITE).owed == 0


def test_only_missing_owes_the_missing_metatiles_and_the_rawr_tile_if_that_is_missing_too(control: Bucket) -> None:
    put("tiles", HIGH[2:] + LOW[:-1], Layout.HASH_PREFIX, control)
    plan = plan_pass(MISSING, "r1", 1, control, SITE)
    item = tile_item(plan, control)
    assert scope(item["high_scope"], control).metatiles(range(10, 14)) == set(HIGH[:2])
    assert (item["rawr"], scope(item["rawr_scope"], control).groups()) == (True, [Tile(533, 373, 10)])
    (low,) = items(plan, "pyramid", control)
    assert scope(low["scope"], control).metatiles(metatile_zooms(Stage.LOW, Tile(66, 46, 7), 13)) == {LOW[-1]}
    put("rawr", [Tile(533, 373, 10)], Layout.PREFIX_HASH, control)
    assert tile_item(plan_pass(MISSING, "r2", 1, control, SITE), control)["rawr"] is False


def test_only_missing_goes_with_a_range_of_zooms(control: Bucket) -> None:
    put("tiles", [tile for tile in HIGH if tile.z == 11], Layout.HASH_PREFIX, control)
    plan = plan_pass({**MISSING, "zooms": [11, 12]}, "r1", 1, control, SITE)
    assert plan.pyramid.count == 0
    rest = scope(tile_item(plan, control)["high_scope"], control)
    assert rest.metatiles(range(10, 14)) == {tile for tile in HIGH if tile.z == 12}


def test_only_missing_is_written_down_once_so_that_the_next_pass_owes_the_same(control: Bucket) -> None:
    put("tiles", HIGH[2:] + LOW, Layout.HASH_PREFIX, control)
    plan_pass(MISSING, "r1", 1, control, SITE)
    put("tiles", HIGH[:1], Layout.HASH_PREFIX, control)
    rest = scope(tile_item(plan_pass(MISSING, "r1", 2, control, SITE), control)["high_scope"], control)
    assert rest.metatiles(range(10, 14)) == set(HIGH[:2])


def test_only_missing_over_the_world_is_refused(control: Bucket) -> None:
    with pytest.raises(RequestError, match="look for 89,128,960 tiles and may look for 500,000"):
        plan_pass({"world": True, "only_missing": True}, "r1", 1, control, SITE)


def test_as_many_as_are_allowed_are_looked_for() -> None:
    check_bounded(3, 3)
    with pytest.raises(RequestError):
        check_bounded(4, 3)


def test_zooms_below_the_deepest_metatiles_are_refused(control: Bucket) -> None:
    with pytest.raises(RequestError, match="field 'zooms' begins at 14: the deepest metatiles are of 13"):
        plan_pass({**WHOLE, "zooms": [14, 16]}, "r1", 1, control)


def test_a_deployment_says_concurrency_margin_and_depth() -> None:
    environment = {"MAX_CONCURRENCY": "7", "RAWR_MARGIN": "0", "METATILE_SIZE": "4", "METATILE_MAX_ZOOM": "15"}
    site = site_of({**environment, "RAWR_BUCKET": "r", "TILE_BUCKET": "t"})
    assert (site.max_concurrency, site.margin, site.max_metatile_zoom) == (7, 0.0, 13)
    assert (site.rawr_bucket, site.tile_bucket) == ("r", "t")
    assert site_of({}) == Site()


@pytest.mark.parametrize(("name", "value"), [("METATILE_SIZE", "3"), ("MAX_CONCURRENCY", "-1"), ("RAWR_MARGIN", "x")])
def test_a_deployment_that_says_nonsense_is_told_so(name: str, value: str) -> None:
    with pytest.raises(RequestError, match=name):
        site_of({name: value})


def test_a_request_goes_before_what_the_deployment_says(control: Bucket) -> None:
    site = Site(max_concurrency=7)
    assert plan_pass(WHOLE, "r1", 1, control, site).max_concurrency == 7
    assert plan_pass({**WHOLE, "max_concurrency": 9}, "r1", 1, control, site).max_concurrency == 9


@pytest.mark.parametrize("length", [0, 10, -1, -2, -12, -40])
def test_a_list_of_what_is_owed_that_is_cut_off_is_refused(control: Bucket, length: int) -> None:
    plan_pass({"tiles": ["7/66/46", "7/66/45"]}, "r1", 1, control)
    key = "runs/r1/owed/tiles.jsonl"
    control.put(key, control.get(key)[:length])
    with pytest.raises(RequestError, match="what run r1 owes is cut off"):
        read_owed("r1", control)
