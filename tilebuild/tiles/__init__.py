"""From rows to vector tiles: the style, the geometry, MVT and metatiles."""
