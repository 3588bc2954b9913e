"""Streets of places, which no low zoom shows: a filter must leave something out."""

import numpy as np

from bench.country.drawing import Drawing
from bench.country.frame import Frame
from bench.country.settlements import Settlements

BLOCKS = (30, 12, 5, 2)
"""Blocks along the side of the capital, a city, a town, a village."""
SIDE = 130.0


def add_streets(drawing: Drawing, frame: Frame, settlements: Settlements) -> None:
    """A turned grid in each place; crossings are shared."""
    rng = frame.rng("streets")
    for kind, blocks in enumerate(BLOCKS):
        at = settlements.at[settlements.kind == kind]
        steps = (np.arange(blocks + 1) - blocks / 2) * SIDE
        grid = np.stack(np.meshgrid(steps, steps), axis=-1) + rng.normal(0, 12, (len(at), blocks + 1, blocks + 1, 2))
        turn = rng.uniform(0, np.pi, len(at))
        along = np.stack([np.cos(turn), np.sin(turn)], axis=-1)[:, None, None]
        across = np.stack([-np.sin(turn), np.cos(turn)], axis=-1)[:, None, None]
        ids = drawing.nodes(at[:, None, None] + grid[..., :1] * along + grid[..., 1:] * across)
        for street in np.concatenate([ids, ids.swapaxes(1, 2)]).reshape(-1, blocks + 1):
            drawing.way(street, {"highway": "residential"})
