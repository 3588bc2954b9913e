import io
import random
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.errors import RequestError
from tilebuild.rawr import zips
from tilebuild.rawr.zips import Deflated, deflate, join_zip, read_content, read_directory, stream_of, write_zip

NOISE = random.Random(1).randbytes(200)
DIRECTORY = b"PK\1\2"
"""What an entry of the directory begins with."""
VERSION, FLAGS, CRC, SIZE, PLACE = 6, 8, 16, 24, 42
"""Where they stand in it."""


def opened(data: bytes) -> zipfile.ZipFile:
    """By the standard library."""
    return zipfile.ZipFile(io.BytesIO(data))


def content(data: bytes, name: str = "a") -> bytes:
    return read_content(data, read_directory(data, "it")[name], "it")


def changed(data: bytes, place: int, by: bytes) -> bytes:
    """An archive of one member with other bytes in its entry of the directory."""
    at = data.index(DIRECTORY) + place
    return data[:at] + by + data[at + len(by) :]


@given(st.binary(max_size=2000), st.integers(0, 3))
def test_a_stream_is_raw_deflate_with_the_size_and_checksum_of_its_content(plain: bytes, level: int) -> None:
    stream, crc, size = deflate(plain, level)
    assert zlib.decompress(stream, wbits=-15) == plain
    assert (crc, size) == (zlib.crc32(plain), len(plain))


def test_what_repeats_itself_takes_little_room_and_less_at_a_higher_level() -> None:
    least, most = (len(deflate(b"highway" * 10_000, level).data) for level in (3, 0))
    assert least < most < 1000


def test_streams_of_another_compressor_are_joined_and_found_again_as_they_are() -> None:
    made = zlib.compressobj(9, wbits=-15)
    stream = made.compress(NOISE * 2) + made.flush()
    joined = join_zip([("a", deflate(b"before")), ("b", Deflated(stream, zlib.crc32(NOISE * 2), 2 * len(NOISE)))])
    assert opened(joined).read("b") == NOISE * 2
    assert stream_of(joined, read_directory(joined, "it")["b"], "it") == stream


def test_members_bear_no_time_are_plain_files_and_have_nothing_besides() -> None:
    for info in opened(write_zip([("a", b"x"), ("b", b"")])).infolist():
        assert (info.date_time, info.create_system, info.external_attr) == ((1980, 1, 1, 0, 0, 0), 3, 0o100644 << 16)
        assert (info.extra, info.comment, info.flag_bits, info.volume) == (b"", b"", 0, 0)


def test_the_order_is_the_one_that_is_given() -> None:
    data = write_zip([("b", b"1"), ("a", b"2"), ("c", b"3")])
    assert opened(data).namelist() == list(read_directory(data, "it")) == ["b", "a", "c"]


def test_an_archive_may_be_empty() -> None:
    assert opened(write_zip([])).namelist() == []
    assert read_directory(write_zip([]), "it") == {}


def test_a_member_that_makes_the_archive_too_large_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    members = [("a", NOISE), ("b", NOISE)]
    data = write_zip(members)
    monkeypatch.setattr(zips, "LIMIT", data.index(DIRECTORY))
    assert write_zip(members) == data
    monkeypatch.setattr(zips, "LIMIT", data.index(DIRECTORY) - 1)
    with pytest.raises(RequestError, match="member 'b' makes the zip larger"):
        write_zip(members)


def test_a_content_of_more_than_4_gib_is_refused() -> None:
    with pytest.raises(RequestError, match="member 'a' makes the zip larger than 4 GiB"):
        join_zip([("a", Deflated(b"\3\0", 0, 1 << 32))])


def test_an_archive_of_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    members = [("a", b""), ("b", b"")]
    monkeypatch.setattr(zips, "MOST_MEMBERS", 2)
    assert opened(write_zip(members)).namelist() == ["a", "b"]
    monkeypatch.setattr(zips, "MOST_MEMBERS", 1)
    with pytest.raises(RequestError, match="a zip of 2 members"):
        write_zip(members)


def test_an_archive_of_a_later_version_of_the_format_is_refused() -> None:
    with pytest.raises(RequestError, match=r"no zip archive: zip file version 25\.5"):
        read_directory(changed(write_zip([("a", NOISE)]), VERSION, b"\xff"), "it")


def test_extra_fields_in_front_of_a_content_are_passed_over() -> None:
    info = zipfile.ZipInfo("a")
    info.extra = struct.pack("<HHI", 0x9999, 4, 7)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, NOISE)
    assert content(buffer.getvalue()) == NOISE


@given(st.integers(0, len(write_zip([("a", NOISE)])) - 1))
def test_an_archive_that_is_cut_off_is_none(end: int) -> None:
    with pytest.raises(RequestError, match=f"metatile 3/4/5 of {end} bytes is no zip archive"):
        read_directory(write_zip([("a", NOISE)])[:end], "metatile 3/4/5")


def test_an_encrypted_member_is_refused() -> None:
    with pytest.raises(RequestError, match="member 'a' of it is encrypted"):
        content(changed(write_zip([("a", NOISE)]), FLAGS, b"\1"))


@pytest.mark.parametrize("size", [0, len(NOISE) - 1, len(NOISE) + 1, 10 * len(NOISE)])
def test_a_content_of_another_size_is_damaged(size: int) -> None:
    with pytest.raises(RequestError, match="member 'a' of it is damaged: its checksum"):
        content(changed(write_zip([("a", NOISE)]), SIZE, struct.pack("<I", size)))


def test_a_content_of_another_checksum_is_damaged() -> None:
    with pytest.raises(RequestError, match="member 'a' of it is damaged: its checksum"):
        content(changed(write_zip([("a", NOISE)]), CRC, struct.pack("<I", zlib.crc32(NOISE) ^ 1)))


def test_a_stored_content_is_checked_too() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a", NOISE)
    assert content(buffer.getvalue()) == NOISE
    with pytest.raises(RequestError, match="member 'a' of it is damaged: its checksum"):
        content(buffer.getvalue().replace(NOISE[:9], NOISE[:8] + b"?"))


def test_a_member_that_stands_behind_the_end_is_damaged() -> None:
    with pytest.raises(RequestError, match="member 'a' of it is damaged"):
        content(changed(write_zip([("a", NOISE)]), PLACE, struct.pack("<I", 5000)))
