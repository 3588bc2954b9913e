"""Names on the map: country, regions, city, towns, villages, suburbs, quarters, farms."""

from collections.abc import Mapping, Sequence

import numpy as np

from tilebuild.local.sample.extract import Extract
from tilebuild.local.sample.frame import generator
from tilebuild.local.sample.gazetteer import CITY_NAMES, COUNTRY_NAMES, NEIGHBOUR_NAMES, QUARTERS, STEMS, SUBURBS
from tilebuild.local.sample.layout import CITY, CITY_RADIUS, Settlement
from tilebuild.local.sample.names import place_names


def settlement_names(places: Sequence[Settlement]) -> list[Mapping[str, str]]:
    """Names of all settlements, in their order; the city first."""
    given: dict[str, int] = {"Latin": 1}
    names: list[Mapping[str, str]] = [CITY_NAMES]
    for place in places[1:]:
        number = given.get(place.script, 0)
        given[place.script] = number + 1
        names.append(place_names(place.script, number))
    return names


def add_places(extract: Extract, seed: int, places: Sequence[Settlement], names: Sequence[Mapping[str, str]]) -> None:
    """Place nodes of every kind."""
    rng = generator(seed, "places")
    extract.node((-3000, 6200), {"place": "country", "population": "212000", **COUNTRY_NAMES})
    extract.node((16_000, 13_200), {"place": "country", "population": "5400000", **NEIGHBOUR_NAMES})
    extract.node((-9000, 3600), {"place": "region", "name": "Westmark", "ref": "W"})
    extract.node((9800, 6200), {"place": "state", "name": "Ostermark", "name:en": "Eastmark", "ref": "O"})
    for place, name in zip(places, names, strict=True):
        tags = {"place": place.kind, "population": str(place.population), **name}
        if place.kind == "city":
            tags |= {"capital": "yes", "wikidata": "Q0"}
        extract.node(place.centre, tags)
    _add_quarters(extract)
    for number in range(14):
        spot = rng.uniform((-13_000, -3_000), (13_000, 9_000))
        kind, noun = (("locality", "Moor"), ("farm", "Farm"), ("isolated_dwelling", "Cottage"))[number % 3]
        extract.node(spot, {"place": kind, "name": f"{STEMS[number * 7 % len(STEMS)]} {noun}"})


def _add_quarters(extract: Extract) -> None:
    """The city's suburbs on a spiral around its centre, neighbourhoods of many scripts between them."""
    for number, name in enumerate(SUBURBS):
        spot = _spiral(number, len(SUBURBS), 0.0)
        kind = "suburb" if number % 4 else "quarter"
        extract.node(spot, {"place": kind, "name": name, "population": str(9200 - 410 * number)})
    for number, (name, english, language) in enumerate(QUARTERS):
        spot = _spiral(number, len(QUARTERS), 0.9)
        extract.node(spot, {"place": "neighbourhood", "name": name, f"name:{language}": name, "name:en": english})


def _spiral(number: int, count: int, turn: float) -> tuple[float, float]:
    """Spots spread evenly over the northern three quarters of the city (its south is the sea)."""
    share = np.sqrt((number + 0.6) / count) * 0.7
    angle = np.radians(-25 + (number * 137.5 + turn * 180) % 230)
    return float(CITY[0] + CITY_RADIUS * share * np.cos(angle)), float(CITY[1] + CITY_RADIUS * share * np.sin(angle))
