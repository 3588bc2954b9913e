import pytest

from tilebuild.serve.headers import accepts_gzip, header, matches


@pytest.mark.parametrize(
    ("accept", "gzip"),
    [
        ("", False),
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("GZip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("identity", False),
        ("*", True),
        ("*;q=0", False),
        ("x-gzip", True),
        ("br;q=1.0, gzip;q=0.001", True),
        ("gzipped", False),
        (",,;;=", False),
    ],
)
def test_gzip_is_sent_to_who_takes_it(accept: str, gzip: bool) -> None:
    assert accepts_gzip(accept) is gzip


@pytest.mark.parametrize(
    ("condition", "same"),
    [
        ("", False),
        ("*", True),
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x", "abc"', True),
        ('"abcd"', False),
        ("abc", False),
        ('"ABC"', False),
    ],
)
def test_a_tag_matches_itself_in_any_list(condition: str, same: bool) -> None:
    assert matches(condition, "abc") is same


def test_a_header_given_twice_is_one_list() -> None:
    assert header([(b"a", b"1"), (b"b", b"2"), (b"a", b"3")], b"a") == "1,3"
