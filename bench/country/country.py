"""The country as a whole."""

from pathlib import Path

import numpy as np

from bench.country.admin import add_admin, make_territory
from bench.country.drawing import Drawing
from bench.country.frame import Frame, make_frame, to_degrees
from bench.country.ground import add_ground
from bench.country.lakes import add_lakes
from bench.country.land import add_coast, make_land
from bench.country.names import translated
from bench.country.network import make_network
from bench.country.parks import add_parks
from bench.country.rails import add_airports, add_ferries, add_rails
from bench.country.rivers import add_rivers, make_basin
from bench.country.roads import add_roads
from bench.country.settlements import add_settlements, make_settlements
from bench.country.streets import add_streets
from bench.country.writer import Bounds, write


def write_country(path: Path, seed: int = 1, scale: float = 1.0) -> None:
    """Write it as an ``.osm.pbf``; the same seed and scale give the same bytes.

    Args:
        path: of the file, which is replaced.
        seed: draws another country of the same kind.
        scale: share of the whole country's width and height; of 0.2 everything is there that there is, but few.
    """
    drawing, bounds = draw(make_frame(seed, scale))
    write(drawing, bounds, path)


def draw(frame: Frame) -> tuple[Drawing, Bounds]:
    """Everything, and the box around the border."""
    drawing, territory, network = Drawing(), make_territory(frame), make_network(frame)
    land = make_land(frame, territory.border)
    settlements = make_settlements(frame, land, network.lattice.corners.reshape(-1, 2), network.weight.ravel())
    add_coast(drawing, frame, land)
    add_admin(drawing, frame, territory, land)
    add_parks(drawing, frame, land)
    add_ground(drawing, frame, land, settlements)
    add_settlements(drawing, frame, settlements)
    add_rivers(drawing, frame, land, make_basin(frame, land))
    add_lakes(drawing, frame, land)
    add_roads(drawing, frame, land, network)
    add_streets(drawing, frame, settlements)
    add_rails(drawing, frame, settlements)
    add_ferries(drawing, frame, land)
    add_airports(drawing, frame, settlements)
    drawing.node(frame.place(np.array([0.5, 0.5])), {"place": "country", **translated("Grenzmark", 18)})
    border = to_degrees(territory.border)
    (west, south), (east, north) = border.min(axis=0).tolist(), border.max(axis=0).tolist()
    return drawing, (west, south, east, north)
