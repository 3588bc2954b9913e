"""What the worker is meant to reach, and what it does reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.checks import Checked
from bench.high import ASMVT, HIGH, REFERENCE, TILEMAKER
from bench.low import ASMVT as ASMVT_LOW
from bench.measured import Measured
from bench.phases import LABELS, MERGING
from bench.rawr import RAWR
from bench.sizes import LIMIT, Sizes

FINEST = 16
"""Tile zoom at which sizes are compared with the reference's."""
SAME_SIZE = 0.001

AT_LEAST = {REFERENCE: 4.0, TILEMAKER: 2.0, ASMVT_LOW: 3.0}
"""How many times as long the others are to take."""
ASMVT_RURAL, ASMVT_DENSE = 5.0, 3.0
RAWR_AT_MOST = 3.0


@dataclass(frozen=True)
class Reached:
    """A goal, and how far it is reached."""

    what: str
    wanted: str
    found: str
    reached: bool
    same_work: float | None = None
    """The ratio with what only this side does taken out: label points, like lines joined."""


def ratios(measured: Iterable[Measured], phases: Mapping[str, float], *, dense: bool) -> list[Reached]:
    """The goals of speed."""
    named = {one.name: one for one in measured}
    goals = AT_LEAST | {ASMVT: ASMVT_DENSE if dense else ASMVT_RURAL}
    found = [_faster(named[name], goal, named, phases) for name, goal in goals.items() if name in named]
    rawr = named[RAWR].ratio
    if rawr is not None:
        wanted = f"at most {RAWR_AT_MOST:g} x a bare COPY"
        found.append(Reached("RAWR tiles", wanted, f"{rawr:.1f} x", rawr <= RAWR_AT_MOST))
    return found


def _faster(other: Measured, goal: float, named: Mapping[str, Measured], phases: Mapping[str, float]) -> Reached:
    assert other.ratio is not None
    high = named[HIGH].cost.processor
    extra = sum(phases.get(phase, 0.0) for phase in (LABELS, MERGING)) / max(sum(phases.values()), 1e-9) * high
    same = other.cost.processor / (high - extra) if other.beside == HIGH else None
    return Reached(
        f"{other.beside} beside {other.name}",
        f"{goal:g} x as fast",
        f"{other.ratio:.1f} x",
        other.ratio >= goal,
        None if same is None else round(same, 2),
    )


def truths(checked: Sequence[Checked], sizes: Sequence[Sizes]) -> list[Reached]:
    """The goals that are no matter of speed."""
    torn, invalid = sum(one.torn for one in checked), sum(one.invalid for one in checked)
    apart = max((max(one.area, one.length) for one in checked if one.zoom == FINEST), default=0.0)
    largest = max((one.largest for one in sizes), default=0)
    return [
        Reached("shared edges torn, at all zooms", "none", f"{torn}", torn == 0),
        Reached("invalid polygons, at all zooms", "none", f"{invalid}", invalid == 0),
        Reached(
            f"areas and lengths at tile zoom {FINEST}",
            f"within {SAME_SIZE:.1%} of the reference",
            f"{apart:.3%}",
            apart <= SAME_SIZE,
        ),
        Reached("largest tile, gzipped", f"at most {LIMIT // 1000} kB", f"{largest / 1000:.0f} kB", largest <= LIMIT),
    ]
