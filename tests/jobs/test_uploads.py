"""Uploads beside the work: what waits for what, and what becomes of an error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock

import pytest
from mercantile import Tile

from tilebuild.contracts import Stage
from tilebuild.errors import UnavailableError
from tilebuild.jobs import high
from tilebuild.jobs.job import carry_out, open_job
from tilebuild.jobs.uploads import AT_ONCE, MOST, Uploads
from tilebuild.keys import Layout, tile_key
from tilebuild.rawr.archive import write_rawr
from tilebuild.rawr.members import REQUIRED
from tilebuild.settings import read_settings
from tilebuild.storage import Bucket, open_directory

PATIENCE = 60
"""Seconds after which something that should happen does not any more."""


class Gate:
    """A store whose writes wait until it is opened."""

    def __init__(self) -> None:
        self.open, self.entered = Event(), Event()
        self.begun: list[str] = []
        self.written: dict[str, bytes] = {}
        self._lock = Lock()

    def put(self, key: str, data: bytes) -> None:
        with self._lock:
            self.begun.append(key)
        self.entered.set()
        assert self.open.wait(PATIENCE)
        with self._lock:
            self.written[key] = data


class Broken:
    """A store whose second write fails."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def put(self, key: str, data: bytes) -> None:
        self.begun.append(key)
        if len(self.begun) == 2:
            raise UnavailableError("the object store failed at tiles/b: connection reset")


@pytest.fixture
def gate() -> Gate:
    return Gate()


def uploads(store: object, room: int = 100) -> Uploads:
    return Uploads(store, room)  # type: ignore[arg-type]


def test_everything_is_stored_when_the_block_has_ended(tmp_path: Path) -> None:
    bucket = open_directory(tmp_path, "tiles")
    with Uploads(bucket, 1000) as stored:
        for number in range(2 * MOST):
            stored.put(f"k/{number}", b"x" * (number % 300))
    assert sorted(bucket.list()) == sorted(f"k/{number}" for number in range(2 * MOST))
    assert bucket.get("k/299") == b"x" * 299


def test_the_work_goes_on_while_the_store_writes(gate: Gate) -> None:
    with uploads(gate) as stored:
        stored.put("a", b"a" * 40)
        stored.put("b", b"b" * 40)
        assert gate.written == {}
        gate.open.set()
    assert set(gate.written) == {"a", "b"}


def test_the_work_waits_when_too_much_does(gate: Gate) -> None:
    with uploads(gate) as stored, ThreadPoolExecutor() as beside:
        stored.put("a", b"a" * 60)
        waiting = beside.submit(stored.put, "b", b"b" * 60)
        assert gate.entered.wait(PATIENCE)
        assert not waiting.done()
        assert gate.begun == ["a"]
        gate.open.set()
        waiting.result(PATIENCE)
    assert set(gate.written) == {"a", "b"}


def test_an_object_larger_than_the_room_is_written_alone(gate: Gate) -> None:
    gate.open.set()
    with uploads(gate) as stored:
        for name in "abc":
            stored.put(name, name.encode() * 500)
    assert set(gate.written) == set("abc")


def test_an_error_ends_the_work_at_its_next_object_and_what_waits_is_given_up() -> None:
    store = Broken()

    def put_many() -> None:
        with uploads(store, room=10) as stored:
            for number in range(1000):
                stored.put(str(number), b"0123456789")

    with pytest.raises(UnavailableError, match="connection reset"):
        put_many()
    assert len(store.begun) == 2


def test_an_error_of_the_last_object_is_an_error_of_the_block() -> None:
    def put_two() -> None:
        with uploads(Broken()) as stored:
            stored.put("a", b"")
            stored.put("b", b"")

    with pytest.raises(UnavailableError, match="connection reset"):
        put_two()


def test_after_an_error_of_the_work_what_was_not_begun_is_given_up(gate: Gate) -> None:
    def fail() -> None:
        with uploads(gate, room=1 << 20) as stored:
            for number in range(10 * AT_ONCE):
                stored.put(str(number), b"x")
            assert gate.entered.wait(PATIENCE)
            gate.open.set()
            raise KeyError("way")

    with pytest.raises(KeyError):
        fail()
    assert set(gate.written) == set(gate.begun)


def test_a_group_is_read_while_those_before_are_still_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    control, rawr = open_directory(tmp_path, "control"), open_directory(tmp_path, "rawr")
    groups = [Tile(538, 358, 10), Tile(538, 359, 10)]
    for group in groups:
        rawr.put(tile_key(group, "p1", Layout.PREFIX_HASH), write_rawr(dict.fromkeys(REQUIRED, b"")))
    control.put("scope.txt", b"10/538/358\n10/538/359\n")
    last_read = Event()

    def reading(group: Tile, *more: object) -> object:
        if group == groups[-1]:
            last_read.set()
        return read(group, *more)

    def writing(bucket: Bucket, key: str, data: bytes, *more: str) -> None:
        if bucket.name == "tiles":
            assert last_read.wait(PATIENCE), "the second group waits for the first one's uploads"
        write(bucket, key, data, *more)

    read: Callable[..., object] = high.read_group
    write: Callable[..., None] = Bucket.put
    monkeypatch.setattr(high, "read_group", reading)
    monkeypatch.setattr(Bucket, "put", writing)
    buckets = {"control__bucket": "control", "store__name": "tiles", "rawr__source__bucket": "rawr"}
    settings = buckets | {"scope__key": "scope.txt", "store__date-prefix": "p1", "rawr__source__prefix": "p1"}
    told = read_settings({f"TILEQUEUE__{name}": value for name, value in settings.items()})
    result = carry_out(open_job(Stage.HIGH, Tile(67, 44, 7), "r1", told, {}), high.make_metatiles)
    assert result.written.objects == len(list(open_directory(tmp_path, "tiles").list())) == 170
