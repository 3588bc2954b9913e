import struct
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rawr import Row, as_rows
from tests.support.rows import POINT, make_rows
from tilebuild.errors import RequestError
from tilebuild.rawr.msgpack_rows import decode, encode

INT64 = st.integers(min_value=-(2**63), max_value=2**63 - 1)
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
WKB = st.integers(min_value=0, max_value=20).map(lambda n: struct.pack(f"<BII{2 * n}d", 1, 2, n, *range(2 * n)))
ROWS = st.lists(st.tuples(INT64, WKB, st.dictionaries(TEXT, TEXT, max_size=20)), max_size=30)


def packed(*rows: Any) -> bytes:
    return b"".join(msgpack.packb(row) for row in rows)


def in_key_order(rows: list[Row]) -> list[Row]:
    return [(osm_id, wkb, dict(sorted(tags.items()))) for osm_id, wkb, tags in rows]


@given(ROWS)
def test_what_the_msgpack_library_packs_is_read(rows: list[Row]) -> None:
    assert as_rows(decode(packed(*rows))) == rows


@given(ROWS)
def test_written_is_what_the_msgpack_library_packs_with_keys_in_order(rows: list[Row]) -> None:
    assert encode(make_rows(rows)) == packed(*in_key_order(rows))


LENGTHS = [0, 15, 16, 31, 32, 255, 256, 65535, 65536]


@pytest.mark.parametrize("length", LENGTHS)
def test_strings_geometries_and_maps_of_every_size_class_are_written_as_short_as_can_be(length: int) -> None:
    padding = b"\0" * max(0, length - len(POINT))
    rows = [(1, POINT + padding, {"key": "v" * length}), (2, POINT, {f"{n:05}": "" for n in range(length)})]
    assert encode(make_rows(rows)) == packed(*rows)


@pytest.mark.parametrize("power", [5, 7, 8, 15, 16, 31, 32, 63])
def test_ids_around_every_power_are_written_as_short_as_can_be(power: int) -> None:
    near = [sign * 2**power + step for sign in (-1, 1) for step in (-1, 0, 1)]
    ids = [osm_id for osm_id in near if -(2**63) <= osm_id < 2**63]
    rows: list[Row] = [(osm_id, POINT, {}) for osm_id in ids]
    assert encode(make_rows(rows)) == packed(*rows)
    assert decode(packed(*rows)).ids.tolist() == ids


@pytest.mark.parametrize(
    ("row", "tags"),
    [
        ([7, POINT, {b"highway": b"track"}], {"highway": "track"}),
        ([7, POINT, None], {}),
        ([7, POINT, {"name": None, "oneway": "yes"}], {"oneway": "yes"}),
        ([7, POINT, {"rank": 3, "min_zoom": 4.5, "aoi": True}], {"rank": "3", "min_zoom": "4.5", "aoi": "true"}),
        ([7, POINT, {"a": "b", b"c": "b"}], {"a": "b", "c": "b"}),
    ],
)
def test_other_encodings_of_properties_are_read_as_text(row: list[Any], tags: dict[str, str]) -> None:
    rows = decode(packed(row))
    assert as_rows(rows) == [(7, POINT, tags)]
    assert len(set(rows.strings)) == len(rows.strings)


def test_longer_encodings_than_needed_are_read() -> None:
    row = b"\xdd\0\0\0\3" + b"\xd3" + struct.pack(">q", 5) + b"\xc6\0\0\0" + bytes([len(POINT)]) + POINT
    row += b"\xdf\0\0\0\1" + b"\xdb\0\0\0\1k" + b"\xda\0\1k"
    assert as_rows(decode(row)) == [(5, POINT, {"k": "k"})]


def test_wkb_as_a_string_is_read() -> None:
    assert as_rows(decode(b"\x93\x01" + bytes([0xD9, len(POINT)]) + POINT + b"\x80")) == [(1, POINT, {})]


SECOND = len(packed([1, POINT, {}]))


@pytest.mark.parametrize(
    ("broken", "offset", "wrong"),
    [
        (packed([1, POINT, {"k": "v"}])[:-1], 28, "cut off or invalid"),
        (packed([1, POINT, {}])[:9], 0, "cut off or invalid"),
        (packed([1, POINT, {}]) + b"\xc1", SECOND, "cut off or invalid"),
        (packed([1, POINT, {}], {"id": 1}), SECOND, "no array"),
        (packed([1, POINT]), 0, "no array"),
        (packed(["1", POINT, {}]), 0, "id is no integer"),
        (packed([1, 5, {}]), 0, "geometry"),
        (packed([1, POINT[:8], {}]), 0, "geometry"),
        (packed([1, b"\0" + POINT[1:], {}]), 0, "geometry"),
        (packed([1, b"\x01\x01\0\0\x20" + POINT[5:], {}]), 0, "geometry"),
        (packed([1, POINT, []]), 25, "no map"),
        (packed([1, POINT, {1: "v"}]), 26, "key is no string"),
        (packed([1, POINT, {"k": "v"}]).replace(b"\xa1v", b"\xa1\xff"), 28, "no UTF-8"),
        (b"PK\3\4 this is a zip", 0, "no array"),
    ],
)
def test_a_malformed_member_is_refused_with_its_name_and_the_byte(broken: bytes, offset: int, wrong: str) -> None:
    with pytest.raises(RequestError, match=rf"planet_osm_line is malformed at byte {offset}: .*{wrong}"):
        decode(broken, "planet_osm_line")


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_rows_or_refused(data: bytes) -> None:
    try:
        rows = decode(data)
    except RequestError:
        return
    assert len(decode(encode(rows))) == len(rows) == len(rows.tag_start) - 1


@given(ROWS.filter(bool), st.data())
def test_a_member_cut_off_anywhere_is_refused_or_ends_with_a_whole_row(rows: list[Row], data: st.DataObject) -> None:
    member = packed(*rows)
    end = data.draw(st.integers(min_value=0, max_value=len(member) - 1))
    try:
        read = as_rows(decode(member[:end]))
    except RequestError:
        return
    assert read == rows[: len(read)]
    assert packed(*rows[: len(read)]) == member[:end]


@pytest.mark.shared
@pytest.mark.parametrize("group", ["358", "359"])
@pytest.mark.parametrize("member", ["planet_osm_point", "planet_osm_line", "planet_osm_polygon"])
def test_golden_members_are_written_again_as_they_were_but_for_the_order_of_keys(
    shared_data: Path, group: str, member: str
) -> None:
    with ZipFile(shared_data / "golden" / "rawr" / "10" / "538" / f"{group}.zip") as archive:
        golden = archive.read(member)
    unpacker = msgpack.Unpacker(max_buffer_size=len(golden) or 1)
    unpacker.feed(golden)
    rows = [tuple(row) for row in unpacker]
    assert as_rows(decode(golden)) == rows
    assert encode(decode(golden)) == packed(*in_key_order(rows))
