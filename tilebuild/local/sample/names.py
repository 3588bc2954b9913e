"""Invented names: of streets, waters and places, in the scripts that the sample's people write."""

import numpy as np

_STEMS = """Harbour Mill Orchard Chapel Linden Maple Hazel Kestrel Heron Swift Lantern Anchor Cooper Weaver Saddler Foundry
Quarry Copper Silver Amber Juniper Willow Alder Rowan Bramble Clover Thistle Fern Meadow Spring Bridge Castle Abbey Priory
Market Tanner Glover Fletcher Mason Chandler Sailmaker Ropewalk Beacon Lighthouse Cliff Dune Gull Tern Curlew Osprey Falcon
Marten Otter Badger Fox Hart Granite Slate Chalk Flint Pebble Aldous Bertram Corwin Delmar Eskil Ferrand Galen Halden Isolde
Jorun Keldan Lorne Mirren Norwin Orla Perrin Quill Roswen Sorrel Talland Ulric Vesper Wystan Yarrow Zephyr Observatory Canal
Station Theatre Garden College Rampart Gate North South East West Sunset Morning Evergreen Cedar Walnut Cherry Plum Quince"""
_KINDS = "Street Street Street Road Road Lane Avenue Way Close Terrace Place Row Crescent Hill Gardens Walk".split()
_GRAND = "Avenue Boulevard Parade Road High Street Quay Embankment Causeway Drive".replace(
    "High Street", "Broadway"
).split()

STREETS = {
    "Cyrillic": (
        "улица {}",
        "Садовая Лесная Озёрная Морская Рябиновая Кленовая Заречная Полевая Вокзальная Мельничная Тихая",
    ),
    "Greek": ("Οδός {}", "Ελιάς Θαλάσσης Φάρου Δάφνης Μύλου Πηγής Κυπαρισσιού Ανέμου Λιμένος Αμπελώνα Κρίνου"),
    "Arabic": ("شارع {}", "البحر النخيل المنارة الياسمين السوق الزيتون الميناء النهر الورد القمر الرمان"),
    "Hebrew": ("רחוב {}", "הגפן הזית הים התמר הרימון המגדלור השקד הנחל הכרמל הברוש האלון"),
    "Japanese": ("{}通り", "海岸 桜 松風 灯台 川端 柳 若葉 月見 浜辺 竹林 朝日"),
    "Han": ("{}路", "海滨 梧桐 灯塔 青松 白云 杨柳 明月 江畔 桂花 朝阳 竹园"),
    "Hangul": ("{}로", "바다 소나무 등대 은행나무 강변 달빛 새벽 단풍 대나무 햇살 벚꽃"),
    "Devanagari": ("{} मार्ग", "नदी सागर कमल आम नीम दीप चंदन मोर पर्वत वसंत सूर्य"),
}
"""Pattern and words of street names, by script; Latin ones are made of stems."""

# name, its language, English name of the settlements, by script and in the order in which they are handed out
_PLACES = {
    "Latin": """Velmora Aldenhaven Tarnwick Ostrey Brackholm Fenmouth Skarra Ellerby Morvane Haldisk Thornesse Culver Wexcombe
        Norrowby Pellan Sundrey Kirrin Lathmoor Drewell Ashcarrow Hollin Varley Mistle Gorse""",
    "Cyrillic": "Зеленоборск|Zelenoborsk Рябинино|Ryabinino Верхний_Мыс|Verkhny_Mys Ключи|Klyuchi Соловьёво|Solovyovo",
    "Greek": "Καλαμίνα|Kalamina Νεοχώρα|Neochora Πετροπηγή|Petropigi Αμπελιά|Ampelia Φαρίνα|Farina",
    "Arabic": "مرسى_النور|Marsa_an-Nur عين_الريم|Ayn_ar-Rim",
    "Hebrew": "נווה_שקד|Neve_Shaked גבעת_הרוח|Givat_HaRuach מעיין_גל|Maayan_Gal עין_אורן|Ein_Oren",
    "Japanese": "青浜|Aohama 松ヶ岬|Matsugasaki",
    "Han": "安澜镇|Anlan 云溪村|Yunxi 白石湾|Baishiwan 柳岸|Liuan",
    "Hangul": "해솔마을|Haesol-maeul 달마루|Dalmaru 은하리|Eunha-ri 솔바람|Solbaram",
    "Devanagari": "नीलपुर|Neelpur कमलगाँव|Kamalgaon देवतट|Devtat आम्रवन|Amravan",
}
LANGUAGES = {
    "Cyrillic": "ru", "Greek": "el", "Arabic": "ar", "Hebrew": "he", "Japanese": "ja", "Han": "zh", "Hangul": "ko",
    "Devanagari": "hi",
}  # fmt: skip
"""The language that a script's names are in."""

