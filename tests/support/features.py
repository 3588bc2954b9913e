"""Features written down by hand, and tiles read back by a reader that is not ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from shapely.geometry import shape as shapely_shape

from reference.shapes import geometries_of
from tilebuild.tiles.features import LAYERS, Features, Shape
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.property_table import PropertyTable, Value, is_whole, property_order


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
    features = Features(
        row=np.arange(len(written)),
        shape=np.array([f.shape for f in written], dtype=np.int8),
        layer=np.array([LAYERS.index(f.layer) for f in written], dtype=np.int8),
        min_zoom=np.array([f.min_zoom for f in written], dtype=np.float32),
        max_zoom=np.array([f.max_zoom for f in written], dtype=np.float32),
        rank=np.array([f.rank for f in written], dtype=np.int32),
        osm_id=np.array([f.osm_id for f in written], dtype=np.int64),
        mvt_id=np.array([f.mvt_id for f in written], dtype=np.int64),
        properties=_properties(written),
    )
    return features, geometries_of(np.array(shapes, dtype=object))


def _properties(written: Sequence[Feature]) -> PropertyTable:
    names = sorted({name for feature in written for name in feature.properties}, key=property_order)
    entries = [
        (index, name, feature.properties[name], feature.property_zooms.get(name, 0.0))
        for index, feature in enumerate(written)
        for name in names
        if name in feature.properties
    ]
    numbers = sorted({value for _, _, value, _ in entries if is_whole(value)})
    others = list(dict.fromkeys((type(value), value) for _, _, value, _ in entries if not is_whole(value)))
    code = {value: index for index, value in enumerate([*((int, number) for number in numbers), *others])}
    codes = [code[int if is_whole(value) else type(value), value] for _, _, value, _ in entries]
    return PropertyTable(
        np.array([feature for feature, _, _, _ in entries], dtype=np.int64),
        np.array([names.index(name) for _, name, _, _ in entries], dtype=np.int64),
        np.array(codes, dtype=np.int64),
        np.array([zoom for _, _, _, zoom in entries], dtype=np.float32),
        tuple(names),
        np.array(numbers, dtype=np.int64),
        tuple(value for _, value in others),
    )


def properties_of(features: Features) -> list[dict[str, tuple[Value, float]]]:
    """Each feature's properties: value, and nominal zoom from which it is written, in the order of writing."""
    found: list[dict[str, tuple[Value, float]]] = [{} for _ in range(len(features))]
    for name in features.properties.names:
        column = features.properties.column(name)
        for feature, code, zoom in zip(column.feature, column.codes, column.min_zoom.tolist(), strict=True):
            found[feature][name] = column.values[code], zoom
    return found


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
