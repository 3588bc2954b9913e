"""Points of interest: shops and cafés in the houses, stops along the roads, things that stand about."""

from collections.abc import Sequence

import numpy as np
import shapely

from tilebuild.local.sample.blocks import Plot
from tilebuild.local.sample.extract import Extract, Tags
from tilebuild.local.sample.footprints import Footprints
from tilebuild.local.sample.frame import generator
from tilebuild.local.sample.gazetteer import EATERIES, OWNERS

# Tags, how common, what it is called ("" for things without a name).
_INDOORS: tuple[tuple[Tags, int, str], ...] = (
    ({"amenity": "restaurant", "cuisine": "regional"}, 14, "{} Kitchen"),
    ({"amenity": "cafe"}, 13, "Café {}"),
    ({"amenity": "bar"}, 7, "The {} Bar"),
    ({"amenity": "pub"}, 5, "The {} Arms"),
    ({"amenity": "fast_food"}, 7, "{} Grill"),
    ({"shop": "convenience"}, 8, "{} Corner Shop"),
    ({"shop": "bakery"}, 5, "{} Bakery"),
    ({"shop": "supermarket"}, 4, "{} Market"),
    ({"shop": "books"}, 3, "{} Books"),
    ({"shop": "beauty"}, 4, "{} Beauty"),
    ({"shop": "hairdresser"}, 4, "{} Hair"),
    ({"shop": "electronics"}, 3, "{} Electric"),
    ({"shop": "clothes"}, 7, "{} & Daughters"),
    ({"shop": "pet"}, 1, "{} Pets"),
    ({"amenity": "pharmacy"}, 4, "{} Pharmacy"),
    ({"amenity": "bank", "atm": "yes"}, 3, "{} Bank"),
    ({"amenity": "post_office"}, 2, "Post Office {}"),
    ({"amenity": "library"}, 1, "{} Library"),
    ({"amenity": "theatre"}, 1, "{} Playhouse"),
    ({"amenity": "cinema"}, 1, "{} Pictures"),
    ({"amenity": "doctors"}, 3, "Dr. {}"),
    ({"amenity": "veterinary"}, 1, "{} Vets"),
    ({"tourism": "hotel"}, 4, "Hotel {}"),
    ({"tourism": "museum"}, 1, "{} Museum"),
    ({"tourism": "gallery"}, 1, "Gallery {}"),
    ({"office": "company"}, 5, "{} Ltd"),
)
_OUTDOORS: tuple[tuple[Tags, str], ...] = (
    ({"amenity": "bench"}, ""),
    ({"amenity": "toilets"}, ""),
    ({"amenity": "drinking_water"}, ""),
    ({"tourism": "artwork", "artwork_type": "statue"}, "Statue of {}"),
    ({"tourism": "attraction"}, "{} House"),
    ({"historic": "monument"}, "{} Monument"),
    ({"historic": "building"}, "{} Court"),
    ({"amenity": "fountain"}, ""),
    ({"amenity": "bicycle_parking"}, ""),
    ({"amenity": "post_box"}, ""),
    ({"amenity": "recycling"}, ""),
    ({"natural": "tree"}, ""),
)
_SHARE = {
    "perimeter": 0.5,
    "courtyard": 0.5,
    "commercial": 0.8,
    "retail": 1.0,
    "row": 0.03,
    "apartments": 0.06,
    "farmyard": 0.08,
}


def add_pois(extract: Extract, seed: int, prints: Footprints, plots: Sequence[Plot]) -> None:
    """Shops and the like behind the street doors of houses, furniture on the pavements in front of others."""
    rng = generator(seed, "pois")
    weights = np.array([weight for _, weight, _ in _INDOORS], dtype=float)
    draw = rng.random(len(prints.areas))
    kinds = rng.choice(len(_INDOORS), len(draw), p=weights / weights.sum())
    inside = prints.front + (shapely.get_coordinates(shapely.centroid(prints.areas)) - prints.front) * 0.5
    for index, plot_number in enumerate(prints.plot.tolist()):
        plot = plots[plot_number]
        if draw[index] < _SHARE.get(plot.use, 0.004) * (0.35 + plot.core):
            tags, _, pattern = _INDOORS[kinds[index]]
            extract.node(inside[index], {**tags, **_name(rng, tags, pattern)})
        elif plot.core > 0.4 and draw[index] > 0.965:
            tags, pattern = _OUTDOORS[int(rng.integers(len(_OUTDOORS)))]
            away = prints.front[index] * 1.16 - inside[index] * 0.16
            extract.node(away, {**tags, **_name(rng, tags, pattern)})


def _name(rng: np.random.Generator, tags: Tags, pattern: str) -> dict[str, str]:
    foreign = EATERIES.get(tags.get("amenity", ""), ())
    if foreign and rng.random() < 0.25:
        name, language, english = foreign[int(rng.integers(len(foreign)))]
        return {"name": name, f"name:{language}": name, "name:en": english}
    return {"name": pattern.format(rng.choice(OWNERS))} if pattern else {}
