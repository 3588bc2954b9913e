"""The geometry kernel: compiled functions on flat arrays, and the engine that is made of them.

Read in this order: ``wkb`` (bytes to vertices), ``drawing`` (what is drawn near an area), ``nodes`` (vertices that may
not move), ``simplify``, ``clip`` and ``split`` (tiles), ``clean`` and ``repair`` (valid polygons), ``engine``.
"""
