"""Zooms: rules are thought out in tile zooms, and features carry nominal ones (tile zoom + 1)."""

import math

from tilebuild.grid import HALF_WORLD

LAST = 16.0
"""The nominal zoom of the deepest 512-pixel tiles; what enters a whole zoom later is in none of them."""


def from_tile(zoom: float) -> float:
    """The ``min_zoom`` (nominal) of what the tiles of this tile zoom are the first to hold."""
    return zoom + 1


def to_tile(zoom: float) -> float:
    """The ``max_zoom`` (nominal) of what the tiles of this tile zoom are the last to hold."""
    return zoom + 1


def pixel(nominal: float) -> float:
    """Width in EPSG:3857 metres of a pixel at a nominal zoom, where the world is 256 x 2^nominal pixels wide."""
    return 2 * HALF_WORLD / 256 / math.exp2(nominal)


def zoom_of_area(area: float, pixels: float, first: float, last: float) -> float:
    """Nominal zoom, whole and from ``first`` to ``last``, from which ``area`` (EPSG:3857 m²) covers that many pixels.

    A pixel at nominal zoom z is (156543 / 2^z)² m², so the zoom is log2(156543 * sqrt(pixels / area)).
    """
    if area <= 0:
        return last
    return min(last, max(first, math.ceil(math.log2(pixel(0) * math.sqrt(pixels / area)))))
