"""Features written down by hand, and tiles read back by a reader that is not ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from shapely.geometry import shape as shapely_shape

from reference.shapes import geometries_of
from tilebuild.tiles.features import LAYERS, Column, Features, Shape, Value
from tilebuild.tiles.geometries import Geometries


@dataclass(frozen=True)
class Feature:
    """One feature and its geometry (WKT or shapely, EPSG:3857 metres)."""

    geometry: str | shapely.Geometry
    shape: Shape
    layer: str = "landuse"
    min_zoom: float = 0
    max_zoom: float = np.inf
    rank: int = 0
    osm_id: int = 1
    mvt_id: int = 0
    properties: Mapping[str, Value] = field(default_factory=dict)
    property_zooms: Mapping[str, float] = field(default_factory=dict)


def make_features(written: Sequence[Feature]) -> tuple[Features, Geometries]:
    """The features as columns; each has a geometry of its own."""
    shapes = [g if isinstance(g, shapely.Geometry) else shapely.from_wkt(g) for g in (f.geometry for f in written)]
    names = list(dict.fromkeys(name for feature in written for name in feature.properties))
    features = Features(
        row=np.arange(len(written)),
        shape=np.array([f.shape for f in written], dtype=np.int8),
        layer=np.array([LAYERS.index(f.layer) for f in written], dtype=np.int8),
        min_zoom=np.array([f.min_zoom for f in written], dtype=np.float32),
        max_zoom=np.array([f.max_zoom for f in written], dtype=np.float32),
        rank=np.array([f.rank for f in written], dtype=np.int32),
        osm_id=np.array([f.osm_id for f in written], dtype=np.int64),
        mvt_id=np.array([f.mvt_id for f in written], dtype=np.int64),
        columns={name: _column(written, name) for name in names},
    )
    return features, geometries_of(np.array(shapes, dtype=object))


def _column(written: Sequence[Feature], name: str) -> Column:
    values: dict[tuple[type, Value], int] = {}
    codes = [
        values.setdefault((type(f.properties[name]), f.properties[name]), len(values)) if name in f.properties else -1
        for f in written
    ]
    has = np.flatnonzero(np.array(codes, dtype=np.int32) >= 0)
    zooms = np.array([f.property_zooms.get(name, 0) for f in written], dtype=np.float32)
    return Column(has, np.array(codes, dtype=np.int32)[has], tuple(value for _, value in values), zooms[has])


def decode(tile: bytes) -> dict[str, list[dict[str, Any]]]:
    """Features of each layer as dictionaries: ``geometry`` (shapely, y down), ``properties``, ``id``."""
    layers = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    for layer in layers.values():
        assert layer["extent"] == 4096
        assert layer["version"] == 2
        assert layer["features"]
    return {
        name: [
            {"geometry": shapely_shape(f["geometry"]), "properties": f["properties"], "id": f.get("id", 0)}
            for f in layer["features"]
        ]
        for name, layer in layers.items()
    }
