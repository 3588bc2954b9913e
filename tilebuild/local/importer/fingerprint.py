"""What an import depends on, as a short name: the same inputs are imported once."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

SCHEMA_VERSION = 1
"""Grows whenever the import makes something else of the same files."""

_SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def fingerprint(extract: Path, style: Path, water_polygons: Path | None, land_polygons: Path | None) -> str:
    """64 hex digits of everything that decides what the database holds: contents of files, not names or times."""
    digest = hashlib.sha256(f"schema {SCHEMA_VERSION}".encode())
    for role, path in (("extract", extract), ("style", style), ("water", water_polygons), ("land", land_polygons)):
        digest.update(f"\n{role}".encode())
        for part in _parts(path):
            with part.open("rb") as file:
                digest.update(part.suffix.lower().encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _parts(path: Path | None) -> Iterator[Path]:
    """The file itself; of a shapefile, all the files that it consists of."""
    if path is not None and path.suffix.lower() == ".shp":
        yield from (path.with_suffix(suffix) for suffix in _SIDECARS if path.with_suffix(suffix).exists())
    elif path is not None:
        yield path


def database_name(extract: Path, digest: str) -> str:
    """A PostgreSQL name (at most 63 bytes) that a person recognises: ``monaco_2021_3fa8c01b99d2``."""
    stem = re.sub(r"\.(osm|pbf|gz|bz2|xml)", "", extract.name.lower())
    words = re.sub(r"[^a-z0-9]+", "_", stem).strip("_")[:40].rstrip("_")
    return f"{words or 'extract'}_{digest[:12]}"
