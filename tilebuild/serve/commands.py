"""Commands of a vector tile's geometry as places and back (specification 2.1, section 4.3)."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
"""Shape (n, 2): x to the east and y to the south, in tile units from the tile's north-western corner."""

POINT, LINE, POLYGON = 1, 2, 3
"""Geometry types."""

MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 7


def decode_paths(commands: Sequence[int]) -> list[Places]:
    """The paths of a geometry: each run of points, each line, each ring without its closing vertex.

    Raises:
        ValueError: these are no commands.
    """
    paths: list[list[Places]] = []
    cursor, at = np.zeros(2, dtype=np.int64), 0
    while at < len(commands):
        command, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == CLOSE_PATH:
            continue
        places = cursor + np.cumsum(_signed(commands[at : at + 2 * count]), axis=0)
        if command not in (MOVE_TO, LINE_TO) or not 0 < count == len(places) or (command == LINE_TO and not paths):
            raise ValueError(f"command {command} stands {count} times at {at - 1} of {len(commands)}")
        if command == MOVE_TO:
            paths.append([])
        paths[-1].append(places)
        cursor, at = places[-1], at + 2 * count
    return [np.concatenate(path) for path in paths]


def encode_paths(kind: int, paths: Iterable[Places]) -> list[int]:
    """The commands of points (all in one path), lines or rings; the cursor goes on from path to path."""
    commands: list[int] = []
    cursor = np.zeros(2, dtype=np.int64)
    for path in paths:
        steps = _unsigned(np.diff(path, axis=0, prepend=cursor[np.newaxis]))
        moves = len(path) if kind == POINT else 1
        commands += [moves << 3 | MOVE_TO, *steps[: 2 * moves]]
        if kind != POINT:
            commands += [(len(path) - 1) << 3 | LINE_TO, *steps[2:]]
        if kind == POLYGON:
            commands.append(1 << 3 | CLOSE_PATH)
        cursor = path[-1]
    return commands


def _signed(numbers: Sequence[int]) -> Places:
    """Zigzag numbers as pairs of steps."""
    zigzag = np.array(numbers, dtype=np.int64)
    return ((zigzag >> 1) ^ -(zigzag & 1)).reshape(-1, 2)


def _unsigned(steps: Places) -> list[int]:
    """Pairs of steps as zigzag numbers."""
    flat = steps.ravel()
    numbers: list[int] = ((flat << 1) ^ (flat >> 63)).tolist()
    return numbers
