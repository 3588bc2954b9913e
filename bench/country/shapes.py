"""Many lines and rings at once: midpoints displaced until a line wiggles, circles dented until they are lakes."""

import math

import numpy as np
from numpy.typing import NDArray

from bench.country.frame import Points


def wiggly(
    rng: np.random.Generator, start: Points, end: Points, halvings: int, rough: float, decay: float = 0.95
) -> Points:
    """Lines between ends of shape (n, 2): shape (n, 2 ** halvings + 1, 2), ends included.

    Every midpoint is moved aside by ``rough`` of its segment's length, which ``decay`` makes less with each halving.
    """
    lines = np.stack([start, end], axis=1)
    for _ in range(halvings):
        along = np.diff(lines, axis=1)
        aside = np.stack([-along[..., 1], along[..., 0]], axis=-1)
        shift = np.clip(rng.standard_normal(along.shape[:2]), -1.8, 1.8) * rough
        middle = lines[:, :-1] + along / 2 + aside * shift[..., None]
        both = np.empty((len(lines), 2 * lines.shape[1] - 1, 2))
        both[:, 0::2], both[:, 1::2] = lines, middle
        lines, rough = both, rough * decay
    return lines


def stars(
    rng: np.random.Generator, centres: Points, radii: NDArray[np.float64], count: int, rough: float = 0.25
) -> Points:
    """Rings of ``count`` vertices round the centres, counter-clockwise, the first one not repeated.

    Waves of falling height on a circle, which is seen whole from its middle: no ring crosses itself.
    """
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    waves = np.arange(1, max(3, min(40, count // 4)))
    height = rng.standard_normal((len(centres), len(waves))) * rough / waves**1.1
    phase = rng.uniform(0, 2 * np.pi, (len(centres), len(waves)))
    swing = np.zeros((len(centres), count))
    for index, wave in enumerate(waves.tolist()):
        swing += height[:, index, None] * np.cos(wave * angle + phase[:, index, None])
    distance = radii[:, None] * np.exp(np.clip(swing, -1, 0.7))
    around = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.asarray(centres[:, None] + distance[..., None] * around)


def halvings(metres: float, step: float) -> int:
    """How often a line of that length is halved until its segments are about so long."""
    return max(1, round(math.log2(max(2.0, metres / step))))


def aside(line: Points, metres: float) -> Points:
    """A line of shape (n, 2) moved to its left."""
    ahead = np.gradient(line, axis=0)
    normal = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    return np.asarray(line + normal * (metres / np.maximum(np.hypot(*ahead.T), 1e-9))[:, None])
