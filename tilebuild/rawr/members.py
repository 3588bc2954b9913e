"""The members of a RAWR tile: which there are, and in which order."""

POINT, LINE, POLYGON = "planet_osm_point", "planet_osm_line", "planet_osm_polygon"
WAYS, RELATIONS = "planet_osm_ways", "planet_osm_rels"

FEATURES = (POINT, LINE, POLYGON)
"""What osm2pgsql made geometries of."""

REQUIRED = (*FEATURES, WAYS, RELATIONS)
"""Members that are always there."""

OPTIONAL = (
    "wof_neighbourhood", "water_polygons", "land_polygons", "ne_10m_urban_areas", "admin_areas", "buffered_land",
)  # fmt: skip
"""Members that are there if the database had the table."""

ORDER = (*REQUIRED, *OPTIONAL)
"""How they stand in the zip."""
