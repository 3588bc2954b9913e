"""Owed: the items of a run, whether done already or not, and what is left of them once the done ones are taken off."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from tilebuild.contracts import PyramidItem, Stage, TileItem
from tilebuild.contracts.base import Contract
from tilebuild.errors import RequestError

Job = tuple[Stage, str]
"""A stage and the name of an item."""

Line = TypeVar("Line", bound=Contract)


@dataclass(frozen=True)
class Owed:
    """Items in the order in which they are to begin."""

    tiles: tuple[TileItem, ...]
    pyramid: tuple[PyramidItem, ...]

    def jobs(self) -> set[Job]:
        """Every (stage, item) that must end with a result."""
        return set(self.scopes())

    def scopes(self) -> dict[Job, str]:
        """Every job and the key of its scope object; empty where it owes all of its tile."""
        rawr = {(Stage.RAWR, item.item): item.rawr_scope for item in self.tiles if item.rawr}
        high = {(Stage.HIGH, item.item): item.high_scope for item in self.tiles if item.high}
        return rawr | high | {(Stage.LOW, item.item): item.scope for item in self.pyramid}

    def tile_names(self) -> dict[Job, str]:
        """Every job and its tile as ``z/x/y``."""
        tiles = {item.item: item.tile for item in self.tiles} | {item.item: item.tile for item in self.pyramid}
        return {(stage, item): tiles[item] for stage, item in self.scopes()}

    def minus(self, done: set[Job]) -> "Owed":
        """What is still owed once ``done`` has been taken off."""
        tiles = (_less(item, done) for item in self.tiles)
        pyramid = tuple(item for item in self.pyramid if (Stage.LOW, item.item) not in done)
        return Owed(tuple(item for item in tiles if item.rawr or item.high), pyramid)

    def with_scopes(self, scopes: dict[Job, str]) -> "Owed":
        """The same jobs, some of them owing only what a scope object of these keys says."""
        tiles = tuple(_rescoped(item, scopes) for item in self.tiles) if scopes else self.tiles
        pyramid = tuple(
            item.model_copy(update={"scope": scopes.get((Stage.LOW, item.item), item.scope)}) for item in self.pyramid
        )
        return replace(self, tiles=tiles, pyramid=pyramid if scopes else self.pyramid)


def to_lines(items: Iterable[TileItem | PyramidItem]) -> bytes:
    """Items as JSON Lines."""
    return "".join(f"{item.model_dump_json()}\n" for item in items).encode()


def sealed(lines: bytes) -> bytes:
    """JSON Lines with a last one that says how many there are: half a list must not be taken for a whole one."""
    return lines + json.dumps({"end": lines.count(b"\n")}).encode() + b"\n"


def unsealed(data: bytes, what: str) -> bytes:
    """The lines without the last one.

    Raises:
        RequestError: it is not there: the list is cut off.
    """
    lines, _, last = data.removesuffix(b"\n").rpartition(b"\n")
    body = lines + b"\n" if lines else b""
    if data != sealed(body):
        raise RequestError(f"{what} is cut off: it must end with the number of its lines, not {last[:80]!r}")
    return body


def from_lines(kind: type[Line], data: bytes, what: str) -> tuple[Line, ...]:
    """Items of JSON Lines.

    Raises:
        RequestError: a line is no item.
    """
    return tuple(kind.parse(line, what) for line in data.splitlines())


def _less(item: TileItem, done: set[Job]) -> TileItem:
    """The item without the jobs that are done; a RAWR tile made again makes its metatiles stale."""
    rawr = item.rawr and (Stage.RAWR, item.item) not in done
    high = item.high and (rawr or (Stage.HIGH, item.item) not in done)
    return item if (rawr, high) == (item.rawr, item.high) else item.model_copy(update={"rawr": rawr, "high": high})


def _rescoped(item: TileItem, scopes: dict[Job, str]) -> TileItem:
    rawr = scopes.get((Stage.RAWR, item.item), item.rawr_scope)
    high = scopes.get((Stage.HIGH, item.item), item.high_scope)
    return item.model_copy(update={"rawr_scope": rawr, "high_scope": high})
