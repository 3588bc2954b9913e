"""What the worker is meant to reach, and what it does reach."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.checks import Checked
from bench.high import ASMVT, REFERENCE, TILEMAKER
from bench.low import ASMVT as ASMVT_LOW
from bench.measured import Measured
from bench.phases import CLASSIFIED, CUT_DOWN, DEFLATED, ENCODED, GATHERED, LABELS, MERGED, PARSED, READ, REST
from bench.rawr import RAWR
from bench.sizes import LIMIT, Sizes

FINEST = 16
"""Tile zoom at which sizes are compared with the reference's."""
SAME_SIZE = 0.001

AT_LEAST = {REFERENCE: 4.0, TILEMAKER: 2.0, ASMVT_LOW: 3.0}
"""How many times as long the others are to take."""
ASMVT_RURAL, ASMVT_DENSE = 5.0, 3.0
RAWR_AT_MOST = 3.0


OURS_ALONE = frozenset({READ, PARSED, CLASSIFIED, LABELS, MERGED, GATHERED, CUT_DOWN})
"""Phases of ours that neither PostGIS nor tilemaker's tile phase has."""
IN_BOTH = frozenset({READ, PARSED, CLASSIFIED, LABELS, ENCODED, DEFLATED, REST})
"""Phases that the reference engine shares with the kernel."""
NOT_COMPARED = {
    ASMVT: OURS_ALONE | {DEFLATED},
    ASMVT_LOW: OURS_ALONE | {DEFLATED},
    TILEMAKER: OURS_ALONE,
    REFERENCE: IN_BOTH | {MERGED, GATHERED},
}
"""Phases that are taken out for a comparison at the same work."""


@dataclass(frozen=True)
class Reached:
    """A goal, and how far it is reached."""

    what: str
    wanted: str
    found: str
    reached: bool


def ratios(measured: Iterable[Measured], phases: Mapping[str, Mapping[str, float]], *, dense: bool) -> list[Reached]:
    """The goals of speed: beside another one at the same work, and of the whole job; see :data:`NOT_COMPARED`.

    Args:
        measured: everything of one place.
        phases: see :func:`phases_beside`.
        dense: which goals hold.
    """
    named = {one.name: one for one in measured}
    goals = AT_LEAST | {ASMVT: ASMVT_DENSE if dense else ASMVT_RURAL}
    found = [one for name, goal in goals.items() if name in named for one in _faster(named[name], goal, phases)]
    rawr = named[RAWR].ratio if RAWR in named else None
    if rawr is not None:
        wanted = f"at most {RAWR_AT_MOST:g} x a bare COPY"
        found.append(Reached("RAWR tiles", wanted, f"{rawr:.1f} x", rawr <= RAWR_AT_MOST))
    return found


def _faster(other: Measured, goal: float, phases: Mapping[str, Mapping[str, float]]) -> Iterator[Reached]:
    assert other.ratio is not None
    same = same_work(other, phases_beside(other, phases))
    for how, ratio in (("the same work", same), ("the whole job", other.ratio)):
        what = f"{other.beside} beside {other.name}, {how}"
        yield Reached(what, f"{goal:g} x as fast", f"{ratio:.1f} x", ratio >= goal)


def phases_beside(other: Measured, phases: Mapping[str, Mapping[str, float]]) -> Mapping[str, float]:
    """What another one is held beside.

    Args:
        other: a measurement.
        phases: seconds by phase, under the name of each measurement of ours; and under the name of another one if that
            draws only a part of what ours does, of ours that draws the same.
    """
    return phases.get(other.name) or phases[other.beside]


def same_work(other: Measured, phases: Mapping[str, float]) -> float:
    """How many times as long the other takes for what both do, each in its own way."""
    ours = sum(spent for phase, spent in phases.items() if phase not in NOT_COMPARED[other.name])
    shared = sum(phases[phase] for phase in IN_BOTH) if other.name == REFERENCE else 0.0
    return (other.cost.processor - shared) / ours


def truths(checked: Sequence[Checked], sizes: Sequence[Sizes]) -> list[Reached]:
    """The goals that are no matter of speed."""
    torn, invalid = sum(one.torn for one in checked), sum(one.invalid for one in checked)
    largest = max((one.largest for one in sizes), default=0)
    return [
        Reached("shared edges torn, at all zooms", "none", f"{torn}", torn == 0),
        Reached("invalid polygons, at all zooms", "none", f"{invalid}", invalid == 0),
        *(_same_size(max(one.area, one.length)) for one in checked if one.zoom == FINEST),
        Reached("largest tile, gzipped", f"at most {LIMIT // 1000} kB", f"{largest / 1000:.0f} kB", largest <= LIMIT),
    ]


def _same_size(apart: float) -> Reached:
    """The goal of the finest zoom, which the low zooms do not have."""
    what, wanted = f"areas and lengths at tile zoom {FINEST}", f"within {SAME_SIZE:.1%} of the reference"
    return Reached(what, wanted, f"{apart:.3%}", apart <= SAME_SIZE)
