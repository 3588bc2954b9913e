"""Where the time of a job goes: functions of the product, timed while it runs.

The functions named here are replaced by ones that count the time inside them; what a timed function spends in another
timed one counts for the inner. What is left is the rest.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

from bench import high, low
from bench.cost import runs_of
from tilebuild.tiles import build, packing
from tilebuild.tiles.kernel import drawing
from tilebuild.tiles.kernel import engine as kernel

READ, PARSED, CLASSIFIED, LABELS = "rows read", "geometries parsed", "classified", "label points"
MERGED, GATHERED, CUT_DOWN = "like lines joined", "small areas gathered", "large tiles cut down"
ENCODED, DEFLATED, REST = "encoded", "deflated", "rest"

PHASES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (READ, high, ("read_tables",)),
    (READ, low, ("prepared_for", "read_shown")),
    (PARSED, build, ("parse",)),
    (CLASSIFIED, build, ("classify", "deduplicated")),
    (LABELS, drawing, ("label_points",)),
    ("onto the fine grid", kernel, ("paths_near",)),
    ("shared edges found", kernel, ("find_nodes",)),
    ("simplified", kernel, ("needed_vertices", "paths_at_zoom")),
    ("clipped", kernel, ("split",)),
    ("polygons valid", kernel, ("features_in_tiles",)),
    (MERGED, kernel, ("merged", "alike", "without_id", "street_lengths")),
    (GATHERED, kernel, ("with_patches",)),
    (CUT_DOWN, kernel, ("_fit",)),
    (ENCODED, kernel, ("encode_geometries", "assemble", "tags_of")),
    (DEFLATED, packing, ("_first_of_equal",)),
    (DEFLATED, packing.Packer, ("packed",)),
)
"""Name of a phase, and the functions of a module or class that are it."""


class Clock:
    """Seconds by phase."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def timed(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time counted."""

        @wraps(function)
        def replaced(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            began = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                spent = time.process_time() - began
                own = spent - self._inner.pop()
                self.seconds[phase] = self.seconds.get(phase, 0.0) + own
                if self._inner:
                    self._inner[-1] += spent

        return replaced


@contextmanager
def watched() -> Iterator[Clock]:
    """Count the phases of what runs in the block."""
    clock, originals = Clock(), []
    try:
        for phase, owner, names in PHASES:
            for name in names:
                original = getattr(owner, name)
                originals.append((owner, name, original))
                setattr(owner, name, clock.timed(phase, original))
        yield clock
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


def phases_of(most: int, works: Iterable[Callable[[], object]]) -> dict[str, float]:
    """Seconds of this process by phase, in the order of :data:`PHASES`, and the rest; of each work's shortest run."""
    each = [least([_watched(work) for _ in runs_of(most)]) for work in works]
    return {phase: sum(phases[phase] for phases in each) for phase in each[0]}


def least(several: Sequence[dict[str, float]]) -> dict[str, float]:
    """The phases that took least, all together."""
    return min(several, key=lambda phases: sum(phases.values()))


def _watched(work: Callable[[], object]) -> dict[str, float]:
    with watched() as clock:
        began = time.process_time()
        work()
        total = time.process_time() - began
    found = {phase: clock.seconds.get(phase, 0.0) for phase, _, _ in PHASES}
    return {**found, REST: max(0.0, total - sum(found.values()))}
