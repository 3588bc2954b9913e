"""Names of the extra properties that a clipped giant carries: what was measured on the whole geometry."""

WAY_AREA = "way_area"
"""Area of the whole polygon in EPSG:3857 square metres."""

LABEL_X = "label_x"
"""EPSG:3857 x in metres of a point inside the whole polygon."""

LABEL_Y = "label_y"
"""EPSG:3857 y in metres of the same point."""
