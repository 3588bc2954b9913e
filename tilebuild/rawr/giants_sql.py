"""What is asked of PostGIS about giant polygons: which they are, what is kept of them, what the whole measures."""

from psycopg2 import sql

from tilebuild.rawr.copy_tags import TagFormat
from tilebuild.rawr.giants import MEASURES, Giants
from tilebuild.rawr.selection import Boxes, clipped, grown

GENEROUS = 0.25
"""How far the box that giants are clipped to reaches over the selection's, in widths of it: far enough that no tile
shows the cut."""


def is_giant(giants: Giants, column: sql.Composable, tile_width: float) -> sql.Composed:
    """Whether the geometry of a column is a giant; ``tile_width`` is that of a zoom-10 tile in metres."""
    conditions = []
    if giants.max_extent > 0:
        conditions.append("greatest(ST_XMax({way}) - ST_XMin({way}), ST_YMax({way}) - ST_YMin({way})) > {extent}")
    if giants.max_points > 0:
        conditions.append("ST_NPoints({way}) > {points}")
    return sql.SQL("(" + " OR ".join(conditions) + ")").format(
        way=column, extent=sql.Literal(giants.max_extent * tile_width), points=sql.Literal(giants.max_points)
    )


def cut(column: sql.Composable, boxes: Boxes) -> sql.Composed:
    """What of a giant is kept."""
    return clipped(column, tuple(grown(box, GENEROUS) for box in boxes))


def measured(tags: sql.Composable, column: sql.Composable, tag_format: TagFormat) -> sql.Composed:
    """A giant's tags with the measures of the whole."""
    make = "hstore(ARRAY[{pairs}])" if tag_format is TagFormat.HSTORE else "jsonb_build_object({pairs})"
    values = ("ST_Area({way})", "ST_X(ST_PointOnSurface({way}))", "ST_Y(ST_PointOnSurface({way}))")
    pairs = ", ".join(f"'{name}', {value}::text" for name, value in zip(MEASURES, values, strict=True))
    empty = f"''::{tag_format}" if tag_format is TagFormat.HSTORE else f"'{{{{}}}}'::{tag_format}"
    text = f"coalesce({{tags}}, {empty}) || {make.replace('{pairs}', pairs)}"
    return sql.SQL(text).format(tags=tags, way=column)
