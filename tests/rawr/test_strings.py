import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tilebuild.rawr.binary import read_only
from tilebuild.rawr.rows import Bytes, Int64s
from tilebuild.rawr.strings import Notation, TokenError, intern


def tokens_of(words: list[bytes]) -> tuple[bytes, list[int], list[int]]:
    ends = np.cumsum([len(word) for word in words]).tolist()
    return b"".join(words), [end - len(word) for word, end in zip(words, ends, strict=True)], ends


def whole(_: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Int64s]:
    return start, end


def of_more_than_one_byte(_: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Int64s]:
    return start, np.where(end - start > 1, end, -1)


def nowhere(_: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Int64s]:
    return start, np.full(len(end), -1)


BARE = Notation(whole, bytes.decode)
HALF = Notation(of_more_than_one_byte, bytes.decode)


def interned(words: list[bytes], notation: Notation = BARE) -> list[str]:
    data, start, end = tokens_of(words)
    result = intern(read_only(data), np.array(start, dtype=np.int64), np.array(end, dtype=np.int64), notation)
    assert len(set(result.strings)) == len(result.strings)
    return [result.strings[code] for code in result.codes]


@given(st.lists(st.text(max_size=3)), st.sampled_from((BARE, HALF)))
@example(["a", "bc", "d\0e", "", "fg"], HALF)
@example([], HALF)
def test_every_token_gets_its_text_and_every_text_stands_once(words: list[str], notation: Notation) -> None:
    assert interned([word.encode() for word in words], notation) == words


def test_a_table_that_grows_many_times_forgets_nothing() -> None:
    words = [str(number * number) for number in range(20_000)] * 2
    assert interned([word.encode() for word in words]) == words


def test_tokens_of_one_text_get_one_code() -> None:
    data, start, end = tokens_of([b"a", b"A", b"b", b"a"])
    starts, ends = np.array(start, dtype=np.int64), np.array(end, dtype=np.int64)
    result = intern(read_only(data), starts, ends, Notation(nowhere, lambda token: token.decode().lower()))
    assert (result.codes.tolist(), result.strings) == ([0, 0, 1, 0], ("a", "b"))


@pytest.mark.parametrize("notation", [BARE, HALF])
def test_a_token_without_text_is_told_by_its_place(notation: Notation) -> None:
    with pytest.raises(TokenError) as caught:
        interned([b"fine", b"\xff"], notation)
    assert caught.value.offset == 4
