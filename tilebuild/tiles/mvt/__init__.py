"""Vector tiles as bytes: Mapbox Vector Tile specification, version 2.1."""
