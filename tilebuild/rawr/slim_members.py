"""Members of relations as texts: a letter and an id, like ``w22``."""

import numpy as np

from tilebuild.compiled import lean
from tilebuild.rawr.binary import Integer
from tilebuild.rawr.rows import Bytes

_LARGEST = (1 << 63) - 1


@lean
def member_of_text(data: Bytes, start: Integer, end: Integer) -> tuple[Integer, Integer]:
    """Type (-1: it is none) and id of a member written like ``w22``; an id has at most 63 bits."""
    kind = member_kind(data[start]) if end - start >= 2 else -1
    negative = kind >= 0 and data[start + 1] == ord("-")
    first = start + 1 + negative
    ref = np.int64(0)
    for position in range(first, end):
        digit = np.int64(data[position]) - ord("0")
        if not 0 <= digit <= 9 or ref > (_LARGEST - digit) // 10:
            return -1, 0
        ref = 10 * ref + digit
    return (kind if first < end else -1), (-ref if negative else ref)


@lean
def member_kind(letter: Integer) -> Integer:
    """Type of a member by its letter, small or capital; -1: there is none of that letter."""
    small = letter | 0x20
    return 0 if small == ord("n") else 1 if small == ord("w") else 2 if small == ord("r") else -1
