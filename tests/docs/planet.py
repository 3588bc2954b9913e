"""How much work an area is, counted by the same code that plans it and by walks through the machine."""

from collections import Counter
from functools import cache
from typing import NamedTuple

from tests.support.checks.walking import Pass, Walk
from tests.support.checks.walks import LOW, TILE
from tests.support.project import Project
from tilebuild.grid import GROUP_ZOOM, QUEUE_ZOOM, ancestors, tiles_in_bbox
from tilebuild.local.asl.loading import load_machine

METATILES_OF_A_GROUP: int = sum(4**step for step in range(4))
"""Zoom 10 to 13, whose metatiles hold tiles down to zoom 16."""
METATILES_OF_A_QUEUE_TILE_LOW = 1 + 4 + 16
"""Zoom 7, 8 and 9."""
STARTS_AND_ENDS = 2
"""Transitions that an execution has beside its states: https://aws.amazon.com/step-functions/pricing/, examples."""


class Work(NamedTuple):
    """What a build of an area consists of."""

    tiles: int
    """Zoom-7 items."""
    pyramid: int
    """Items of zoom 0 to 7."""
    groups: int
    """RAWR tiles, of zoom 10."""

    @property
    def jobs(self) -> int:
        """Of all three stages."""
        return 2 * self.tiles + self.pyramid

    @property
    def metatiles(self) -> int:
        """At most."""
        low: int = self.pyramid - self.tiles + self.tiles * METATILES_OF_A_QUEUE_TILE_LOW
        return self.groups * METATILES_OF_A_GROUP + low

    @property
    def transitions(self) -> int:
        """State transitions of one pass in which everything succeeds."""
        history = histories()
        return self.tiles * history.tile.states + self.pyramid * history.low.states + history.run.states


@cache
def work(west: float, south: float, east: float, north: float) -> Work:
    """The work of a bbox."""
    tiles = tiles_in_bbox(west, south, east, north, QUEUE_ZOOM)
    groups = len(tiles_in_bbox(west, south, east, north, GROUP_ZOOM))
    return Work(len(tiles), len(tiles | ancestors(tiles)), groups)


class History(NamedTuple):
    """Of an execution that succeeds: transitions and events."""

    states: int
    events: int


class Histories(NamedTuple):
    """The run's own, and one of a child of each map."""

    run: History
    tile: History
    low: History


@cache
def histories() -> Histories:
    """Walk the machine with one item of each map and nothing left in the next pass."""
    walk = Walk([Pass([TILE], [LOW]), Pass()])
    walk.through(load_machine(Project.read().definitions()["BuildMachine"]))
    events, states = Counter[str](), Counter[str]()
    for execution, _, kind, _, _ in walk.recorder.events:
        map_name = next((name for name in ("TileFanOut", "Pyramid") if f"/{name}:" in execution), "run")
        events[map_name] += 1
        states[map_name] += kind.endswith("StateEntered")
    return Histories(
        *(History(states[name] + STARTS_AND_ENDS, events[name]) for name in ("run", "TileFanOut", "Pyramid"))
    )
