"""Rows into features: the rules of a style, run once per distinct combination of tags and never once per row.

``combinations`` finds the distinct combinations, ``draws`` runs the rules and spreads what they make over the rows,
``columns`` and ``names`` make the properties.
"""

from tilebuild.tiles.classify.features import classify
from tilebuild.tiles.classify.labels import whole_areas

__all__ = ["classify", "whole_areas"]
