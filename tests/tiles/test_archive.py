import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.errors import RequestError
from tilebuild.tiles.archive import member_names, pack, read_deflated, read_member
from tilebuild.tiles.framing import gzip_frame

NAMES = st.text("abc0123456789/.", min_size=1, max_size=12)


@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=8), st.randoms())
def test_what_is_packed_reads_back_in_any_order(contents: dict[str, bytes], random: object) -> None:
    members = list(contents.items())
    packed = pack(members)
    assert packed == pack(members[::-1])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(contents)
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_DEFLATED
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert not info.extra
            assert not info.flag_bits
    for name, content in members:
        assert read_member(packed, name) == content
        assert gzip.decompress(gzip_frame(read_deflated(packed, name))) == content


def test_an_empty_tile_is_a_member_of_no_bytes() -> None:
    packed = pack([("2/0/0.mvt", b"")])
    assert member_names(packed) == ("2/0/0.mvt",)
    assert read_deflated(packed, "2/0/0.mvt").size == 0


@pytest.mark.parametrize("broken", [b"", b"no zip at all", pack([("a", b"content" * 9)])[:-30]])
def test_what_is_no_zip_is_refused(broken: bytes) -> None:
    with pytest.raises(RequestError, match="no zip archive"):
        read_member(broken, "a")


def test_a_member_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(RequestError, match=r"no member '2/9/9\.mvt'"):
        read_member(pack([("2/0/0.mvt", b"")]), "2/9/9.mvt")


def test_a_stored_member_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a", b"content")
    with pytest.raises(RequestError, match="compression method 0"):
        read_member(buffer.getvalue(), "a")


def test_a_damaged_member_is_refused() -> None:
    packed = bytearray(pack([("a", bytes(range(256)))]))
    packed[100] ^= 0xFF
    with pytest.raises(RequestError, match="is damaged"):
        read_member(bytes(packed), "a")
