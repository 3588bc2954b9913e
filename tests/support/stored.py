"""A machine's home with a finished run in it, made without a database: metatiles of tiles given by hand."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from mercantile import Tile

from tilebuild.contracts import (
    BuildRequest,
    JobResult,
    MetatileShape,
    Place,
    RunReport,
    RunStatus,
    Stage,
    StageReport,
    Written,
    ZoomCount,
)
from tilebuild.contracts.scope import Scope, metatile_zooms
from tilebuild.grid import format_tile, parse_tile
from tilebuild.keys import Layout, report_key, result_key, tile_key
from tilebuild.planning import owed_in_all, plan_pass
from tilebuild.storage import Bucket, open_directory
from tilebuild.tiles.archive import pack
from tilebuild.tiles.metatile import MetatileLayout

CONTROL, TILES = "control", "tiles"
SHAPE = MetatileShape(size=8, tile_sizes=(512,), max_zoom=16)
METATILES = MetatileLayout(8, (512,), 16)
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)

Draw = Callable[[Tile], bytes]
"""Plain MVT of a tile; empty for nothing."""


def control_of(home: Path) -> Bucket:
    return open_directory(home / "buckets", CONTROL)


def tiles_of(home: Path) -> Bucket:
    return open_directory(home / "buckets", TILES)


def drawn(tiles: Mapping[str, bytes]) -> Draw:
    """Tiles by their z/x/y; every other one is empty."""
    return lambda tile: tiles.get(format_tile(tile), b"")


def put_metatiles(metatiles: Iterable[Tile], draw: Draw, prefix: str, home: Path) -> None:
    """Store metatiles."""
    bucket = tiles_of(home)
    for metatile in metatiles:
        members = [(member.name, draw(member.tile)) for member in METATILES.members(metatile)]
        bucket.put(tile_key(metatile, prefix, Layout.HASH_PREFIX), pack(members))


def put_run(
    home: Path,
    run_id: str,
    area: Mapping[str, object],
    draw: Draw,
    *,
    prefix: str = "",
    time: datetime = NOON,
    report: bool = True,
) -> None:
    """Store everything that a run over the area leaves behind."""
    control = control_of(home)
    request = BuildRequest.parse({"run_id": run_id, "prefix": prefix, **area}, "request").named(run_id)
    plan_pass(request.model_dump(mode="json"), run_id, 1, control)
    _, owed = owed_in_all(run_id, control)
    tiles = owed.tile_names()
    for (stage, item), key in owed.scopes().items():
        if stage == Stage.RAWR:
            continue
        tile = parse_tile(tiles[stage, item])
        scope = Scope.parse(control.get(key).decode()) if key else Scope.whole(tile)
        put_metatiles(
            scope.metatiles(metatile_zooms(stage, tile, METATILES.max_coordinate_zoom)), draw, request.prefix, home
        )
        result = _result(stage, item, tiles[stage, item], request, time)
        control.put(result_key(run_id, stage, item), result.model_dump_json().encode())
    if report:
        control.put(report_key(run_id, "json"), _report(request, time).model_dump_json().encode())


def _result(stage: Stage, item: str, tile: str, request: BuildRequest, time: datetime) -> JobResult:
    return JobResult(
        stage=stage,
        item=item,
        tile=tile,
        run_id=request.run_id,
        version="0",
        place=Place(bucket=TILES, prefix=request.prefix, layout=Layout.HASH_PREFIX, metatile=SHAPE),
        written=Written(zooms={}, tile_zooms={}, digest=""),
        rows=0,
        seconds={"total": 1.0},
        peak_memory_mib=1.0,
        attempt=1,
        started=time,
        ended=time,
    )


def _report(request: BuildRequest, time: datetime) -> RunReport:
    count = ZoomCount(objects=3, tiles=5, empty=7, bytes=11)
    stage = StageReport(
        owed=1, done=1, zooms={13: count}, rows=1, seconds=1.0, longest_seconds=1.0, peak_memory_mib=1.0
    )
    return RunReport(
        run_id=request.run_id,
        prefix=request.prefix,
        status=RunStatus.SUCCEEDED,
        message="everything that the run owed is stored",
        request=request,
        passes=1,
        started=time,
        ended=time,
        stages={Stage.RAWR: stage, Stage.HIGH: stage},
        tile_zooms={15: count},
        missing=(),
        failures={},
    )
