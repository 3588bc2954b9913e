"""Tilebuild: OpenStreetMap in PostGIS to vector tiles, by one state machine, on AWS or on one machine."""

__version__ = "0.1.0"
