import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.rawr.binary import read_only
from tilebuild.rawr.strings import TokenError, intern


def tokens_of(words: list[bytes]) -> tuple[bytes, list[int], list[int]]:
    ends = np.cumsum([len(word) for word in words]).tolist()
    return b"".join(words), [end - len(word) for word, end in zip(words, ends, strict=True)], ends


def interned(words: list[bytes]) -> list[str]:
    data, start, end = tokens_of(words)
    result = intern(read_only(data), np.array(start, dtype=np.int64), np.array(end, dtype=np.int64), bytes.decode)
    assert len(set(result.strings)) == len(result.strings)
    return [result.strings[code] for code in result.codes]


@given(st.lists(st.text(max_size=3)))
def test_every_token_gets_its_text_and_every_text_stands_once(words: list[str]) -> None:
    assert interned([word.encode() for word in words]) == words


def test_a_table_that_grows_many_times_forgets_nothing() -> None:
    words = [str(number * number) for number in range(20_000)] * 2
    assert interned([word.encode() for word in words]) == words


def test_tokens_of_one_text_get_one_code() -> None:
    data, start, end = tokens_of([b"a", b"A", b"b", b"a"])
    starts, ends = np.array(start, dtype=np.int64), np.array(end, dtype=np.int64)
    result = intern(read_only(data), starts, ends, lambda token: token.decode().lower())
    assert (result.codes.tolist(), result.strings) == ([0, 0, 1, 0], ("a", "b"))


def test_a_token_without_text_is_told_by_its_place() -> None:
    with pytest.raises(TokenError) as caught:
        interned([b"fine", b"\xff"])
    assert caught.value.offset == 4
