"""What the basemap makes of one row, decoded to plain values: how tests of the style look at features."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tests.support.features import properties_of
from tests.support.rows import POINT, make_rows
from tilebuild.rawr.rows import Rows
from tilebuild.tiles.classify import Table, classify
from tilebuild.tiles.features import LAYERS, Features, Shape
from tilebuild.tiles.property_table import Value
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.check import TABLES
from tilebuild.tiles.style.model import Geometry, Style

HECTARE = 10_000.0
"""Area of a polygon where a test does not care, in EPSG:3857 square metres."""


@dataclass(frozen=True)
class Decoded:
    """One feature."""

    row: int
    layer: str
    shape: Shape
    min_zoom: float
    max_zoom: float
    rank: int
    mvt_id: int
    properties: dict[str, Value]
    zooms: dict[str, float] = field(default_factory=dict)
    """Nominal zoom from which a property is written, where it is not always."""

    @property
    def kind(self) -> Value:
        return self.properties["kind"]

    @property
    def tile_zoom(self) -> float:
        """Tile zoom from which the feature is in the tiles: nominal min_zoom - 1."""
        return self.min_zoom - 1

    def at(self, tile_zoom: float) -> dict[str, Value]:
        """Properties in a tile of a zoom."""
        return {name: value for name, value in self.properties.items() if self.zooms.get(name, 0) <= tile_zoom + 1}


def decode(features: Features) -> list[Decoded]:
    return [_decode(features, index, present) for index, present in enumerate(properties_of(features))]


def _decode(features: Features, index: int, present: dict[str, tuple[Value, float]]) -> Decoded:
    return Decoded(
        row=int(features.row[index]),
        layer=LAYERS[features.layer[index]],
        shape=Shape(features.shape[index]),
        min_zoom=float(features.min_zoom[index]),
        max_zoom=float(features.max_zoom[index]),
        rank=int(features.rank[index]),
        mvt_id=int(features.mvt_id[index]),
        properties={name: value for name, (value, _) in present.items()},
        zooms={name: zoom for name, (_, zoom) in present.items() if zoom},
    )


def classified_rows(
    rows: Rows, table: str, area: float | None = None, style: Style = BASEMAP, geometry: Geometry | None = None
) -> list[Decoded]:
    """Features of the rows of a table, each of which has the same area."""
    shape = geometry or TABLES.get(table, Geometry.POLYGON)
    size = area if area is not None else HECTARE if shape is Geometry.POLYGON else 0.0
    return decode(classify([Table(rows, table, shape, np.full(len(rows), size))], style))


def classified(
    tags: Mapping[str, str],
    table: str = "point",
    area: float | None = None,
    osm_id: int = 7,
    style: Style = BASEMAP,
    geometry: Geometry | None = None,
) -> list[Decoded]:
    """Features of one row."""
    return classified_rows(make_rows([(osm_id, POINT, tags)]), table, area, style, geometry)


def only(features: list[Decoded], layer: str, *shapes: Shape) -> Decoded:
    """The one feature of a layer (and shape)."""
    found = [one for one in features if one.layer == layer and (not shapes or one.shape in shapes)]
    assert len(found) == 1, f"{len(found)} features in {layer}: {features}"
    return found[0]
