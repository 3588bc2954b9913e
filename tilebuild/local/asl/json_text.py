"""JSON as Step Functions measures it: compact UTF-8 text of at most 256 KiB."""

import json
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A value of JSON: None, bool, int, float, str, list or dict with string keys."""

PAYLOAD_LIMIT = 256 * 1024
"""Bytes that a state's input, output or a variable may have."""


def to_text(value: Json) -> str:
    """Compact JSON text; NaN and infinities, which JSON does not have, raise ValueError."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def byte_size(text: str) -> int:
    """How many bytes the text has in UTF-8."""
    return len(text) if text.isascii() else len(text.encode())


def exceeds_limit(text: str) -> bool:
    """Whether the text is larger than a payload may be."""
    return byte_size(text) > PAYLOAD_LIMIT
