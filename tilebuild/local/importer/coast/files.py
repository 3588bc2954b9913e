"""Polygons from a file that a user gives: shapefile, zipped shapefile, GeoPackage, in any coordinate system."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from tilebuild.errors import RequestError
from tilebuild.grid import Box


@dataclass(frozen=True)
class Layer:
    """A layer of polygons in a file."""

    file: Path
    source: str
    """What GDAL calls the file."""
    name: str
    crs: str
    """Its coordinate system, as PROJ reads it: ``EPSG:4326`` or WKT."""

    def polygons(self, area: Box) -> NDArray[np.object_]:
        """The parts of its polygons inside the area (both in the layer's coordinate system), valid, unordered.

        Raises:
            RequestError: the file turns out to be broken.
        """
        try:
            _, _, wkb, _ = pyogrio.raw.read(self.source, layer=self.name, columns=[], bbox=tuple(area))
        except (DataSourceError, DataLayerError) as error:
            raise RequestError(f"{self.file} cannot be read: {error}") from None
        shapes = shapely.make_valid(shapely.from_wkb(wkb))
        parts = shapely.get_parts(shapely.get_parts(shapely.intersection(shapes, shapely.box(*area))))
        return np.asarray(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON], dtype=object)


def open_layer(file: Path, role: str) -> Layer:
    """The layer of polygons in the file: its only one, or the one named like ``role`` (``water_polygons``).

    Raises:
        RequestError: with a sentence on what is wrong with the file.
    """
    if not file.is_file():
        raise RequestError(f"{role}: there is no file {file}")
    source = _source(file, role)
    try:
        layers = [str(name) for name, geometry in pyogrio.list_layers(source) if geometry is not None]
        name = _choose(layers, file, role)
        info = pyogrio.read_info(source, layer=name)
    except DataSourceError as error:
        why = str(error).partition("; ")[0].rstrip(".")  # behind it GDAL gives advice on formats that are not read here
        raise RequestError(f"{role}: {file} is no shapefile or GeoPackage: {why}") from None
    if "Polygon" not in str(info["geometry_type"]):
        raise RequestError(f"{role}: {file} holds {info['geometry_type']} geometries where Polygon is needed")
    if not info["crs"]:
        raise RequestError(f"{role}: {file} does not say its coordinate system: a shapefile needs its .prj file")
    return Layer(file, source, name, str(info["crs"]))


def _choose(layers: list[str], file: Path, role: str) -> str:
    if len(layers) == 1:
        return layers[0]
    if role in layers:
        return role
    raise RequestError(f"{role}: {file} has the layers {', '.join(layers) or '(none)'}: name the one to use {role}")


def _source(file: Path, role: str) -> str:
    """GDAL's name of the file; of a zip, that of the only shapefile or GeoPackage in it, in whatever folder."""
    if file.suffix.lower() != ".zip":
        return str(file)
    try:
        with zipfile.ZipFile(file) as archive:
            members = [name for name in archive.namelist() if name.lower().endswith((".shp", ".gpkg"))]
    except zipfile.BadZipFile:
        raise RequestError(f"{role}: {file} is no zip file, or a broken one") from None
    if len(members) != 1:
        raise RequestError(f"{role}: {file} holds {len(members)} shapefiles where exactly one is needed")
    return f"/vsizip/{file.absolute()}/{members[0]}"
