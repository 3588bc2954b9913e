"""Which tags are names, and which of them the map styles ask for."""

import re
from functools import lru_cache

from tilebuild.tiles.style.values import words

LANGUAGES = words(
    "ar bg cs da de el en es et fa fi fr ga he hi hr hu id it ja ko lt lv mr mt ne nl no pl pt ro ru sk sl sv tr uk ur "
    "vi zh-Hans zh-Hant"
)
"""Languages that the map styles know."""

STYLE_KEYS = frozenset(f"name:{language}" for language in LANGUAGES)
"""Names that every labelled feature carries besides ``name``."""

ALIASES = {"name:zh": "name:zh-Hans", "name:nb": "name:no"}
"""Names that also serve as another one where that is missing: how most names in these languages are tagged."""

_NAME_KEY = re.compile(r"name|name:[a-z]{2,3}(?:[-_][A-Za-z0-9]+)*")


@lru_cache(maxsize=1 << 16)
def is_name_key(key: str) -> bool:
    """Whether a tag is a name, in a language or none: ``name:left`` and ``name:etymology`` are not."""
    return _NAME_KEY.fullmatch(key) is not None


@lru_cache(maxsize=1 << 16)
def preference(key: str) -> tuple[int, str]:
    """What to sort name keys by so that the first one serves as ``name``: itself, English, then alphabetically."""
    return (("name", "name:en").index(key) if key in ("name", "name:en") else 2), key
