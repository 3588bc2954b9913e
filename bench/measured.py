"""What a measurement is."""

from dataclasses import dataclass

from bench.cost import Cost


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


def compared(one: Measured, other: Measured) -> Measured:
    """The first, with its cost in that of the other."""
    ratio = one.cost.processor / other.cost.processor
    return Measured(one.name, one.cost, one.bytes, one.count, one.unit, other.name, ratio, one.ours)
