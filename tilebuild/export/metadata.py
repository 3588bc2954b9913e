"""What an archive says of itself."""

from dataclasses import dataclass
from typing import Any

from tilebuild import __version__
from tilebuild.serve.extent import Extent
from tilebuild.serve.layers import ATTRIBUTION, vector_layers


@dataclass(frozen=True)
class About:
    """What is said of the tiles, whatever the format."""

    name: str
    extent: Extent
    max_zoom: int

    @property
    def centre_zoom(self) -> int:
        """A tile zoom at which a screen shows about the whole extent."""
        plain = self.extent.plain
        zoom = 0
        while zoom < self.max_zoom and (plain.east - plain.west) < 360 / 2**zoom:
            zoom += 1
        return zoom

    def metadata(self) -> dict[str, Any]:
        """The fields that PMTiles (section 5) and MBTiles (1.3, "Metadata") have in common."""
        return {
            "name": self.name,
            "description": "OpenStreetMap as vector tiles",
            "attribution": ATTRIBUTION,
            "type": "baselayer",
            "version": "1",
            "generator": f"tilebuild {__version__}",
        }

    def layers(self) -> list[dict[str, Any]]:
        """``vector_layers``."""
        return vector_layers(self.max_zoom)
