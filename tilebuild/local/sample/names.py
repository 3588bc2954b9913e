"""Hands out names: of streets, settlements and streams, from the words of the gazetteer."""

import numpy as np

from tilebuild.local.sample.gazetteer import (
    BROOKS,
    GRAND_KINDS,
    KINDS,
    LANGUAGES,
    ORDINALS,
    PLACES,
    STEMS,
    STREETS,
)


class StreetNames:
    """Street names of one part of the sample, each given once."""

    def __init__(self, rng: np.random.Generator) -> None:
        """Shuffle all Latin combinations."""
        combined = [f"{stem} {kind}" for stem in STEMS for kind in KINDS]
        self._latin = [combined[index] for index in rng.permutation(len(combined))]
        self._given = dict.fromkeys([*STREETS, "Latin"], 0)
        self._rng = rng

    def next(self, script: str) -> dict[str, str]:
        """``name`` and, where the script is not Latin, the name in its language.

        When all words of a script are used up, Latin names get a word in front and others a number behind.
        """
        count = self._given[script]
        self._given[script] = count + 1
        if script == "Latin":
            turn, index = divmod(count, len(self._latin))
            prefix = f"{ORDINALS[(turn - 1) % len(ORDINALS)]} " if turn else ""
            return {"name": prefix + self._latin[index]}
        pattern, stems = STREETS[script]
        turn, index = divmod(count, len(stems))
        name = pattern.format(stems[index]) + (f" {turn + 1}" if turn else "")
        return {"name": name, f"name:{LANGUAGES[script]}": name}

    def stem(self) -> str:
        """A first word, for a school or a square."""
        return self.next("Latin")["name"].rsplit(" ", 1)[0]

    def grand(self) -> dict[str, str]:
        """A name for a main street."""
        return {"name": f"{self._rng.choice(STEMS)} {self._rng.choice(GRAND_KINDS)}"}


def place_names(script: str, number: int) -> dict[str, str]:
    """``name`` and variants of the ``number``-th settlement with names in a script."""
    turn, index = divmod(number, len(PLACES[script]))
    name, _, english = PLACES[script][index].partition("|")
    if turn:
        name, english = f"{name} {turn + 1}", f"{english} {turn + 1}"
    if script == "Latin":
        return {"name": name}
    return {"name": name, f"name:{LANGUAGES[script]}": name, "name:en": english}


def brook(number: int) -> str:
    """The name of the ``number``-th stream."""
    return f"{BROOKS[number % len(BROOKS)]} {('Beck', 'Brook', 'Burn')[number // len(BROOKS) % 3]}"
