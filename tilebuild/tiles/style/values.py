"""Texts of OpenStreetMap tags as numbers and flags: what rules and copied properties read."""

import re
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?")
"""Of no more digits than a fraction tells apart: what has more counts nothing on Earth."""
_LENGTH = re.compile(r"([+-]?\d{1,15}(?:[.,]\d+)?)\s*(m|metres?|meters?|ft|feet|foot|')?", re.IGNORECASE)
_FEET_AND_INCHES = re.compile(r"(\d{1,15})\s*'\s*(?:(\d{1,15}(?:\.\d+)?)\s*(?:\"|''))?")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+|\d+")
_METRES_A_FOOT = 0.3048
_METRES_A_LEVEL = 3.0

NO = ("no", "false", "0", "")
"""Values by which a tag says that the thing is not there."""


def words(text: str) -> frozenset[str]:
    """The words of a text as a set: how the tables list plain values."""
    return frozenset(text.split())


def has(value: str | None) -> bool:
    """Whether a tag is there and does not say no."""
    return value is not None and value not in NO


def number(text: str) -> int | float | None:
    """A plain decimal number, whole ones as int; None if the text is anything else."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    return _plain(float(text))


def whole(text: str) -> int | None:
    """A whole number with or without separators between thousands (``12,345``); None if the text is anything else."""
    text = text.strip()
    if not _THOUSANDS.fullmatch(text) or len(text) > 18:
        return None
    return int(re.sub(r"\D", "", text))


@lru_cache(maxsize=1 << 12)
def metres(text: str) -> int | float | None:
    """A length in metres out of ``12``, ``12.5 m``, ``40 ft`` or ``6'2"``, to the centimetre; None if it is none."""
    text = text.strip()
    if match := _FEET_AND_INCHES.fullmatch(text):
        return _plain((int(match[1]) + float(match[2] or 0) / 12) * _METRES_A_FOOT)
    if match := _LENGTH.fullmatch(text):
        length = float(match[1].replace(",", "."))
        return _plain(length * _METRES_A_FOOT if (match[2] or "m").lower()[0] in "f'" else length)
    return None


def height(text: str) -> int | float | None:
    """A building's height in metres: more than nothing and less than any building's."""
    value = metres(text)
    return value if value is not None and 0 < value < 1000 else None


def height_of_levels(text: str) -> int | float | None:
    """A building's height in metres, guessed from its number of levels at three metres each."""
    levels = number(text)
    return None if levels is None else height(str(levels * _METRES_A_LEVEL))


def lowest_level(text: str) -> str | None:
    """The lowest of the admin levels in ``4`` or ``2;4``; None if one of them is no number."""
    parts = [part.strip() for part in text.split(";")]
    return str(min(map(int, parts))) if all(re.fullmatch(r"\d{1,2}", part) for part in parts) else None


def layer(text: str) -> str | None:
    """OSM's ``layer`` as a whole number from -5 to 5; None if it is no number or the ground."""
    value = number(text)
    return None if value is None or int(value) == 0 else str(max(-5, min(5, int(value))))


def two_digits(text: str) -> str | None:
    """A whole number rounded down to its first two digits: few distinct values, and no step of 1, 2 or 5 crossed."""
    value = whole(text)
    if value is None:
        return None
    unit = 10 ** max(0, len(str(value)) - 2)
    return str(value // unit * unit)


def five_hundreds(text: str) -> str | None:
    """A height above the sea rounded down to 500 m."""
    value = metres(text)
    return None if value is None else str(int(value // 500 * 500))


def _plain(value: float) -> int | float:
    """The number as int where it is whole, otherwise to the second decimal."""
    return int(value) if value.is_integer() else round(value, 2)
