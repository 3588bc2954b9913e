"""RAWR tiles: the raw rows of one zoom-10 tile, their format, and their extraction from PostgreSQL."""
