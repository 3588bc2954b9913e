"""Layer ``places``: countries, regions, settlements and their quarters, as points with all their names.

=============  ==========================================================  ============================================
kind           OSM ``place``                                               tile zooms
=============  ==========================================================  ============================================
country        country                                                     1 to 5 by population, ends at 8
region         state, province                                             4 to 6 by population, ends at 11
locality       city, town, village, hamlet, locality, farm,                :data:`PLACES`, cities and towns earlier by
               isolated_dwelling                                           population (:data:`EARLIER`) or as capitals
macrohood      quarter, borough                                            from 12
neighbourhood  suburb, neighbourhood                                       from 11 and 13
=============  ==========================================================  ============================================

``kind_detail`` is the OSM value. ``population_rank`` and ``sort_key`` are numbers, ``capital`` is ``yes`` or the admin
level of what the place is the capital of. Areas are labelled only where OSM maps them without a node: quarters and
small places that are no administrative unit. The table ``wof_neighbourhood`` adds Who's On First's quarters.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Copy, Draw, Geometry, Names, Row
from tilebuild.tiles.style.values import number, two_digits, whole
from tilebuild.tiles.style.zooms import LAST, from_tile, to_tile


class Place(NamedTuple):
    """What a ``place`` is, and when it is shown if nothing more is known."""

    kind: str
    zoom: float
    """First tile zoom."""
    population: int
    """What is assumed without a ``population``."""


PLACES = {
    "country": Place("country", 3, 1_000_000),
    "state": Place("region", 5, 1_000_000),
    "province": Place("region", 5, 1_000_000),
    "city": Place("locality", 7, 5_000),
    "town": Place("locality", 9, 10_000),
    "village": Place("locality", 11, 2_000),
    "hamlet": Place("locality", 13, 200),
    "locality": Place("locality", 13, 1_000),
    "isolated_dwelling": Place("locality", 14, 0),
    "farm": Place("locality", 14, 0),
    "borough": Place("macrohood", 12, 10_000),
    "quarter": Place("macrohood", 12, 5_000),
    "suburb": Place("neighbourhood", 11, 10_000),
    "neighbourhood": Place("neighbourhood", 13, 1_000),
}
"""OSM ``place`` -> what it is here."""

EARLIER = {
    "country": ((100_000_000, 1), (20_000_000, 2), (5_000_000, 3), (1_000_000, 4), (0, 5)),
    "state": ((5_000_000, 4), (1_000_000, 5), (0, 6)),
    "province": ((5_000_000, 4), (1_000_000, 5), (0, 6)),
    "city": ((5_000_000, 2), (2_000_000, 3), (1_000_000, 4), (500_000, 5), (200_000, 6), (100_000, 7), (0, 8)),
    "town": ((100_000, 7), (50_000, 8), (10_000, 9), (0, 10)),
    "village": ((10_000, 10), (1_000, 11), (0, 12)),
}
"""OSM ``place`` -> (population from which, first tile zoom), where the population is known."""

CAPITAL_ZOOMS = {"yes": 4, "3": 6, "4": 6, "5": 8, "6": 8}
"""``capital`` as we write it -> the tile zoom by which the place is shown at the latest."""

CAPITALS = {"2": "yes", "country": "yes", "state": "4"}
"""Values of ``capital`` and ``is_capital`` that mean another one of those that we write."""

ENDS = {"country": to_tile(8), "region": to_tile(11)}
"""Kinds whose labels end, with their ``max_zoom``: the styles set no end of their own."""

RANKS = (
    0, 200, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 5_000_000, 10_000_000,
    20_000_000, 50_000_000, 100_000_000, 1_000_000_000,
)  # fmt: skip
"""``population_rank`` is how many of these a population reaches."""

HOODS = {"macrohood": ("macrohood", 12), "borough": ("macrohood", 12), "neighbourhood": ("neighbourhood", 13)}
"""``placetype`` of Who's On First -> kind and first tile zoom."""

