"""What verifying finds: in a run made without a database, whose objects are then damaged one at a time."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mercantile import Tile

from tests.support.stored import METATILES, control_of, drawn, put_run, tiles_of
from tilebuild.contracts import Stage, Written
from tilebuild.contracts.digest import added, content_digest
from tilebuild.contracts.result import MetatileShape, Place
from tilebuild.contracts.scope import Scope
from tilebuild.errors import RequestError
from tilebuild.keys import Layout, result_key, tile_key
from tilebuild.planning import owed_in_all
from tilebuild.rawr.archive import write_rawr
from tilebuild.rawr.members import REQUIRED
from tilebuild.report.collect import read_results
from tilebuild.storage import Bucket, open_directory
from tilebuild.tiles.archive import member_names, pack, read_member
from tilebuild.verify import Owing, Verdict, check, objects_of, verify_run

GROUP = Tile(533, 373, 10)
KEY = tile_key(GROUP, "r1", Layout.HASH_PREFIX)
NAMES = METATILES.names(10)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A finished run over one group, whose results say what is stored."""
    put_run(tmp_path, "r1", {"tiles": ["10/533/373"], "stages": ["high", "low"]}, drawn({}))
    control, tiles = control_of(tmp_path), tiles_of(tmp_path)
    scopes = owed_in_all("r1", control)[1].scopes()
    for result in read_results("r1", control):
        key = scopes[result.stage, result.item]
        owing = objects_of(result, Scope.parse(control.get(key).decode()) if key else None)
        digest = added(*(content_digest(one.key, tiles.get(one.key)) for one in owing))
        vouched = result.model_copy(update={"written": Written(digest=digest)})
        control.put(result_key("r1", result.stage, result.item), vouched.model_dump_json().encode())
    return tmp_path


def verify(home: Path, *, deep: bool = False) -> Verdict:
    return verify_run("r1", control_of(home), lambda name: open_directory(home / "buckets", name), deep=deep)


@pytest.mark.parametrize("deep", [False, True])
def test_a_whole_run_has_no_fault(home: Path, deep: bool) -> None:
    assert verify(home, deep=deep) == Verdict(85 + 10, ())


def replaced(data: bytes) -> Callable[[Bucket], None]:
    return lambda tiles: tiles.put(KEY, data)


WHOLE = pack([(name, b"earth" if number == 3 else b"") for number, name in enumerate(NAMES)])
SHAPE = MetatileShape(size=METATILES.size, tile_sizes=METATILES.tile_sizes, max_zoom=METATILES.max_zoom)


@settings(max_examples=200)
@given(st.integers(0, 8 * len(WHOLE) - 1))
def test_whichever_bit_of_a_metatile_is_turned_it_is_whole_or_told_to_be_broken(bit: int) -> None:
    broken = bytearray(WHOLE)
    broken[bit // 8] ^= 1 << bit % 8
    place = Place(bucket="tiles", prefix="r1", layout=Layout.HASH_PREFIX, metatile=SHAPE)
    for read in (partial(check, Owing(Stage.HIGH, GROUP, place)), member_names, partial(read_member, name=NAMES[3])):
        with suppress(RequestError):
            read(bytes(broken))


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda tiles: tiles.delete(KEY), "the metatile 10/533/373 is missing"),
        (replaced(b"no zip"), "the zip is broken"),
        (lambda tiles: tiles.put(KEY, tiles.get(KEY)[:-30]), "the zip is broken"),
        (replaced(pack([(NAMES[0], b"")])), "the metatile holds 1 members where 16 are due"),
    ],
)
def test_what_is_missing_or_broken_is_named(home: Path, damage: Callable[[Bucket], None], why: str) -> None:
    damage(tiles_of(home))
    (fault,) = verify(home).faults
    assert fault.what == f"tiles/{KEY}"
    assert fault.why.startswith(why)


@pytest.mark.parametrize("member", ["planet_osm_line", "planet_osm_ways", "planet_osm_rels"])
def test_every_member_of_a_rawr_tile_is_looked_into(member: str) -> None:
    owing = Owing(Stage.RAWR, GROUP, Place(bucket="rawr", prefix="r1", layout=Layout.HASH_PREFIX))
    check(owing, write_rawr(dict.fromkeys(REQUIRED, b"")))
    with pytest.raises(RequestError, match=f"{member} is malformed"):
        check(owing, write_rawr({**dict.fromkeys(REQUIRED, b""), member: b"\x01"}))


def test_a_job_without_a_result_is_named(home: Path) -> None:
    control_of(home).delete(result_key("r1", Stage.LOW, "3-4-2"))
    (fault,) = verify(home).faults
    assert (fault.what, fault.why) == ("low/3-4-2", "the job has no result")


@pytest.mark.parametrize(
    ("content", "what", "why"),
    [
        (b"\xff\xff no tile", f"tiles/{KEY}", "is no vector tile"),
        (b"\x1a\x08\x78\x02\x0a\x01a\x28\x80\x20", "high/7-66-46", "are not those that the job stored"),
    ],
)
def test_only_a_deep_look_finds_a_sound_zip_with_another_content(
    home: Path, content: bytes, what: str, why: str
) -> None:
    tiles_of(home).put(KEY, pack([(name, content if name == NAMES[0] else b"") for name in NAMES]))
    assert verify(home).faults == ()
    (fault,) = verify(home, deep=True).faults
    assert fault.what == what
    assert why in fault.why


@pytest.mark.parametrize(
    ("run_id", "why"),
    [("r2", "there is no run 'r2'"), ("../../x", "it must be letters"), ("", "it must be letters")],
)
def test_a_run_that_never_was_is_refused(home: Path, run_id: str, why: str) -> None:
    with pytest.raises(RequestError, match=why):
        verify_run(run_id, control_of(home), lambda name: open_directory(home / "buckets", name))
