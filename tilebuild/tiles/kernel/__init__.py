"""The geometry kernel: compiled functions on flat arrays, and the engine that is made of them.

Read in this order: ``wkb`` (bytes to vertices), ``drawing`` (what is drawn near an area), ``nodes`` (vertices that may
not move), ``simplify`` and ``zoom``, ``patches`` (what is too small), ``clip`` and ``split`` (tiles), ``clean``,
``repair``, ``parts`` and ``tiles`` (valid polygons), ``merge`` (lines joined), ``budget`` (tiles not too large),
``engine``.
"""
