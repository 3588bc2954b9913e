"""From an extract (``.osm.pbf``) to a database that the jobs read."""

from tilebuild.local.importer.extract import extract_bbox
from tilebuild.local.importer.marker import ImportMeta
from tilebuild.local.importer.run import PHASES, ImportResult, Progress, import_extract, import_meta

__all__ = ["PHASES", "ImportMeta", "ImportResult", "Progress", "extract_bbox", "import_extract", "import_meta"]
