"""Rows into features: the rules of a style, run once per distinct combination of tags and never once per row.

``combinations`` finds the distinct combinations, ``draws`` runs the rules and spreads what they make over the rows,
``properties`` and ``names`` make the properties, which ``entries`` gathers; ``carried`` reads what rows say of a whole
that they are a part of.
"""

from tilebuild.tiles.classify.features import Table, classify

__all__ = ["Table", "classify"]
