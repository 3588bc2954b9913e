"""Protected areas: which of them are nature's, and which of these are national parks."""

from collections.abc import Mapping

PROTECTED_AREA, NATIONAL_PARK = "protected_area", "national_park"

CLASSES = frozenset({"1", "1a", "1b", "2", "3", "4", "5", "6", ""})
"""``protect_class`` of nature; the others protect soil, water, heritage or peoples and would paint regions green."""

READS = frozenset({"protect_class"})


def protected(kind: str, tags: Mapping[str, str]) -> str | None:
    """The kind that a protected area is: a national park in class 2, None outside the classes of nature.

    Other kinds stay what they are.
    """
    protection = tags.get("protect_class", "")
    if kind != PROTECTED_AREA:
        return kind
    if protection not in CLASSES:
        return None
    return NATIONAL_PARK if protection == "2" else kind
