"""Road numbers as shields: what stands in one, and which one it is."""

import re

MAX_LENGTH = 5
"""Characters that the widest shield holds."""

NETWORKS = (
    (re.compile(r"I (\d.*)"), "US:I"),
    (re.compile(r"US (\d.*)"), "US:US"),
    (re.compile(r"([sS]\d{3})"), "NL:S-road"),
)
"""How the first part of a ``ref`` looks, and the network that it tells; the group is what stands in the shield."""


def shield_text(ref: str) -> str | None:
    """The first part of ``ref`` (``A 4;E 30``) without spaces and without its network, if it fits."""
    text = re.sub(r"\s", "", _read(ref)[0])
    return text if 1 <= len(text) <= MAX_LENGTH else None


def network(ref: str) -> str | None:
    """``US:I``, ``US:US`` or ``NL:S-road`` where the road number tells it and has a shield."""
    return _read(ref)[1] if shield_text(ref) else None


def _read(ref: str) -> tuple[str, str | None]:
    """What stands in the shield, and the network."""
    first = ref.split(";", maxsplit=1)[0].strip()
    for pattern, name in NETWORKS:
        if match := pattern.fullmatch(first):
            return match[1], name
    return first, None
