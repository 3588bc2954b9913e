"""The table of docs/quotas.md: what the planet needs of each quota, computed where it can be."""

import json

from tests.docs.planet import Histories, Work, histories, work
from tests.support.asl import evaluate, states
from tests.support.checks.service_models import SAMPLE
from tests.support.project import Project
from tests.support.sam import source
from tilebuild.contracts import TileItem
from tilebuild.grid import descendants, format_tile, parse_tile
from tilebuild.keys import item_name

WORLD = (-180.0, -85.0511, 180.0, 85.0511)
SUBMITS_A_SECOND = 50
TRANSITIONS_A_SECOND = 800
HASH_DIGITS = 5

Row = tuple[str, str, str, str]
"""Quota, limit, what the planet takes of it, and what follows."""


def list_bytes() -> int:
    """Bytes of the planet's list of zoom-7 items."""
    items = (
        TileItem(item=item_name(tile), tile=format_tile(tile), rawr=True, high=True)
        for tile in descendants(parse_tile("0/0/0"), 7)
    )
    return sum(len(item.model_dump_json()) + 1 for item in items)


def longest_override() -> int:
    """Characters of the longest container override that a task sends."""
    tasks = states(Project.read().definitions()["BuildMachine"], "Task")
    sent = [evaluate(task.state["Arguments"], memory=32_768, **SAMPLE) for task in tasks]
    return max(len(json.dumps(one["ContainerOverrides"])) for one in sent if "ContainerOverrides" in one)


def rows() -> list[Row]:
    """Every quota that a build of the planet could come near."""
    planet, history = work(*WORLD), histories()
    return [*_of_a_run(planet, history), *_of_the_maps(planet, history), *_of_what_is_stored(planet)]


def _of_a_run(planet: Work, history: Histories) -> list[Row]:
    """Batch, and what one execution may be."""
    seconds = -(-planet.jobs // SUBMITS_A_SECOND)
    return [
        (
            "Batch API calls",
            f"{SUBMITS_A_SECOND} a second, account and region, fixed",
            f"{planet.tiles:,} RAWR + {planet.tiles:,} high-zoom + {planet.pyramid:,} low-zoom = "
            f"{planet.jobs:,} submits",
            f"at least {planet.jobs:,} / {SUBMITS_A_SECOND} = {seconds:,} s, {seconds / 60:.0f} minutes, spread over "
            "hours; every Task retries throttling with full jitter up to 300 s apart",
        ),
        (
            "events of an execution",
            "25,000, hard",
            f"{history.run.events} for a run of one pass and one more look; a child {history.tile.events} or "
            f"{history.low.events} when nothing is tried again",
            "children are distributed: a history never grows with the number of tiles",
        ),
        (
            "payload of a state",
            "256 KiB",
            f"a plan is keys and counts, {len(json.dumps(SAMPLE['plan']))} bytes",
            f"lists travel as objects: the {planet.tiles:,} items are {list_bytes() / 1e6:.1f} MB of JSON Lines",
        ),
    ]


def _of_the_maps(planet: Work, history: Histories) -> list[Row]:
    """Children, and how fast they may go on."""
    parameters = source()["Parameters"]
    waits = -(-planet.transitions // TRANSITIONS_A_SECOND)
    return [
        (
            "children at once of a distributed map",
            "10,000",
            f"`MaxConcurrency`, {parameters['MaxConcurrency']['Default']:,} by default",
            "always set: 1.2 to 2 times the jobs that can run; more only waits in the queue",
        ),
        ("open map runs", "1,000 an account", "2 a run", ""),
        (
            "state transitions",
            f"{TRANSITIONS_A_SECOND} a second (5,000 in three regions), bucket of {TRANSITIONS_A_SECOND} (5,000)",
            f"{planet.tiles:,} x {history.tile.states} + {planet.pyramid:,} x {history.low.states} + "
            f"{history.run.states} = {planet.transitions:,}",
            f"{waits} s of the slowest region's rate; an alarm tells of throttling",
        ),
        (
            "StartExecution",
            "150 a second refill in most regions",
            f"{planet.tiles + planet.pyramid:,} children",
            "a map is slowed and not failed by it",
        ),
    ]


def _of_what_is_stored(planet: Work) -> list[Row]:
    """What a job is told, and where it writes."""
    return [
        (
            "container overrides",
            "8,192 characters",
            f"two prefixes and a key, {longest_override()} in the longest sample",
            "tile lists are scope objects",
        ),
        (
            "S3 requests",
            "5,500 reads, 3,500 writes a second and prefix",
            f"{planet.metatiles:,} metatiles in `hash-prefix`, {16**HASH_DIGITS:,} prefixes",
            "no prefix is hot",
        ),
    ]


def planet_table() -> str:
    """All rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows()]
    return "\n".join(["| quota | limit | the planet | so |", "|---|---|---|---|", *lines, ""])
