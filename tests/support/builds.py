"""Whole builds by the command that a user types, in a home of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import shapely
from mercantile import Tile
from shapely.geometry import shape

from tilebuild.local.home import Home
from tilebuild.local.postgres import Cluster
from tilebuild.rawr.database import Database
from tilebuild.storage import Bucket
from tilebuild.tiles.inspect import find_tile


def tilebuild(*arguments: str | Path, check: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run the command; its exit code must be ``check`` unless that is None."""
    command = [sys.executable, "-m", "tilebuild", *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C.UTF-8"})
    assert check is None or ended.returncode == check, f"{ended.returncode}: {ended.stderr[-3000:]}"
    return ended


@dataclass(frozen=True)
class Built:
    """A build that ended."""

    home: Path
    arguments: tuple[str | Path, ...]
    """What named its extract on the command line."""
    report: dict[str, Any]

    @property
    def run_id(self) -> str:
        return str(self.report["run_id"])

    @property
    def control(self) -> Bucket:
        return Home(self.home).control()

    def tiles(self, prefix: str | None = None) -> dict[str, Path]:
        """The metatiles of a prefix: z/x/y.zip -> file."""
        return objects(self.home / "buckets" / "tilebuild-tilebucket", prefix or self.run_id)

    def rawr(self, prefix: str | None = None) -> dict[str, Path]:
        """The RAWR tiles of a prefix."""
        return objects(self.home / "buckets" / "tilebuild-rawrbucket", prefix or self.run_id)

    def tile(self, tile: Tile) -> dict[str, list[dict[str, Any]]]:
        """A 512-pixel tile by an independent reader: features by layer, geometries as shapely's, y down."""
        bucket, place = Home(self.home).store_of(self.run_id)
        return decoded(find_tile(tile, 512, bucket, place).data)

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database that the build read, running."""
        with Cluster(self.home / "postgres") as cluster:
            yield cluster.database(Home(self.home).current().database)


def build(home: Path, *arguments: str | Path) -> Built:
    """Build by ``tilebuild run``."""
    ended = tilebuild("run", "--home", home, "--json", *arguments)
    return Built(home, arguments, json.loads(ended.stdout))


def objects(bucket: Path, prefix: str) -> dict[str, Path]:
    """Objects of a prefix in either key layout, without hash and prefix."""
    found = {}
    for path in sorted(bucket.rglob("*.zip")):
        parts = path.relative_to(bucket).parts
        if prefix in parts[:2]:
            found["/".join(parts[2:])] = path
    return found


def decoded(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """Layers of a tile with shapely geometries."""
    if not data:
        return {}
    layers = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    for layer in layers.values():
        for feature in layer["features"]:
            feature["geometry"] = shape(feature["geometry"])
    return {name: layer["features"] for name, layer in layers.items()}


def invalid_polygons(layers: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Features whose polygons are not valid."""
    return [
        feature
        for features in layers.values()
        for feature in features
        if shapely.get_dimensions(feature["geometry"]) == 2 and not feature["geometry"].is_valid
    ]
