"""Points of interest: shops and cafés in the houses, stops along the roads, things that stand about."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString

from tilebuild.local.sample.blocks import Plot
from tilebuild.local.sample.extract import Extract, Member, Ref, Tags
from tilebuild.local.sample.footprints import Footprints
from tilebuild.local.sample.frame import from_ticks, generator
from tilebuild.local.sample.network import Source, Way

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
    ({"amenity": "fountain"}, ""),
    ({"amenity": "bicycle_parking"}, ""),
    ({"amenity": "post_box"}, ""),
    ({"amenity": "recycling"}, ""),
    ({"natural": "tree"}, ""),
)
# Names that are written in another script, with their English form.
_FOREIGN = {
    "restaurant": (("Ταβέρνα Άνεμος", "el", "Taverna Anemos"), ("桜亭", "ja", "Sakura-tei"), ("مطعم الياسمين", "ar", "Jasmine Restaurant"),
                   ("竹园饭店", "zh", "Bamboo Garden"), ("한강식당", "ko", "Hangang Diner"), ("अन्नपूर्णा", "hi", "Annapurna")),
    "cafe": (("Кафе Чайка", "ru", "Chaika Café"), ("בית קפה הגל", "he", "Wave Café"), ("喫茶 灯台", "ja", "Lighthouse Coffee")),
}  # fmt: skip
_OWNERS = """Alba Bellis Cardo Dorn Ember Falk Garda Hesper Ines Jarl Korda Lumen Marlo Nadir Orso Pavo Quinto Runa Selva Tova
Umber Vanto Wren Xanti Yara Zeno Anker Bruma Corin Delfi Edda Fjara Gala Holm Isla Juno""".split()
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
    foreign = _FOREIGN.get(tags.get("amenity", ""), ())
    if foreign and rng.random() < 0.25:
        name, language, english = foreign[int(rng.integers(len(foreign)))]
        return {"name": name, f"name:{language}": name, "name:en": english}
    return {"name": pattern.format(rng.choice(_OWNERS))} if pattern else {}


def add_stops(extract: Extract, avenues: Sequence[Source], ways: Sequence[Way]) -> None:
    """Bus stops along the avenues, and a bus route over each."""
    for number, title in enumerate(sorted({source.tags["name"] for source in avenues}), start=1):
        members = [Member(ref, "") for ref in _ways_named(extract, title)]
        for stop, spot in enumerate(
            _stop_spots([source.line for source in avenues if source.tags["name"] == title]), 1
        ):
            tags = {"highway": "bus_stop", "public_transport": "platform", "name": f"{title}, {stop}", "bus": "yes"}
            members.append(Member(extract.node(spot, tags), "platform"))
        extract.relation(
            {"type": "route", "route": "bus", "ref": str(10 + number), "name": f"Bus {10 + number}"}, members
        )
    country = [way for way in ways if way.tags["highway"] in ("primary", "secondary", "tertiary")][::6]
    for number, way in enumerate(country):
        spot = LineString(from_ticks(way.ticks)).interpolate(0.5, normalized=True)
        extract.node((spot.x + 4, spot.y + 4), {"highway": "bus_stop", "name": f"Halt {number + 1}"})


def _stop_spots(lines: Sequence[LineString]) -> list[tuple[float, float]]:
    """Beside the lines, about every 420 m."""
    spots = []
    for line in lines:
        beside = shapely.offset_curve(line, -7)
        spots += [beside.interpolate(float(at)).coords[0] for at in np.arange(160, beside.length, 420)]
    return spots


def _ways_named(extract: Extract, name: str) -> list[Ref]:
    return [Ref("w", i) for i, tags in enumerate(extract.way_tags) if tags.get("name") == name and "highway" in tags]
