"""What the headers of a request ask for: encodings and conditions (RFC 9110, sections 12.5.3 and 13.1.2)."""

import re

Headers = list[tuple[bytes, bytes]]
"""As ASGI brings them: names in lower case."""

_WEIGHT = re.compile(r"q=(0(\.\d{0,3})?|1(\.0{0,3})?)")
_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def header(headers: Headers, name: bytes) -> str:
    """The header's value, several of them joined with commas, empty where there is none."""
    return ",".join(value.decode("latin-1") for key, value in headers if key == name)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether gzip may be sent: it is named, or ``*`` is, with a weight above zero."""
    weights = dict(_weighted(part) for part in accept_encoding.lower().split(",") if part.strip())
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def matches(if_none_match: str, tag: str) -> bool:
    """Whether the client has what bears ``tag`` (without quotes) already; weak and strong tags compare alike."""
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)


def _weighted(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    weight = next((match for piece in parameters if (match := _WEIGHT.fullmatch(piece))), None)
    return name, float(weight[1]) if weight else 1.0
