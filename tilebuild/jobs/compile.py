"""``python -m tilebuild.jobs.compile``: call every kernel once, so that numba's cache holds them before any job runs.

It runs while the image is built, and beside the import on one machine: cold it takes a minute or two, warm a second.

A kernel is compiled for the types that it is called with, whatever the values. So a row or two of each table go the way
that a job's rows go: out of the database's binary stream, into a RAWR tile, out of it again, and into metatiles.
"""

import json
import os
import struct
import sys
import tempfile
from pathlib import Path

WEST, SOUTH = 1060000.0, 5960000.0


def polygon(side: float) -> bytes:
    """A triangle, two sides of which are so many metres long, as WKB."""
    ring = (WEST, SOUTH, WEST + side, SOUTH, WEST + side, SOUTH + side, WEST, SOUTH)
    return struct.pack("<BIII8d", 1, 3, 1, 4, *ring)


def line(first: float, last: float) -> bytes:
    """A line from one place of a diagonal to another, in metres from its beginning, as WKB."""
    return struct.pack("<BII4d", 1, 2, 2, WEST + first, SOUTH + first, WEST + last, SOUTH + last)


POINT = struct.pack("<BIdd", 1, 1, WEST, SOUTH)
GEOMETRIES = {"point": (POINT,), "line": (line(0, 500), line(500, 900)), "polygon": (polygon(500), polygon(0.1))}
"""By table. What only two lines need that are joined, or a polygon that is too small for any zoom, is compiled too."""
TILE = "10/539/359"
"""Where the geometries are, so that something is drawn."""


def field(data: bytes | None) -> bytes:
    """A field of COPY BINARY: its length and its bytes."""
    return struct.pack(">i", -1) if data is None else struct.pack(">i", len(data)) + data


def stream(*rows: tuple[bytes | None, ...]) -> bytes:
    """COPY BINARY of some rows: https://www.postgresql.org/docs/current/sql-copy.html."""
    body = b"".join(struct.pack(">h", len(row)) + b"".join(map(field, row)) for row in rows)
    return b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0) + body + struct.pack(">h", -1)


def array(oid: int, *elements: bytes) -> bytes:
    """A one-dimensional array of a type."""
    return struct.pack(">iiiii", 1, 0, oid, len(elements), 1) + b"".join(map(field, elements))


def tags(form: str) -> bytes:
    """Tags as hstore, jsonb or an array of texts."""
    border = {"boundary": "administrative", "admin_level": "2"}
    pair = {"highway": "primary", "natural": "water", "place": "town", "name": "Ä", **border}
    if form == "hstore":
        return struct.pack(">i", len(pair)) + b"".join(field(k.encode()) + field(v.encode()) for k, v in pair.items())
    if form == "jsonb":
        return b"\x01" + json.dumps(pair).encode()
    return array(25, *(text.encode() for item in pair.items() for text in item))


def main() -> None:
    """From streams to a RAWR tile, and on to metatiles as a job makes them."""
    from tilebuild.rawr.archive import read_rawr, write_rawr
    from tilebuild.rawr.copy_binary import read_features
    from tilebuild.rawr.copy_tags import TagFormat
    from tilebuild.rawr.msgpack_rows import encode
    from tilebuild.rawr.slim_copy import read_relations, read_ways
    from tilebuild.rawr.slim_read import decode_relations, decode_ways
    from tilebuild.rawr.slim_write import encode_relations, encode_ways

    ident = struct.pack(">q", 1)
    members: dict[str, bytes] = {}
    for form in TagFormat:
        for name, several in GEOMETRIES.items():
            rows = read_features(stream(*((ident, wkb, tags(form.value)) for wkb in several)), form, name)
            members[f"planet_osm_{name}"] = encode(rows)
        ways = read_ways(stream((ident, array(20, ident, ident), tags(form.value))), form)
    members["planet_osm_ways"] = encode_ways(ways)
    text = [value.encode() for value in ("n1", "outer")]
    old = read_relations(stream((ident, array(25, *text), tags("text[]"))), TagFormat.TEXT_ARRAY)
    new = read_relations(
        stream((ident, b"\x01" + json.dumps([{"type": "N", "ref": 1, "role": "x"}]).encode(), tags("jsonb"))),
        TagFormat.JSONB,
    )
    encode_relations(new)
    members["planet_osm_rels"] = encode_relations(old)
    data = write_rawr(members)
    tile = read_rawr(data)
    decode_ways(tile.ways)
    decode_relations(tile.relations)
    sys.exit(high_zoom(data))


def high_zoom(rawr: bytes) -> int:
    """Run the high-zoom command over this RAWR tile in directories; its exit code."""
    from tilebuild.cli import run
    from tilebuild.grid import parse_tile
    from tilebuild.keys import Layout, tile_key

    with tempfile.TemporaryDirectory() as folder:
        for bucket in ("rawr", "tiles", "control"):
            Path(folder, bucket).mkdir()
        target = Path(folder, "rawr", tile_key(parse_tile(TILE), "compile", Layout.PREFIX_HASH))
        target.parent.mkdir(parents=True)
        target.write_bytes(rawr)
        os.environ |= {
            "TILEBUILD_BUCKETS": folder,
            "TILEQUEUE__control__bucket": "control",
            "TILEQUEUE__rawr__source__s3__bucket": "rawr",
            "TILEQUEUE__rawr__source__s3__prefix": "compile",
            "TILEQUEUE__store__name": "tiles",
            "TILEQUEUE__store__date-prefix": "compile",
        }
        return run(["high", "--tile", TILE, "--run_id", "compile"])


if __name__ == "__main__":
    main()
