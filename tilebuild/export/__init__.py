"""A run's tiles as one archive: PMTiles or MBTiles."""