KINDS = ("country", "region", "locality", "macrohood", "neighbourhood")
AREAS = frozenset({"suburb", "quarter", "neighbourhood", "locality", "hamlet", "isolated_dwelling", "farm"})
READS = frozenset({"boundary", "capital", "is_capital", "max_zoom", "min_zoom", "place", "placetype"})
PRESENCE = frozenset({"name"})
COARSE = (("population", two_digits),)
REFS = (Copy("ref", "ref"), Copy("ref:en", "ref:en"))


@dataclass(frozen=True)
class SortKey:
    """Makes ``sort_key`` (smaller is placed first) of a name: by zoom, kind and population, then shorter names."""

    base: int

    def __call__(self, name: str) -> int:
        """The number for a place of this name."""
        return self.base + min(len(name), 99)


def population_rank(population: int) -> int:
    """How many of :data:`RANKS` the population reaches: 1 to 18."""
    return bisect_right(RANKS, population)


def sort_key(zoom: float, kind: str, population: int) -> SortKey:
    """Quarters of a zoom x 10^7 + kind x 10^6 + (the fewer people the more) x 10^2 + length of the name."""
    people = int(1000 * math.log10(max(1, min(population, 10**9))))
    return SortKey(int(zoom * 4) * 10_000_000 + KINDS.index(kind) * 1_000_000 + (9_000 - people) * 100)


def places(row: Row) -> tuple[Draw, ...]:
    """The label of a place that has a name."""
    if "name" not in row.tags or row.geometry is Geometry.LINE:
        return ()
    if row.table == "wof_neighbourhood":
        return _hood(row)
    place = PLACES.get(row.tags.get("place", "")) if row.osm else None
    if place is None or (row.geometry is Geometry.POLYGON and not _stands_for_itself(row)):
        return ()
    population = int(row.tags.get("population", place.population))
    return (_draw(row, place.kind, row.tags["place"], _zoom(row, place), population),)


def _stands_for_itself(row: Row) -> bool:
    return row.tags["place"] in AREAS and "boundary" not in row.tags


def _zoom(row: Row, place: Place) -> float:
    """Nominal zoom by the population if it is known, and not too late for a capital."""
    steps = EARLIER.get(row.tags["place"], ())
    if "population" in row.tags:
        zoom = next((zoom for least, zoom in steps if int(row.tags["population"]) >= least), place.zoom)
    else:
        zoom = place.zoom
    latest = CAPITAL_ZOOMS.get(_capital(row) or "", zoom) if place.kind == "locality" else zoom
    return from_tile(min(zoom, latest))


def _capital(row: Row) -> str | None:
    value = row.tags.get("capital") or row.tags.get("is_capital") or ""
    value = CAPITALS.get(value, value)
    return value if value == "yes" or value.isdecimal() else None


def _draw(row: Row, kind: str, detail: str, zoom: float, population: int, end: float = math.inf) -> Draw:
    key = sort_key(zoom, kind, population)
    capital = _capital(row) if kind == "locality" else None
    ref = REFS if kind == "region" else ()
    return Draw(
        "places",
        Shape.POINT if row.geometry is Geometry.POINT else Shape.LABEL,
        kind,
        zoom,
        max_zoom=ENDS.get(kind, end),
        kind_detail=detail,
        properties=(
            ("population_rank", population_rank(population)),
            ("sort_key", key.base),
            *((("capital", capital),) if capital else ()),
        ),
        copies=(Copy("population", "population", whole), Copy("sort_key", "name", key), *ref),
        names=Names.ALL,
    )


def _hood(row: Row) -> tuple[Draw, ...]:
    """A quarter of Who's On First, at the nominal zooms that it brings or at those of its kind."""
    detail = row.tags.get("placetype", "")
    if detail not in HOODS:
        return ()
    kind, tile_zoom = HOODS[detail]
    zoom = number(row.tags.get("min_zoom", ""))
    end = number(row.tags.get("max_zoom", ""))
    first = from_tile(tile_zoom) if zoom is None else min(float(zoom), LAST)
    return (
        _draw(
            row,
            kind,
            detail,
            first,
            PLACES[detail if detail in PLACES else "quarter"].population,
            math.inf if end is None else float(end),
        ),
    )
