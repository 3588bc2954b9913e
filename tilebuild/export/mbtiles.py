"""MBTiles 1.3: an SQLite file with each content once; tiles are a view over contents and coordinates.

Rows count from the south, as in TMS.
"""

import hashlib
import json
import sqlite3
from pathlib import Path

from tilebuild.export.metadata import About
from tilebuild.export.read import ArchiveTile

APPLICATION_ID = 0x4D504258
"""``MPBX``, which the specification asks for."""

BATCH = 2000

SCHEMA = """
CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE images (tile_id INTEGER PRIMARY KEY, tile_data BLOB NOT NULL);
CREATE TABLE digests (digest BLOB PRIMARY KEY, tile_id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE map (
  zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id INTEGER NOT NULL,
  PRIMARY KEY (zoom_level, tile_column, tile_row)
) WITHOUT ROWID;
CREATE VIEW tiles AS
  SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images USING (tile_id);
"""


class MBTilesArchive:
    """Writes one archive."""

    def __init__(self, path: Path, about: About) -> None:
        self._about = about
        self._database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"application_id = {APPLICATION_ID}"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(SCHEMA)
        self._database.execute("BEGIN")
        self._written = 0
        self._max_zoom = 0

    def write(self, tile: ArchiveTile) -> None:
        """Add a tile; its row counts from the south."""
        z, x, y = tile.tile.z, tile.tile.x, tile.tile.y
        row = (z, x, (1 << z) - 1 - y, self._content(tile.gzipped))
        self._database.execute("INSERT INTO map VALUES (?, ?, ?, ?)", row)
        self._max_zoom = max(self._max_zoom, z)
        self._written += 1
        if self._written % BATCH == 0:
            self._database.execute("COMMIT")
            self._database.execute("BEGIN")

    def _content(self, gzipped: bytes) -> int:
        """The number of a content, stored when it is first met."""
        digest = hashlib.blake2b(gzipped, digest_size=16).digest()
        known = self._database.execute("SELECT tile_id FROM digests WHERE digest = ?", (digest,)).fetchone()
        if known is not None:
            return int(known[0])
        number = self._database.execute("INSERT INTO images (tile_data) VALUES (?)", (gzipped,)).lastrowid
        self._database.execute("INSERT INTO digests VALUES (?, ?)", (digest, number))
        return int(number or 0)

    def finish(self) -> None:
        """Write the metadata; what only writing needed goes."""
        self._database.executemany("INSERT INTO metadata VALUES (?, ?)", self._metadata().items())
        self._database.execute("DROP TABLE digests")
        self._database.execute("COMMIT")
        self._database.execute("VACUUM")

    def close(self) -> None:
        """Let go of the file, finished or not."""
        self._database.close()

    def _metadata(self) -> dict[str, str]:
        longitude, latitude = self._about.extent.centre
        plain = self._about.extent.plain
        return {
            **{name: str(value) for name, value in self._about.metadata().items()},
            "format": "pbf",
            "bounds": ",".join(f"{ordinate:.6f}" for ordinate in plain),
            "center": f"{longitude:.6f},{latitude:.6f},{self._about.centre_zoom}",
            "minzoom": "0",
            "maxzoom": str(self._max_zoom),
            "json": json.dumps({"vector_layers": self._about.layers()}),
        }
