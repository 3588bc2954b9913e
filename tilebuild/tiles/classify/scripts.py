"""In which script a name is written, and names in several scripts taken apart."""

import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from tilebuild.tiles.style.values import words

LATIN = "Latin"
JAPANESE = frozenset({"Han", "Hiragana", "Katakana"})
MIXED_JAPANESE = "Mixed-Japanese"

WORDS = {
    "CJK": "Han",
    "IDEOGRAPHIC": "Han",
    "CANADIAN": "Canadian_Aboriginal",
    "MEETEI": "Meetei_Mayek",
    "OL": "Ol_Chiki",
}
"""First words of Unicode character names that are no script's own name."""

SCRIPTS = words(
    "Adlam Arabic Armenian Bengali Bopomofo Canadian_Aboriginal Cherokee Coptic Cyrillic Devanagari Ethiopic Georgian "
    "Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Javanese Kannada Katakana Khmer Lao Latin Malayalam "
    "Meetei_Mayek Mongolian Myanmar Nko Ol_Chiki Oriya Osmanya Sinhala Syriac Tamil Telugu Thaana Thai Tibetan "
    "Tifinagh Vai Yi"
)
"""Scripts that are told; a character of any other, a digit or a mark goes with its neighbours."""

MAX_PARTS = 3
APART = " \t\n\u3000/|–—·・,،;(（["
"""Characters that one of two names ends with where the next one begins."""

TRIMMED = " \t\n\u3000/|–—·・,،;-:"
BRACKETS = "()（）[]"
"""What is taken off the ends of a part: brackets only where their partners are in another part."""


class Part(NamedTuple):
    """A name, or the part of one that is written in one script."""

    text: str
    script: str | None
    """Absent for Latin."""


@cache
def script_of(character: str) -> str | None:
    """The script of a letter, or None if it has none of ours (digits, punctuation, marks)."""
    if not unicodedata.category(character).startswith(("L", "M")):
        return None
    words = unicodedata.name(character, "").removeprefix("FULLWIDTH ").removeprefix("HALFWIDTH ").split(" ")
    if words[:1] == ["KATAKANA-HIRAGANA"]:
        return None
    script = WORDS.get(words[0], words[0].capitalize())
    return script if script in SCRIPTS else None


@lru_cache(maxsize=1 << 16)
def split_by_script(name: str) -> tuple[Part, ...]:
    """One to three parts: ``Θεσσαλονίκη / Thessaloniki`` is two, ``Bozen - Bolzano`` and ``東京タワー`` are one.

    A name is taken apart only if each script stands in it once, as a run with white space or a separator to both
    sides, and has letters enough to be a name; everything else stays whole in the script that it is mostly in.
    """
    runs = _runs(name)
    if 1 < len(runs) <= MAX_PARTS and _is_several_names(runs):
        return tuple(Part(_trimmed(text), _told(script)) for text, script in runs)
    return (Part(name, _told(_main_script(name))),)


def _runs(name: str) -> list[tuple[str, str]]:
    """The name cut where the script changes; the Japanese ones are one; what has no script goes with what is before."""
    runs: list[tuple[str, str]] = []
    for character in name:
        script = script_of(character) or ""
        script = MIXED_JAPANESE if script in JAPANESE else script
        if runs and (not script or not runs[-1][1] or script == runs[-1][1]):
            text, before = runs.pop()
            runs.append((text + character, before or script))
        else:
            runs.append((character, script))
    return [(text, _main_script(text) or "") for text, _ in runs]


def _is_several_names(runs: list[tuple[str, str]]) -> bool:
    scripts = [script for _, script in runs]
    apart = all(text[-1] in APART for text, _ in runs[:-1])
    enough = all(sum(map(str.isalpha, text)) > (script == LATIN) for text, script in runs)
    return apart and enough and len(set(scripts)) == len(scripts) and "" not in scripts


def _main_script(name: str) -> str | None:
    """The script of a name that stays whole: Latin gives way to any other, since it is the one that goes untold."""
    found = [script for script in map(script_of, name) if script]
    others = [script for script in found if script != LATIN]
    if not others:
        return LATIN if found else None
    if set(others) <= JAPANESE:
        return others[0] if len(set(others)) == 1 else MIXED_JAPANESE
    return max(sorted(set(others)), key=others.count)


def _trimmed(text: str) -> str:
    text = text.strip(TRIMMED)
    opened, closed = (sum(map(text.count, BRACKETS[side::2])) for side in (0, 1))
    return text if opened == closed else text.strip(TRIMMED + BRACKETS)


def _told(script: str | None) -> str | None:
    return None if script in (LATIN, None) else script
