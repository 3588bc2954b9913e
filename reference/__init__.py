"""The reference engine: shapely and numpy on whole arrays, the least that could be wrong.

It is what tests and measurements hold the compiled kernel against; it is no part of the package that is installed.
"""
