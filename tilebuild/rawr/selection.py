"""Which part of the world a tile's rows are taken from, and the SQL that says so.

A selection has one box, or two where it crosses the antimeridian: rows of the other side keep their own coordinates.
"""

from mercantile import Tile
from psycopg2 import sql

from tilebuild import grid
from tilebuild.grid import HALF_WORLD, Box

Boxes = tuple[Box, ...]

MARGIN = 1 / 64
"""How far a RAWR tile reaches over its zoom-10 tile, in widths of it; 0 is what Tilezen selected."""

_PRECLIP = 0.1
"""How much larger than the box, in widths of it, the part is that a geometry's validity is looked at in."""


def boxes(tile: Tile, margin: float) -> Boxes:
    """The tile's rectangle grown by ``margin`` tile widths; a second one if that reaches over the antimeridian."""
    box = grid.box(tile, margin)
    world = 2 * HALF_WORLD
    if box.max_x - box.min_x >= world:
        return (box,)
    west = (_shifted(box, world),) if box.min_x < -HALF_WORLD else ()
    east = (_shifted(box, -world),) if box.max_x > HALF_WORLD else ()
    return (box, *west, *east)


def grown(box: Box, margin: float) -> Box:
    """The box with ``margin`` of its width added on every side."""
    by = margin * (box.max_x - box.min_x)
    return Box(box.min_x - by, box.min_y - by, box.max_x + by, box.max_y + by)


def _shifted(box: Box, x: float) -> Box:
    return box._replace(min_x=box.min_x + x, max_x=box.max_x + x)


def overlaps(column: sql.Composable, among: Boxes) -> sql.Composed:
    """Whether the bounding box of a column's geometry overlaps one of the boxes: what the spatial index knows."""
    return _any("{way} && {box}", column, among)


def clipped(column: sql.Composable, among: Boxes) -> sql.Composed:
    """The polygons of a column's geometry inside the boxes: a Polygon, a MultiPolygon, or something empty.

    Only a geometry that reaches over is computed with. Invalid ones are repaired, but no more of them than lies
    around the boxes.
    """
    text = """
        CASE WHEN {inside} THEN {way}
        ELSE (
            SELECT ST_CollectionExtract(ST_Intersection(
                CASE WHEN ST_IsValid(part) THEN part ELSE ST_MakeValid(part) END, area), 3)
            FROM (SELECT ST_Collect(ARRAY[{envelopes}]) AS area) AS areas,
            LATERAL (SELECT coalesce(ST_ClipByBox2D({way}, ST_Expand(area, {around})::box2d), {way}) AS part) AS parts
        ) END
    """
    around = _PRECLIP * (among[0].max_x - among[0].min_x)
    envelopes = sql.SQL(", ").join(_envelope(box) for box in among)
    inside = _any("{way} @ {box}", column, among)
    return sql.SQL(text).format(way=column, inside=inside, envelopes=envelopes, around=sql.Literal(around))


def _any(condition: str, column: sql.Composable, among: Boxes) -> sql.Composed:
    conditions = [sql.SQL(condition).format(way=column, box=_envelope(box)) for box in among]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(conditions))


def _envelope(box: Box) -> sql.Composed:
    return sql.SQL("ST_MakeEnvelope({}, 3857)").format(sql.SQL(", ").join(map(sql.Literal, box)))
