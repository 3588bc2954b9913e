"""The import job: fetch an extract (and polygons of sea and land), load them into the database that the job is told.

    load.py --extract s3://bucket/extracts/vaduz.osm.pbf --water-polygons - --land-polygons https://…/land.zip

"-" is nothing: Batch takes no empty word in a command.

Exit codes are the workers': 0 loaded (or it was loaded before), 64 wrong request or configuration, 75 the database or
the store is not reachable, 143 stopped.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError
from obstore.store import HTTPStore, S3Store

from tilebuild.errors import RequestError, TilebuildError, UnavailableError
from tilebuild.local.importer import import_extract
from tilebuild.rawr.database import Database
from tilebuild.settings import read_settings

FOLDER = Path(os.environ.get("TILEBUILD_EXTRACTS", "/extract"))
"""Where what is fetched lies meanwhile."""

NOTHING = "-"
"""What stands in a command for a file that is not given."""


def main(arguments: list[str] | None = None) -> int:
    """Fetch and load; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        extract, water, land = (
            fetch(url, FOLDER) for url in (asked.extract, asked.water_polygons, asked.land_polygons)
        )
        if extract is None:
            raise RequestError("no --extract is given: name an .osm.pbf as s3://bucket/key or https://…")
        result = import_extract(
            extract,
            database(),
            water_polygons=water,
            land_polygons=land,
            log=FOLDER / "osm2pgsql.log",
            progress=tell,
            style=read_settings(os.environ).style or None,
        )
    except TilebuildError as error:
        _say("error", str(error))
        return error.exit_code
    _say("info", "imported" if result.fresh else "had been imported before", counts=result.meta.counts)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Load an OpenStreetMap extract into PostGIS.")
    parser.add_argument("--extract", required=True, help="an .osm.pbf as s3://bucket/key or https://…")
    parser.add_argument("--water-polygons", default="-", help="polygons of the sea: a zipped shapefile or a GeoPackage")
    parser.add_argument("--land-polygons", default="-", help="polygons of the land, likewise")
    return parser


def database() -> Database:
    """The database of ``TILEQUEUE__postgresql__*``; of a list of hosts the first, which must be the one to write to."""
    told = read_settings(os.environ).postgresql
    return Database(told.host[:1], told.port, told.dbnames, told.user, told.password, statement_timeout=0)


def fetch(url: str, folder: Path) -> Path | None:
    """The file of a URL, fetched as a whole or not at all; None for "-".

    Raises:
        RequestError: it is not there, may not be read, or is no s3:// or https:// URL.
        UnavailableError: it could not be reached.
    """
    if url == NOTHING:
        return None
    parts = urlsplit(url)
    name = Path(parts.path).name
    if parts.scheme not in ("s3", "https") or not parts.netloc or not name:
        raise RequestError(f"{url!r} cannot be fetched: it must be s3://bucket/key or https://host/path")
    place, key = (S3Store(parts.netloc), parts.path) if parts.scheme == "s3" else _web(url)
    target, partial = folder / name, folder / f".{name}.part"
    try:
        with partial.open("wb") as file:
            for chunk in obstore.get(place, key.lstrip("/")).stream(min_chunk_size=8 << 20):
                file.write(chunk)
    except (NotFoundError, FileNotFoundError):
        raise RequestError(f"{url} is not there") from None
    except (PermissionDeniedError, PermissionError) as error:
        raise RequestError(f"{url} may not be read: {error}") from None
    except (BaseError, OSError) as error:
        raise UnavailableError(f"{url} could not be fetched: {error}") from None
    partial.rename(target)
    _say("info", f"fetched {url}", bytes=target.stat().st_size)
    return target


def _web(url: str) -> tuple[HTTPStore, str]:
    root, _, key = url.rpartition("/")
    return HTTPStore.from_url(root), key


def tell(phase: str, fraction: float) -> None:
    """A line of progress for every tenth."""
    tenth = int(fraction * 10)
    if _told.get(phase) != tenth:
        _told[phase] = tenth
        _say("info", phase, done=tenth / 10)


_told: dict[str, int] = {}


def _say(level: str, message: str, **more: object) -> None:
    print(json.dumps({"level": level, "message": message, "stage": "import", **more}), file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
