"""The functions that Step Functions adds to JSONata: $parse, $uuid, $partition, $range, $hash and $random.

https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

import hashlib
import json
import random
import uuid
from collections.abc import Callable
from typing import Any

from tilebuild.local.asl.json_text import Json, to_text

HASHES = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


class FunctionError(ValueError):
    """A function was called with arguments that it cannot take."""


def _number(function: str, value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise FunctionError(f"${function} needs integers, not {value!r}")
    return int(value)


def parse(text: Json = None) -> Json:
    """The JSON value that a text holds; nothing for nothing."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise FunctionError("$parse needs a string")
    try:
        return json.loads(text)
    except ValueError as error:
        raise FunctionError(f"$parse: {error}") from error


def new_uuid() -> str:
    """A version 4 UUID."""
    return str(uuid.uuid4())


def partition(array: Json = None, size: Json = None) -> Json:
    """The array in chunks of ``size``; the last may be shorter."""
    if array is None:
        return None
    values = array if isinstance(array, list) else [array]
    length = _number("partition", size)
    if length < 1:
        raise FunctionError(f"$partition needs a chunk size of at least 1, not {length}")
    return [list(values[start : start + length]) for start in range(0, len(values), length)]


def number_range(first: Json = None, last: Json = None, step: Json = None) -> Json:
    """Integers from first to last, both included."""
    start, stop, stride = (_number("range", value) for value in (first, last, step))
    if stride == 0:
        raise FunctionError("$range needs a step other than 0")
    return list(range(start, stop + (1 if stride > 0 else -1), stride))


def hash_text(data: Json = None, algorithm: Json = None) -> Json:
    """Hex digest of a string (of another value: of its JSON)."""
    if data is None:
        return None
    if algorithm not in HASHES:
        raise FunctionError(f"$hash knows the algorithms {', '.join(HASHES)}, not {algorithm!r}")
    text = data if isinstance(data, str) else to_text(data)
    return hashlib.new(HASHES[algorithm], text.encode(), usedforsecurity=False).hexdigest()


def random_number(seed: Json = None) -> float:
    """A number in [0, 1), always the same for the same seed."""
    return random.random() if seed is None else random.Random(seed).random()  # noqa: S311


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "parse": parse,
    "uuid": new_uuid,
    "partition": partition,
    "range": number_range,
    "hash": hash_text,
    "random": random_number,
}
