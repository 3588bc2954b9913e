"""Tables of a coarser world that stand in for OpenStreetMap's below nominal zoom 8, where a database has them.

Two sources, loaded as their own tools load them, in EPSG:3857: the simplified polygons of sea and land of osmdata, and
Natural Earth at its three scales. Of what both have, osmdata's is taken: it meets the coast of the zooms below.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from psycopg2 import sql

from tilebuild.rawr.database import Snapshot
from tilebuild.rawr.schema import Schema, Table, read_tables_named

LAST = 7
"""The deepest nominal zoom that stand-ins are drawn at."""

SEA, LAND = "water_polygons", "land_polygons"

SIMPLIFIED_SEA, SIMPLIFIED_LAND = "simplified_water_polygons", "simplified_land_polygons"
NE_SEA, NE_LAND, NE_LAKES = "ne_ocean", "ne_land", "ne_lakes"
NE_COUNTRIES, NE_REGIONS = "ne_admin_0_boundary_lines_land", "ne_admin_1_states_provinces_lines"

SCALES = ((3, "110m"), (5, "50m"), (LAST, "10m"))
"""The last nominal zoom that a scale of Natural Earth is good for."""

INSTEAD_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {SEA: (SIMPLIFIED_SEA, NE_SEA), LAND: (SIMPLIFIED_LAND, NE_LAND)}
)
"""Table -> the stand-ins of which the first that is there is read in its place."""

BESIDE = (NE_LAKES, NE_COUNTRIES, NE_REGIONS)
"""Stand-ins for some of the features of other tables, which are read all the same."""


def with_stand_ins(snapshot: Snapshot, schema: Schema, nominal: float) -> Schema:
    """The schema with the stand-ins for nominal zooms up to the given one, by their names without a scale.

    A table without rows is as good as none.

    Raises:
        RequestError: a stand-in is not what it must be.
        UnavailableError: the connection is lost.
    """
    if nominal > LAST:
        return schema
    held = _held(snapshot, nominal)
    tables = dict(schema.tables)
    for target, names in INSTEAD_OF.items():
        better = next((name for name in names if name in held), None)
        if better is not None:
            tables.pop(target, None)
            tables[better] = held[better]
    tables |= {name: held[name] for name in BESIDE if name in held}
    return replace(schema, tables=tables)


def _held(snapshot: Snapshot, nominal: float) -> dict[str, Table]:
    """The stand-ins that there are, by their names without a scale."""
    names = [name for several in (*INSTEAD_OF.values(), BESIDE) for name in several]
    wanted = {name: _candidates(name, nominal) for name in names}
    there = read_tables_named(snapshot, [table for tables in wanted.values() for table in tables])
    filled = {name for name, table in there.items() if _has_rows(snapshot, table)}
    first = {name: next((one for one in tables if one in filled), None) for name, tables in wanted.items()}
    return {name: there[one] for name, one in first.items() if one is not None}


def _candidates(name: str, nominal: float) -> list[str]:
    """Tables that a stand-in may be read from: of the scales that are fine enough the coarsest first."""
    if not name.startswith("ne_"):
        return [name]
    return [f"ne_{scale}_{name.removeprefix('ne_')}" for last, scale in SCALES if nominal <= last]


def _has_rows(snapshot: Snapshot, table: Table) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table.name))
    return bool(snapshot.rows(query)[0][0])
