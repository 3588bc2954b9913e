"""The tables that osm2pgsql makes, filled by hand: what tests of extraction read."""

import json
from collections.abc import Iterable, Mapping, Sequence

from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name

from tilebuild.local.postgres import connection
from tilebuild.rawr.database import Database

Tags = Mapping[str, str]
Member = tuple[str, int, str]
"""Letter of the type, id, role."""

_TABLES = """
    CREATE TABLE planet_osm_point (osm_id bigint NOT NULL, way geometry(Point, 3857) NOT NULL, tags {tags});
    CREATE TABLE planet_osm_line (osm_id bigint NOT NULL, way geometry(LineString, 3857) NOT NULL, tags {tags});
    CREATE TABLE planet_osm_polygon (osm_id bigint NOT NULL, way geometry(Polygon, 3857) NOT NULL, tags {tags});
    CREATE INDEX ON planet_osm_point USING gist (way);
    CREATE INDEX ON planet_osm_line USING gist (way);
    CREATE INDEX ON planet_osm_polygon USING gist (way);
    CREATE TABLE planet_osm_ways (id bigint PRIMARY KEY, nodes bigint[] NOT NULL, tags text[]);
    CREATE TABLE planet_osm_rels (
        id bigint PRIMARY KEY, way_off smallint, rel_off smallint, parts bigint[], members text[], tags text[]
    );
    CREATE INDEX ON planet_osm_rels USING gin (parts);
"""

TO_NEW_LAYOUT = r"""
    CREATE FUNCTION pg_temp.to_jsonb(flat text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
        SELECT jsonb_object_agg(flat[i], flat[i + 1]) FROM generate_series(1, cardinality(flat), 2) AS i
    $$;
    ALTER TABLE planet_osm_ways ALTER tags TYPE jsonb USING pg_temp.to_jsonb(tags);
    ALTER TABLE planet_osm_rels ADD members_new jsonb;
    UPDATE planet_osm_rels SET members_new = coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'type', upper(left(members[i], 1)), 'ref', substr(members[i], 2)::bigint, 'role', members[i + 1]
        ) ORDER BY i)
        FROM generate_series(1, cardinality(members), 2) AS i
    ), '[]');
    ALTER TABLE planet_osm_rels DROP way_off, DROP rel_off, DROP parts, DROP members;
    ALTER TABLE planet_osm_rels RENAME members_new TO members;
    ALTER TABLE planet_osm_rels ALTER tags TYPE jsonb USING pg_temp.to_jsonb(tags);
    CREATE FUNCTION planet_osm_member_ids(jsonb, char) RETURNS int8[] LANGUAGE sql IMMUTABLE AS $$
        SELECT array_agg((el->>'ref')::int8) FROM jsonb_array_elements($1) AS el WHERE el->>'type' = $2
    $$;
    CREATE INDEX ON planet_osm_rels USING gin (planet_osm_member_ids(members, 'N'::char(1)));
    CREATE INDEX ON planet_osm_rels USING gin (planet_osm_member_ids(members, 'W'::char(1)));
"""
"""Makes the legacy middle tables what osm2pgsql's manual says of the new ones, indices included."""


def run(database: Database, *statements: str) -> None:
    """Execute and commit."""
    with connection(database) as opened, opened.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def create_tables(database: Database, tags: str = "hstore") -> None:
    """The three tables of features with tags of that type, and empty legacy middle tables."""
    run(database, _TABLES.format(tags=tags))


def add_feature(opened: Connection, table: str, osm_id: int, wkt: str, tags: Tags | None = None) -> None:
    """A row of ``planet_osm_<table>``; the geometry in EPSG:3857."""
    text = ",".join(f"{_quoted(key)}=>{_quoted(value)}" for key, value in (tags or {}).items())
    with opened.cursor() as cursor:
        cursor.execute(
            "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attname = 'tags' AND attrelid = %s::regclass",
            (f"planet_osm_{table}",),
        )
        (kind,) = cursor.fetchone() or ("",)
        cursor.execute(
            f"INSERT INTO planet_osm_{table} VALUES (%s, ST_GeomFromText(%s, 3857), %s)",
            (osm_id, wkt, text if kind == "hstore" else json.dumps(tags or {})),
        )


def _quoted(text: str) -> str:
    """As hstore's text form wants it."""
    return json.dumps(text, ensure_ascii=False)


def add_way(opened: Connection, osm_id: int, nodes: Sequence[int], tags: Tags | None = None) -> None:
    """A row of the legacy ``planet_osm_ways``; without tags NULL."""
    flat = [text for pair in (tags or {}).items() for text in pair]
    with opened.cursor() as cursor:
        cursor.execute("INSERT INTO planet_osm_ways VALUES (%s, %s::bigint[], %s)", (osm_id, list(nodes), flat or None))


def add_relation(opened: Connection, osm_id: int, members: Iterable[Member], tags: Tags | None = None) -> None:
    """A row of the legacy ``planet_osm_rels``."""
    listed = list(members)
    parts = [[ref for kind, ref, _ in listed if kind == letter] for letter in "nwr"]
    way_off, rel_off = len(parts[0]), len(parts[0]) + len(parts[1])
    texts = [text for kind, ref, role in listed for text in (f"{kind}{ref}", role)]
    flat = [text for pair in (tags or {}).items() for text in pair]
    with opened.cursor() as cursor:
        cursor.execute(
            "INSERT INTO planet_osm_rels VALUES (%s, %s, %s, %s::bigint[], %s::text[], %s::text[])",
            (osm_id, way_off, rel_off, [*parts[0], *parts[1], *parts[2]], texts, flat),
        )
