from tilebuild.contracts import ZoomCount
from tilebuild.jobs.tally import Tally


def test_objects_and_tiles_are_counted_by_zoom() -> None:
    tally = Tally()
    tally.wrote(10, "a", b"123")
    tally.holds(10, 12, ZoomCount(tiles=3, empty=13, bytes=99))
    tally.wrote(11, "b", b"1")
    written = tally.written()
    assert written.zooms == {
        10: ZoomCount(objects=1, tiles=3, empty=13, bytes=3),
        11: ZoomCount(objects=1, bytes=1),
    }
    assert written.tile_zooms == {12: ZoomCount(tiles=3, empty=13, bytes=99)}
    assert (written.objects, written.bytes) == (2, 4)


def test_the_digest_does_not_depend_on_the_order_of_writing() -> None:
    one, other = Tally(), Tally()
    one.wrote(10, "a", b"1")
    one.wrote(10, "b", b"2")
    other.wrote(10, "b", b"2")
    other.wrote(10, "a", b"1")
    assert one.written().digest == other.written().digest


def test_the_digest_tells_contents_and_keys_apart() -> None:
    stored = [{"a": b"1", "b": b"2"}, {"a": b"2", "b": b"1"}, {"a": b"1"}, {"c": b"1", "b": b"2"}]
    assert len({tally_of(objects).written().digest for objects in stored}) == len(stored)


def test_what_two_jobs_stored_adds_up_to_what_one_would_have_stored() -> None:
    one = tally_of({"a": b"1", "b": b"2", "c": b"3"}).written()
    first, second = tally_of({"b": b"2"}).written(), tally_of({"c": b"3", "a": b"1"}).written()
    assert first.plus(second) == second.plus(first) == one


def tally_of(objects: dict[str, bytes]) -> Tally:
    tally = Tally()
    for key, data in objects.items():
        tally.wrote(10, key, data)
    return tally


def test_phases_add_up() -> None:
    tally = Tally()
    for _ in range(2):
        with tally.phase("read"):
            pass
    assert set(tally.seconds()) == {"read"}
