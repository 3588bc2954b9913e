import io
import zlib
from itertools import pairwise
from zipfile import ZipFile

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.rawr.zips import deflate, join_zip
from tilebuild.tiles.kernel.zipping import Names, Payloads, zips
from tilebuild.tiles.mvt.types import ragged

NAMES = ("0/0/0.mvt", "12/345/6.mvt", "z")
CONTENTS = st.lists(st.binary(max_size=300), min_size=1, max_size=4)


def zipped(contents: list[bytes], members: list[list[int]]) -> list[bytes]:
    """Archives of the contents, by their numbers."""
    made = [deflate(content) for content in contents]
    crc, size = (np.array([one[field] for one in made], dtype=np.int64) for field in (1, 2))
    payloads = Payloads(*ragged(one.data for one in made), crc, size)
    data, start = zips(np.array(members), payloads, Names(*ragged(name.encode() for name in NAMES)))
    assert start[0] == 0
    assert start[-1] == len(data)
    return [data[begin:end].tobytes() for begin, end in pairwise(start.tolist())]


@given(CONTENTS, st.data())
def test_archives_hold_their_members_and_have_the_bytes_of_plain_zips(
    contents: list[bytes], data: st.DataObject
) -> None:
    row = st.lists(st.integers(0, len(contents) - 1), min_size=len(NAMES), max_size=len(NAMES))
    members = data.draw(st.lists(row, min_size=1, max_size=4))
    for archive, numbers in zip(zipped(contents, members), members, strict=True):
        wanted = {name: contents[number] for name, number in zip(NAMES, numbers, strict=True)}
        with ZipFile(io.BytesIO(archive)) as opened:
            assert opened.testzip() is None
            assert {name: opened.read(name) for name in opened.namelist()} == wanted
        assert archive == join_zip((name, deflate(content)) for name, content in wanted.items())


def test_a_directory_says_what_was_deflated() -> None:
    (archive,) = zipped([b"sea" * 99], [[0, 0, 0]])
    with ZipFile(io.BytesIO(archive)) as opened:
        assert {(info.CRC, info.file_size) for info in opened.infolist()} == {(zlib.crc32(b"sea" * 99), 297)}
