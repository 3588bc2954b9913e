from tilebuild.contracts import ZoomCount
from tilebuild.jobs.tally import Tally, digest


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
    hashes = [{"a": b"1", "b": b"2"}, {"a": b"2", "b": b"1"}, {"a": b"1"}, {"c": b"1", "b": b"2"}]
    assert len({digest(one) for one in hashes}) == len(hashes)


def test_phases_add_up() -> None:
    tally = Tally()
    for _ in range(2):
        with tally.phase("read"):
            pass
    assert set(tally.seconds()) == {"read"}
