import io
import random
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.errors import RequestError
from tilebuild.serve.directory import TAIL, ChangedError, read_directory, read_entry
from tilebuild.tiles.archive import pack


def reader(data: bytes, log: list[tuple[int, int]] | None = None) -> Callable[[int, int], bytes]:
    def read(start: int, length: int) -> bytes:
        assert 0 <= start <= start + length <= len(data)
        if log is not None:
            log.append((start, length))
        return data[start : start + length]

    return read


@given(st.dictionaries(st.from_regex(r"[0-9]/[0-9]/[0-9]\.mvt", fullmatch=True), st.binary(max_size=90), max_size=80))
def test_every_member_of_a_metatile_is_read_by_its_range(contents: dict[str, bytes]) -> None:
    data = pack(list(contents.items()))
    directory = read_directory(len(data), reader(data))
    assert set(directory) == set(contents)
    for name, content in contents.items():
        member = read_entry(directory[name], reader(data))
        assert zlib.decompress(member.data, -15) == content
        assert (member.crc, member.size) == (zlib.crc32(content), len(content))


def test_one_member_of_a_large_metatile_is_read_without_the_others() -> None:
    noise = random.Random(1)
    data = pack([(f"2/0/{index}.mvt", noise.randbytes(40_000)) for index in range(4)])
    log: list[tuple[int, int]] = []
    entry = read_directory(len(data), reader(data, log))["2/0/2.mvt"]
    read_entry(entry, reader(data, log))
    assert log == [(len(data) - TAIL, TAIL), (entry.start, entry.end - entry.start)]
    assert log[1][1] < len(data) / 3


def test_a_directory_longer_than_the_tail_is_read_whole() -> None:
    contents = {f"{index:0300}": b"x" for index in range(80)}
    data = pack(list(contents.items()))
    assert set(read_directory(len(data), reader(data))) == set(contents)


def test_zips_of_other_writers_are_read() -> None:
    buffer = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return buffer.write(data)  # type: ignore[arg-type]

    with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"a comment behind the directory"
        archive.writestr("a", b"one" * 99)
        archive.writestr("b", b"two" * 99)
    data = buffer.getvalue()
    directory = read_directory(len(data), reader(data))
    assert zlib.decompress(read_entry(directory["b"], reader(data)).data, -15) == b"two" * 99


@pytest.mark.parametrize("damaged", [b"", b"no zip at all", pack([("a", b"content" * 9)])[:-30]])
def test_what_has_no_directory_is_refused(damaged: bytes) -> None:
    with pytest.raises(ChangedError):
        read_directory(len(damaged), reader(damaged))


def test_a_member_that_moved_is_noticed() -> None:
    old = pack([("a", b"short"), ("b", b"content of b")])
    new = pack([("a", bytes(range(200))), ("b", b"content of b")])
    entry = read_directory(len(old), reader(old))["b"]
    with pytest.raises(ChangedError, match="'b' is not where"):
        read_entry(entry, reader(new))


def test_a_member_that_is_not_deflated_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a", b"content")
    data = buffer.getvalue()
    entry = read_directory(len(data), reader(data))["a"]
    with pytest.raises(RequestError, match="compression method 0"):
        read_entry(entry, reader(data))
