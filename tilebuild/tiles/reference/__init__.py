"""The reference engine: shapely and numpy on whole arrays; what a faster engine is tested against."""
