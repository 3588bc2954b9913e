"""What a measurement is, and how several passes become one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bench.cost import Cost
from tilebuild.tiles.packing import Metatile


@dataclass(frozen=True)
class Measured:
    """One measurement."""

    name: str
    cost: Cost
    bytes: int = 0
    count: int = 0
    unit: str = ""
    """What is counted."""
    beside: str = ""
    """Name of the measurement that it is compared with; empty: it stands for itself."""
    ratio: float | None = None
    """Processor time, in that of the other one."""
    ours: bool = True


def made(works: Iterable[Callable[[], Iterable[Metatile]]]) -> list[Metatile]:
    """Everything that some works make."""
    return [one for work in works for one in work()]


def of_metatiles(name: str, cost: Cost, metatiles: Iterable[Metatile], beside: str = "") -> Measured:
    """A measurement of what made the metatiles; ours if it stands for itself."""
    listed = list(metatiles)
    tiles = sum(contents.tiles for one in listed for contents in one.contents.values())
    return Measured(name, cost, sum(len(one.data) for one in listed), tiles, "tiles", beside, ours=not beside)


def cheapest(passes: Iterable[Iterable[Measured]]) -> list[Measured]:
    """Of each measurement the one of the pass in which it took least, in the order of the first pass."""
    best: dict[str, Measured] = {}
    for one in (one for some in passes for one in some):
        if one.name not in best or one.cost < best[one.name].cost:
            best[one.name] = one
    return list(best.values())


def all_compared(measured: Sequence[Measured]) -> list[Measured]:
    """The measurements, each with its cost in that of the one that it is to stand beside."""
    named = {one.name: one for one in measured}
    return [compared(one, named[one.beside]) if one.beside else one for one in measured]


def compared(one: Measured, other: Measured) -> Measured:
    """The first, with its cost in that of the other."""
    return replace(one, beside=other.name, ratio=one.cost.processor / other.cost.processor)
