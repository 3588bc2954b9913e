import io
import random
import struct
import zipfile
from pathlib import Path

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rawr import as_rows
from tests.support.rows import POINT
from tilebuild.errors import RequestError
from tilebuild.rawr.archive import read_rawr, read_tables, write_rawr
from tilebuild.rawr.members import OPTIONAL, REQUIRED
from tilebuild.rawr.msgpack_rows import encode
from tilebuild.rawr.zips import read_content, read_directory, write_zip

EMPTY = dict.fromkeys(REQUIRED, b"")
ROW = msgpack.packb([5, POINT, {"place": "town"}])


def read_zip(data: bytes, what: str) -> dict[str, bytes]:
    return {name: read_content(data, info, what) for name, info in read_directory(data, what).items()}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """By the standard library."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@given(st.dictionaries(st.text("abc_", min_size=1), st.binary(max_size=500)))
def test_a_written_zip_is_read_by_the_standard_library_and_a_zip_of_its_by_us(members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(write_zip(members.items()))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == members
        assert archive.namelist() == list(members)
    assert read_zip(zipped(members), "it") == members


def test_a_member_much_larger_than_its_stream_is_read() -> None:
    members = {"zeros": bytes(10_000_000), "noise": random.Random(1).randbytes(300_000)}
    assert read_zip(write_zip(members.items()), "it") == members


def test_members_are_deflated_in_the_formats_order_whatever_order_they_are_given_in() -> None:
    names = [*REQUIRED, *OPTIONAL]
    given_names = random.Random(2).sample(names, len(names))
    with zipfile.ZipFile(io.BytesIO(write_rawr(dict.fromkeys(given_names, ROW)))) as archive:
        assert archive.namelist() == [
            "planet_osm_point", "planet_osm_line", "planet_osm_polygon", "planet_osm_ways", "planet_osm_rels",
            "wof_neighbourhood", "water_polygons", "land_polygons", "ne_10m_urban_areas", "admin_areas",
            "buffered_land",
        ]  # fmt: skip
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_DEFLATED}


def test_the_same_members_are_the_same_bytes() -> None:
    members = EMPTY | {"land_polygons": ROW}
    assert write_rawr(members) == write_rawr(dict(reversed(members.items())))


def test_a_table_without_rows_is_a_member_of_no_bytes_and_an_absent_table_is_none() -> None:
    with zipfile.ZipFile(io.BytesIO(write_rawr(EMPTY))) as archive:
        assert [(info.filename, info.file_size) for info in archive.infolist()] == [(name, 0) for name in REQUIRED]
    tile = read_rawr(write_rawr(EMPTY))
    assert {name: len(rows) for name, rows in tile.tables.items()} == dict.fromkeys(REQUIRED[:3], 0)
    assert (tile.ways, tile.relations) == (b"", b"")


def test_tables_are_read_and_ways_and_relations_kept_as_they_are() -> None:
    tile = read_rawr(
        zipped(EMPTY | {"planet_osm_ways": b"ways", "planet_osm_rels": b"relations", "water_polygons": ROW})
    )
    assert as_rows(tile.tables["water_polygons"]) == [(5, POINT, {"place": "town"})]
    assert (tile.ways, tile.relations) == (b"ways", b"relations")


def test_the_tables_alone_are_read_though_ways_are_damaged() -> None:
    whole = write_rawr(EMPTY | {"planet_osm_point": ROW, "planet_osm_ways": b"ways" * 9})
    broken = whole.replace(write_zip([("w", b"ways" * 9)])[31:38], b"\0" * 7)
    assert {name: len(rows) for name, rows in read_tables(broken).items()} == dict(
        zip(REQUIRED[:3], (1, 0, 0), strict=True)
    )
    with pytest.raises(RequestError, match="'planet_osm_ways'"):
        read_rawr(broken)
    with pytest.raises(RequestError, match="no member 'planet_osm_rels'"):
        read_tables(zipped({name: content for name, content in EMPTY.items() if name != "planet_osm_rels"}))


def test_stored_members_and_members_of_other_names_are_no_hindrance() -> None:
    tile = read_rawr(zipped(EMPTY | {"planet_osm_point": ROW, "README": b"hello"}, zipfile.ZIP_STORED))
    assert list(tile.tables) == list(REQUIRED[:3])
    assert tile.tables["planet_osm_point"].ids.tolist() == [5]


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_member_is_named(name: str) -> None:
    members = {other: content for other, content in EMPTY.items() if other != name}
    with pytest.raises(RequestError, match=f"10/1/2 has no member '{name}'"):
        read_rawr(zipped(members), "RAWR tile 10/1/2")
    with pytest.raises(RequestError, match=f"'{name}'"):
        write_rawr(members)


def test_a_member_of_unknown_name_is_not_written() -> None:
    with pytest.raises(RequestError, match="'planet_osm_roads'"):
        write_rawr(EMPTY | {"planet_osm_roads": b""})


@pytest.mark.parametrize("broken", [b"", b"no zip at all", write_rawr(EMPTY)[:-30]])
def test_what_is_no_zip_is_refused(broken: bytes) -> None:
    with pytest.raises(RequestError, match=rf"RAWR tile 10/1/2 of {len(broken)} bytes is no zip archive"):
        read_rawr(broken, "RAWR tile 10/1/2")


def test_a_flipped_bit_in_a_member_is_told_with_the_member() -> None:
    noise = random.Random(3).randbytes(200)
    whole = write_rawr(EMPTY | {"planet_osm_line": noise})
    start = whole.index(b"planet_osm_line") + len("planet_osm_line")
    for position in range(start + 8, start + 200, 7):
        broken = bytearray(whole)
        broken[position] ^= 0x10
        with pytest.raises(RequestError, match="member 'planet_osm_line' of it is damaged"):
            read_rawr(bytes(broken), "it")


def test_a_member_cut_off_inside_the_zip_is_told() -> None:
    whole = write_zip([("planet_osm_point", ROW * 100)])
    directory = whole.index(b"PK\1\2")
    end = struct.pack("<I", directory - 20)
    shorter = whole[: directory - 20] + whole[directory:-6] + end + whole[-2:]
    with pytest.raises(RequestError, match="member 'planet_osm_point' of it is damaged"):
        read_zip(shorter, "it")


def test_another_compression_is_refused() -> None:
    with pytest.raises(RequestError, match="'planet_osm_point' of it is compressed by method 12: it must be deflated"):
        read_rawr(zipped(EMPTY | {"planet_osm_point": ROW}, zipfile.ZIP_BZIP2), "it")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("group", "rows"),
    [
        ("358", {"planet_osm_point": 18, "planet_osm_line": 6, "planet_osm_polygon": 0}),
        ("359", {"planet_osm_point": 49, "planet_osm_line": 253, "planet_osm_polygon": 291}),
    ],
)
def test_the_golden_tiles_are_read_and_read_back_equal_when_written(
    shared_data: Path, group: str, rows: dict[str, int]
) -> None:
    golden = read_rawr((shared_data / "golden" / "rawr" / "10" / "538" / f"{group}.zip").read_bytes())
    assert {name: len(table) for name, table in golden.tables.items()} == rows
    members = {name: encode(table) for name, table in golden.tables.items()}
    written = read_rawr(write_rawr(members | {"planet_osm_ways": golden.ways, "planet_osm_rels": golden.relations}))
    assert (written.ways, written.relations) == (golden.ways, golden.relations)
    for name, table in golden.tables.items():
        assert as_rows(written.tables[name]) == as_rows(table)
