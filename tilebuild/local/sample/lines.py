"""Lines that look as if nature or a surveyor had drawn them: fractal shores, splines, smooth noise."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.ops import substring

from tilebuild.local.sample.frame import Points

LATTICE = 64


class Noise:
    """Smooth value noise in [-1, 1] over the plane; repeats after 64 wavelengths."""

    def __init__(self, rng: np.random.Generator, wavelength: float, octaves: int = 1) -> None:
        """Draw the lattice; ``wavelength`` in metres is that of the first octave, each further one halves it."""
        self._lattices = rng.uniform(-1, 1, (octaves, LATTICE, LATTICE))
        self._wavelength = wavelength

    def __call__(self, points: Points) -> Points:
        """The field's value at points of shape (n, 2); shape (n,)."""
        total = np.zeros(len(points))
        for octave, lattice in enumerate(self._lattices):
            total += _interpolate(lattice, points / self._wavelength * 2**octave) / 2**octave
        return total / (2 - 2.0 ** (1 - len(self._lattices)))


def _interpolate(lattice: Points, at: Points) -> Points:
    """Lattice values between its points, with zero slope at each (smoothstep)."""
    cell = np.floor(at).astype(np.int64)
    part = at - cell
    part = part * part * (3 - 2 * part)
    (x0, y0), (x1, y1) = (cell % LATTICE).T, ((cell + 1) % LATTICE).T
    low = lattice[x0, y0] * (1 - part[:, 0]) + lattice[x1, y0] * part[:, 0]
    high = lattice[x0, y1] * (1 - part[:, 0]) + lattice[x1, y1] * part[:, 0]
    return np.asarray(low * (1 - part[:, 1]) + high * part[:, 1])


def fractal(points: Points, rng: np.random.Generator, roughness: float | Points, step: float) -> Points:
    """A polyline displaced at its midpoints, again and again, until its segments are about ``step`` metres.

    ``roughness`` is the displacement as a share of a segment's length, one for all or one per segment.
    """
    rough = np.broadcast_to(np.asarray(roughness, dtype=float), (len(points) - 1,))
    while np.median(np.hypot(*np.diff(points, axis=0).T)) > step:
        along = np.diff(points, axis=0)
        normal = np.column_stack([-along[:, 1], along[:, 0]])
        shift = np.clip(rng.standard_normal(len(along)), -1.8, 1.8) * rough
        middle = points[:-1] + along / 2 + normal * shift[:, None]
        points = _interleave(points, middle)
        rough = np.repeat(rough, 2) * 0.96
    return points


def _interleave(points: Points, middle: Points) -> Points:
    """p0 m0 p1 m1 … pn."""
    both = np.empty((len(points) + len(middle), 2))
    both[0::2], both[1::2] = points, middle
    return both


def spline(points: Points, step: float) -> Points:
    """A Catmull-Rom curve through the points, a vertex about every ``step`` metres; the ends stay where they are."""
    if len(points) < 3:
        return densify(points, step)
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    parts = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        count = max(1, round(float(np.hypot(*(end - start))) / step))
        t = (np.arange(count) / count)[:, None]
        linear = (end - before) * t
        square = (2 * before - 5 * start + 4 * end - after) * t**2
        cube = (3 * start - before - 3 * end + after) * t**3
        parts.append(start + 0.5 * (linear + square + cube))
    return np.vstack([*parts, points[-1:]])


def densify(points: Points, step: float) -> Points:
    """The same line with a vertex at least every ``step`` metres."""
    return shapely.get_coordinates(shapely.segmentize(LineString(points), step))


def circle(centre: tuple[float, float], radius: float, count: int = 24) -> Points:
    """A closed ring of ``count`` corners, counter-clockwise, first corner repeated."""
    angle = np.linspace(0, 2 * np.pi, count + 1)
    return np.asarray(centre) + radius * np.column_stack([np.cos(angle), np.sin(angle)])


def blob(
    rng: np.random.Generator, centre: tuple[float, float], radii: tuple[float, float], roughness: float, step: float
) -> Polygon:
    """An island, lake or wood: a rough ellipse of the two radii, turned at random."""
    ring = circle((0, 0), 1, 10)[:-1] * rng.uniform(0.75, 1.15, (10, 1)) * radii
    turn = rng.uniform(0, np.pi)
    ring = ring @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) + centre
    return valid(Polygon(fractal(closed_spline(ring, max(radii) / 5), rng, roughness, step)))


def closed_spline(ring: Points, step: float) -> Points:
    """A closed Catmull-Rom curve through the corners (given without the repeated first one)."""
    curve = spline(np.vstack([ring[-1:], ring, ring[:2]]), step)
    first = int(np.argmin(np.hypot(*(curve - ring[0]).T)))
    last = len(curve) - 1 - int(np.argmin(np.hypot(*(curve[::-1] - ring[0]).T)))
    return curve[first : last + 1]


def valid(polygon: BaseGeometry) -> Polygon:
    """The largest valid part of a polygon whose noise may have crossed itself; counter-clockwise."""
    return orient(largest(shapely.buffer(polygon, 0)))


def largest(geometry: BaseGeometry) -> Polygon:
    """The largest polygon of a geometry."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area)


def offset(line: LineString, distance: float) -> LineString:
    """The line moved sideways by ``distance`` metres, to its left if positive; its longest part if it breaks."""
    parts = [part for part in shapely.get_parts(shapely.offset_curve(line, distance)) if isinstance(part, LineString)]
    return max(parts, key=lambda part: part.length)


def part(line: LineString, start: float, end: float) -> LineString:
    """What of a line lies between two distances along it, in metres."""
    cut = substring(line, start, end)
    return cut if isinstance(cut, LineString) else LineString([cut, cut])


def segments(points: Points) -> NDArray[np.object_]:
    """The segments of a polyline, each as a line of its own."""
    return np.asarray(shapely.linestrings(np.stack([points[:-1], points[1:]], 1)), dtype=object)
