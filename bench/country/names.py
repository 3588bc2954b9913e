"""Names for whatever has one, of syllables."""

from collections.abc import Iterator

import numpy as np

_FIRST = "Al Ber Cor Dra El Fal Gron Hal Is Kar Lin Mar Nor Or Pel Quer Ros Sol Tur Ul Ver Wal Ys Zel".split()  # noqa: SIM905
_MIDDLE = "a e i o u an en in on ar er or al el il ta ve ri mo".split()  # noqa: SIM905
_LAST = "berg burg dorf feld grad ham heim holm mark mont mouth stad stein ton vale vik ville wald".split()  # noqa: SIM905


def names(rng: np.random.Generator) -> Iterator[str]:
    """Names without end, some of them more than once, as in life."""
    while True:
        drawn = [rng.integers(0, len(words), 4096).tolist() for words in (_FIRST, _MIDDLE, _LAST)]
        for first, middle, last in zip(*drawn, strict=True):
            yield _FIRST[first] + _MIDDLE[middle] + _LAST[last]


def translated(name: str, languages: int) -> dict[str, str]:
    """The name, and what it is in so many languages."""
    codes = ("en", "de", "fr", "es", "it", "pl", "nl", "ru", "uk", "sv", "pt", "cs", "tr", "el", "ar", "zh", "ja", "ko")
    ends = ("", "", "e", "a", "o", "ow", "en", "sk", "yk", "by", "a", "ice", "ci", "os", "iya", "an", "u", "in")
    return {"name": name} | {
        f"name:{code}": name + end for code, end in zip(codes[:languages], ends[:languages], strict=True)
    }
