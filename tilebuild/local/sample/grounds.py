"""The ground inside towns: residential and other land, schools, pitches, car parks."""

from collections.abc import Sequence

import shapely

from tilebuild.local.sample.blocks import Plot
from tilebuild.local.sample.extract import Extract, Tags
from tilebuild.local.sample.frame import generator
from tilebuild.local.sample.names import StreetNames
from tilebuild.local.sample.urban import Urban

_PLOT_TAGS: dict[str, Tags] = {
    "commercial": {"landuse": "commercial"},
    "retail": {"landuse": "retail"},
    "industrial": {"landuse": "industrial"},
    "farmyard": {"landuse": "farmyard"},
    "allotments": {"landuse": "allotments"},
    "green": {"landuse": "village_green"},
    "playground": {"leisure": "playground"},
    "parking": {"amenity": "parking", "surface": "asphalt"},
    "plaza": {"highway": "pedestrian", "area": "yes", "surface": "paving_stones"},
    "pitch": {"leisure": "pitch", "sport": "soccer"},
    "school": {"amenity": "school"},
    "kindergarten": {"amenity": "kindergarten"},
    "university": {"amenity": "university"},
    "hospital": {"amenity": "hospital"},
    "garden": {"leisure": "garden"},
    "church": {"landuse": "religious"},
    "supermarket": {"landuse": "retail"},
}
_NAMED = {
    "school": "{} School",
    "kindergarten": "{} Kindergarten",
    "university": "{} University",
    "hospital": "{} Hospital",
    "garden": "{} Garden",
    "plaza": "{} Square",
    "green": "{} Green",
    "allotments": "{} Allotments",
}


def add_grounds(extract: Extract, seed: int, urban: Urban, plots: Sequence[Plot]) -> None:
    """Residential land by district, and every plot whose use has a ground of its own."""
    names = StreetNames(generator(seed, "grounds"))
    for district in urban.districts:
        extract.area(shapely.simplify(district, 2), {"landuse": "residential"})
    for plot in plots:
        if plot.use in _PLOT_TAGS:
            tags = dict(_PLOT_TAGS[plot.use])
            if plot.use in _NAMED:
                tags["name"] = _NAMED[plot.use].format(names.stem())
            extract.area(plot.area, tags)
