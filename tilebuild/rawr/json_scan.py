"""Walking over JSON text that PostgreSQL wrote (so it is valid), compiled; grammar: RFC 8259."""

import numpy as np

from tilebuild.compiled import lean
from tilebuild.rawr.binary import Integer
from tilebuild.rawr.rows import Bytes

_BETWEEN = np.zeros(256, np.bool_)
"""Bytes that only stand between values: white space, comma, colon."""
_BETWEEN[[ord(character) for character in " \t\r\n,:"]] = True


@lean
def next_token(data: Bytes, start: Integer, end: Integer) -> Integer:
    """The position of the next value, bracket or brace at or behind ``start``, or ``end``."""
    position = start
    while position < end and _BETWEEN[data[position]]:
        position += 1
    return position


@lean
def after_value(data: Bytes, start: Integer, end: Integer) -> Integer:
    """The position behind the value at ``start``: a string, a number, a word, or a whole array or object."""
    position, depth = start, 0
    while position < end:
        character = data[position]
        if character == ord('"'):
            position = _after_string(data, position, end)
        elif character in (ord("{"), ord("[")):
            depth, position = depth + 1, position + 1
        elif character in (ord("}"), ord("]")):
            depth, position = depth - 1, position + 1
        else:
            position = _after_word(data, position, end)
        if depth <= 0:
            break
        position = next_token(data, position, end)
    return position


@lean
def _after_string(data: Bytes, start: Integer, end: Integer) -> Integer:
    position = start + 1
    while position < end and data[position] != ord('"'):
        position += 2 if data[position] == ord("\\") else 1
    return min(position + 1, end)


@lean
def _after_word(data: Bytes, start: Integer, end: Integer) -> Integer:
    position = start
    while position < end and not _BETWEEN[data[position]] and data[position] not in (ord("}"), ord("]")):
        position += 1
    return position
