"""The basemap: which tags become which layer, kind, zoom and properties. One module per layer has the tables.

It is made for the Protomaps MapLibre styles ("tiles v4") in Tilezen's layers. There is no layer ``landcover``: a style
that names one has to go without it.
"""

from tilebuild.tiles.style import boundaries, buildings, earth, landuse, places, pois, roads, transit, water
from tilebuild.tiles.style.model import Style

BASEMAP = Style(
    rules=(
        boundaries.boundaries,
        buildings.buildings,
        earth.earth,
        landuse.landuse,
        places.places,
        pois.pois,
        roads.roads,
        transit.transit,
        water.water,
    ),
    reads=frozenset().union(
        *(layer.READS for layer in (boundaries, buildings, earth, landuse, places, pois, roads, transit, water))
    ),
    presence=buildings.PRESENCE | earth.PRESENCE | places.PRESENCE | pois.PRESENCE | water.PRESENCE,
    coarse=boundaries.COARSE + places.COARSE + pois.COARSE + roads.COARSE,
)
"""The style that is used unless another is given."""
