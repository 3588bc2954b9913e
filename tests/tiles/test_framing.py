import gzip

from hypothesis import given
from hypothesis import strategies as st

from tilebuild.tiles.archive import deflate
from tilebuild.tiles.framing import FRAME_SIZE, gzip_frame


@given(st.binary(max_size=2000))
def test_a_framed_deflate_stream_is_gzip(content: bytes) -> None:
    framed = gzip_frame(deflate(content))
    assert gzip.decompress(framed) == content
    assert len(framed) == len(deflate(content).data) + FRAME_SIZE


def test_the_frame_says_nothing_of_time_or_machine() -> None:
    assert gzip_frame(deflate(b"tile"))[:10].hex() == "1f8b08000000000000ff"
