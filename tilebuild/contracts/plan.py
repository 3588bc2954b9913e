"""Plan: what one pass owes, as counts and keys; the items themselves travel as JSON Lines objects."""

from typing import Annotated

from pydantic import ConfigDict, Field

from tilebuild.contracts.base import Contract


class ItemList(Contract):
    """Where a map's items lie, and how many there are."""

    bucket: str
    key: str
    count: int


class ToleratedFailures(Contract):
    """How many children of each map may fail before the map is stopped."""

    tiles: int
    pyramid: int


class Plan(Contract):
    """What Plan answers: small and of constant size, however many tiles are owed."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    run_id: str
    prefix: str
    number: Annotated[int, Field(alias="pass")]
    """Which pass this plans, from 1; ``pass`` in JSON."""
    passes: int
    dry_run: bool
    owed: int
    """Items that have no result yet."""
    tiles: ItemList
    pyramid: ItemList
    max_concurrency: int
    tolerated_failure_count: ToleratedFailures


class TileItem(Contract):
    """A queue tile (or a part of one) for RAWR and high-zoom jobs."""

    item: str
    """``<z>-<x>-<y>``, and a number for a part of a heavy tile: the name of its results."""
    tile: str
    """``z/x/y`` for the job's command line."""
    rawr: bool
    """Whether the RAWR job is owed."""
    high: bool
    """Whether the high-zoom job is owed."""
    rawr_scope: str = ""
    """Key of the object that says which RAWR tiles are owed; empty for all of the tile."""
    high_scope: str = ""
    """Key of the object that says which metatiles are owed; empty for all of the tile."""


class PyramidItem(Contract):
    """A low-zoom tile for a low-zoom job."""

    item: str
    tile: str
    scope: str = ""
    """Key of the object that says which metatiles are owed; empty for all that the job makes."""