CITY_NAMES = {
    "name": "Velmora", "name:en": "Velmora", "name:de": "Welmoren", "name:fr": "Velmore", "name:ru": "Вельмора",
    "name:el": "Βελμόρα", "name:ar": "فلمورا", "name:he": "ולמורה", "name:ja": "ヴェルモラ", "name:zh": "韦尔莫拉",
    "name:zh-Hans": "韦尔莫拉", "name:zh-Hant": "韋爾莫拉", "name:ko": "벨모라", "name:hi": "वेल्मोरा", "name:uk": "Вельмора",
}  # fmt: skip
COUNTRY_NAMES = {
    "name": "Marenia", "name:en": "Marenia", "name:de": "Marenien", "name:fr": "Marénie", "name:ru": "Марения",
    "name:el": "Μαρένια", "name:ar": "مارينيا", "name:he": "מרניה", "name:ja": "マレニア", "name:zh": "马雷尼亚",
    "name:ko": "마레니아", "name:hi": "मारेनिया", "official_name": "Republic of Marenia",
}  # fmt: skip
NEIGHBOUR_NAMES = {
    "name": "Корвания", "name:en": "Korvania", "name:de": "Korwanien", "name:fr": "Corvanie", "name:ru": "Корвания",
    "name:ja": "コルヴァニア", "name:zh": "科尔瓦尼亚",
}  # fmt: skip

RIVERS = "Velm|Arrowan|Old Cut".split("|")
_BROOKS = "Ash Birch Stony Black Clear Cold Dipper Elder Frog Gravel Hollow Iron Kingfisher Long Moss Nettle".split()
LAKES = ("Lake Hallin", "Tarn Water", "Mirror Lake", "Lake Ostrey", "Heron Pool")
ISLANDS = (
    {"name": "Gannet Island"},
    {"name": "Little Gannet"},
    {"name": "Νησί Φάρου", "name:en": "Lighthouse Island", "name:el": "Νησί Φάρου"},
    {"name": "Остров Ветров", "name:en": "Isle of Winds", "name:ru": "Остров Ветров"},
    {"name": "鷗島", "name:en": "Kamome Island", "name:ja": "鷗島"},
    {"name": "جزيرة اللؤلؤ", "name:en": "Pearl Island", "name:ar": "جزيرة اللؤلؤ"},
)
PEAKS = "Mount Hallin|Gallows Fell|The Tooth|Raven Crag|Long Ridge|Cold Pike|Beacon Hill|Sleeping Giant|Winter Top|Goat Crag".split(
    "|"
)
SUBURBS = (
    "Old Town|Rivergate|Northfield|Eastmarch|Harbourside|Kingsmead|Westbank|Castle Hill|Lantern Quarter|Foundry Yards|"
    "Orchard Park|University|Meridian|Saltmarsh|Brickfields"
).split("|")
QUARTERS = (
    ("青龙街", "Qinglong Quarter", "zh"), ("桜町", "Sakuramachi", "ja"), ("Μικρή Πλάκα", "Little Plaka", "el"),
    ("حي الياسمين", "Jasmine Quarter", "ar"), ("Заречье", "Zarechye", "ru"), ("시장골", "Sijanggol", "ko"),
    ("הרובע הישן", "The Old Quarter", "he"), ("गुलाब नगर", "Gulab Nagar", "hi"),
)  # fmt: skip


class StreetNames:
    """Hands out street names; each once until a script's words are used up, then numbered."""

    def __init__(self, rng: np.random.Generator) -> None:
        """Shuffle all Latin combinations."""
        stems = _STEMS.split()
        combined = [f"{stem} {kind}" for stem in stems for kind in dict.fromkeys(_KINDS)]
        self._latin = [combined[i] for i in rng.permutation(len(combined))]
        self._given = dict.fromkeys([*STREETS, "Latin"], 0)
        self._rng = rng

    def next(self, script: str) -> dict[str, str]:
        """``name``, and where the script is not Latin the name in its language."""
        count = self._given[script]
        self._given[script] = count + 1
        if script == "Latin":
            round_, index = divmod(count, len(self._latin))
            return {
                "name": self._latin[index]
                if round_ == 0
                else f"{ORDINALS[round_ % len(ORDINALS)]} {self._latin[index]}"
            }
        pattern, words = STREETS[script]
        round_, index = divmod(count, len(words.split()))
        name = pattern.format(words.split()[index]) + (f" {round_ + 1}" if round_ else "")
        return {"name": name, f"name:{LANGUAGES[script]}": name}

    def grand(self) -> dict[str, str]:
        """A name for a main street."""
        return {"name": f"{self._rng.choice(_STEMS.split())} {self._rng.choice(_GRAND)}"}


ORDINALS = (
    "New",
    "Upper",
    "Lower",
    "Great",
    "Little",
    "Outer",
    "Inner",
    "Far",
    "Old",
    "High",
    "Middle",
    "Second",
    "Third",
)
"""What a street's name is prefixed with when all plain ones are given."""


def place_names(script: str, number: int) -> dict[str, str]:
    """``name`` and variants of the ``number``-th settlement with names in a script."""
    words = _PLACES[script].split()
    name, _, english = words[number % len(words)].replace("_", " ").partition("|")
    if number >= len(words):
        name, english = f"{name} {number // len(words) + 1}", f"{english or name} {number // len(words) + 1}"
    if script == "Latin":
        return {"name": name}
    return {"name": name, f"name:{LANGUAGES[script]}": name, "name:en": english}


def brook(number: int) -> str:
    """The name of the ``number``-th stream."""
    kind = ("Beck", "Brook", "Burn")[number // len(_BROOKS) % 3]
    return f"{_BROOKS[number % len(_BROOKS)]} {kind}"
