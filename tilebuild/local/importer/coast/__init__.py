"""Sea and land: from files, else from the extract's own coastline, else land everywhere."""

from tilebuild.local.importer.coast.fill import COAST, Layers, fill_coast, open_layers

__all__ = ["COAST", "Layers", "fill_coast", "open_layers"]
