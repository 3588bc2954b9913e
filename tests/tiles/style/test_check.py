import math

import pytest

from tilebuild.errors import RequestError
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.check import check_draw, check_style
from tilebuild.tiles.style.model import Draw, Geometry, Row, Style


def row(geometry: Geometry) -> Row:
    return Row(geometry, geometry.value, {"a": "b"}, 0.0, False)


@pytest.mark.parametrize(
    ("geometry", "draw", "message"),
    [
        (Geometry.POINT, Draw("street", Shape.POINT, "x", 0), "layer 'street' is none of boundaries, buildings"),
        (Geometry.POINT, Draw("roads", Shape.LINE, "x", 0), "cannot be drawn of a point, only POINT"),
        (Geometry.LINE, Draw("roads", Shape.POLYGON, "x", 0), "cannot be drawn of a line, only LINE or LABEL"),
        (
            Geometry.POLYGON,
            Draw("pois", Shape.POINT, "x", 0),
            "cannot be drawn of a polygon, only POLYGON or LINE or LABEL",
        ),
        (Geometry.LINE, Draw("roads", Shape.LINE, "", 0), "a feature of layer roads has no kind"),
        (
            Geometry.LINE,
            Draw("roads", Shape.LINE, "x", 0, properties=(("list", ["a"]),)),  # type: ignore[arg-type]
            r"property list of kind 'x' is \['a'\]: it must be a text",
        ),
        (
            Geometry.LINE,
            Draw("roads", Shape.LINE, "x", 0, kind_detail=float("nan")),
            "property kind_detail of kind 'x' is nan",
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_a_feature_that_no_tile_can_hold_is_refused(geometry: Geometry, draw: Draw, message: str) -> None:
    with pytest.raises(RequestError, match=message) as error:
        check_draw(draw, row(geometry))
    assert "'a': 'b'" in str(error.value)


def test_what_is_no_draw_is_refused() -> None:
    with pytest.raises(RequestError, match="a rule gives a str"):
        check_draw("roads", row(Geometry.LINE))  # type: ignore[arg-type]


def failing(row: Row) -> tuple[Draw, ...]:
    return (Draw("roads", Shape.LINE, row.tags["highway"], math.inf),)


def nothing(row: Row) -> tuple[Draw, ...]:
    return ()


@pytest.mark.parametrize(
    ("style", "message"),
    [
        (Style((), frozenset()), "rules must be a tuple of one or more functions"),
        (Style(("x",), frozenset()), "rules must be"),  # type: ignore[arg-type]
        (Style((nothing,), frozenset({1})), "must name tags as texts"),  # type: ignore[arg-type]
        (Style((nothing,), frozenset({"ref"}), frozenset({"ref"})), "'ref' stands in more than one of reads"),
        (Style((failing,), frozenset({"highway"})), "a rule fails on a point of point without tags: KeyError"),
    ],
    ids=["no rules", "no function", "no text", "twice", "fails"],
)
def test_a_style_that_cannot_work_is_refused_by_name(style: Style, message: str) -> None:
    with pytest.raises(RequestError, match=message) as error:
        check_style(style, "my.style")
    assert "my.style" in str(error.value)
