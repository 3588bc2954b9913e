"""What a style must keep to: checked when it is loaded, and every feature when a rule first makes it."""

from collections.abc import Mapping

from tilebuild.errors import RequestError
from tilebuild.tiles.features import LAYERS, Shape
from tilebuild.tiles.property_table import is_value
from tilebuild.tiles.style.model import Draw, Geometry, Row, Style

SHAPES: Mapping[Geometry, tuple[Shape, ...]] = {
    Geometry.POINT: (Shape.POINT,),
    Geometry.LINE: (Shape.LINE, Shape.LABEL),
    Geometry.POLYGON: (Shape.POLYGON, Shape.LINE, Shape.LABEL),
}
"""What can be drawn of a geometry; the line of a polygon is its outline."""

TABLES: Mapping[str, Geometry] = {
    "point": Geometry.POINT,
    "line": Geometry.LINE,
    "polygon": Geometry.POLYGON,
    "wof_neighbourhood": Geometry.POINT,
    "water_polygons": Geometry.POLYGON,
    "land_polygons": Geometry.POLYGON,
    "ne_10m_urban_areas": Geometry.POLYGON,
    "ne_lakes": Geometry.POLYGON,
    "ne_admin_0_boundary_lines_land": Geometry.LINE,
    "ne_admin_1_states_provinces_lines": Geometry.LINE,
}
"""Tables whose rows reach the rules, and what they hold."""


def check_style(style: Style, spec: str) -> None:
    """Refuse a style whose parts are not what they must be, or whose rules fail on a row without tags.

    Raises:
        RequestError: with the name that the style was asked for by, and what is wrong.
    """
    if not style.rules or not all(callable(rule) for rule in style.rules):
        raise RequestError(f"style {spec!r}: rules must be a tuple of one or more functions")
    keys = [*style.reads, *style.presence, *(key for key, _ in style.coarse)]
    if not all(isinstance(key, str) and key for key in keys):
        raise RequestError(f"style {spec!r}: reads, presence and coarse must name tags as texts")
    if repeated := {key for key in keys if keys.count(key) > 1}:
        raise RequestError(
            f"style {spec!r}: {sorted(repeated)[0]!r} stands in more than one of reads, presence, coarse"
        )
    for table, geometry in TABLES.items():
        _try(style, spec, Row(geometry, table, {}, 0.0, False))


def _try(style: Style, spec: str, row: Row) -> None:
    try:
        draws = style.draw(row)
    except Exception as error:
        raise RequestError(
            f"style {spec!r}: a rule fails on a {row.geometry} of {row.table} without tags: "
            f"{type(error).__name__}: {error}"
        ) from error
    for draw in draws:
        check_draw(draw, row)


def check_draw(draw: Draw, row: Row) -> None:
    """Refuse a feature that no tile can hold.

    Raises:
        RequestError: with the tags of the row that the feature was made of.
    """
    problem = _problem(draw, row)
    if problem:
        raise RequestError(f"style: {problem}, made of a {row.geometry} with the tags {dict(row.tags)}")


def _problem(draw: object, row: Row) -> str | None:
    if not isinstance(draw, Draw):
        return f"a rule gives a {type(draw).__name__} where it must give a tuple of Draw"
    if draw.layer not in LAYERS:
        return f"layer {draw.layer!r} is none of {', '.join(LAYERS)}"
    if draw.shape not in SHAPES[row.geometry]:
        allowed = " or ".join(shape.name for shape in SHAPES[row.geometry])
        return f"shape {draw.shape!r} cannot be drawn of a {row.geometry}, only {allowed}"
    if not draw.kind:
        return f"a feature of layer {draw.layer} has no kind"
    return _wrong_value(draw)


def _wrong_value(draw: Draw) -> str | None:
    """The first property whose value has none of MVT's types."""
    for name, value in (("kind", draw.kind), ("kind_detail", draw.kind_detail), *draw.properties):
        if value is not None and not is_value(value):
            return f"property {name} of kind {draw.kind!r} is {value!r}: it must be a text, a number, true or false"
    return None
