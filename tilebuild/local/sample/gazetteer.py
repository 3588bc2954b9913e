"""The words that names are made of, and the names that were thought up whole. All invented, in eight scripts."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text; an underscore stands for a space."""
    return tuple(word.replace("_", " ") for word in text.split())


STEMS = words(
    """
    Harbour Mill Orchard Chapel Linden Maple Hazel Kestrel Heron Swift Lantern Anchor Cooper Weaver Saddler Foundry
    Quarry Copper Silver Amber Juniper Willow Alder Rowan Bramble Clover Thistle Fern Meadow Spring Bridge Castle Abbey
    Priory Market Tanner Glover Fletcher Mason Chandler Sailmaker Ropewalk Beacon Lighthouse Cliff Dune Gull Tern Curlew
    Osprey Falcon Marten Otter Badger Fox Hart Granite Slate Chalk Flint Pebble Aldous Bertram Corwin Delmar Eskil
    Ferrand Galen Halden Isolde Jorun Keldan Lorne Mirren Norwin Orla Perrin Quill Roswen Sorrel Talland Ulric Vesper
    Wystan Yarrow Zephyr Observatory Canal Station Theatre Garden College Rampart Gate North South East West Sunset
    Morning Evergreen Cedar Walnut Cherry Plum Quince
    """
)
"""First words of Latin street names."""

KINDS = words("Street Road Lane Avenue Way Close Terrace Place Row Crescent Hill Gardens Walk")
GRAND_KINDS = words("Avenue Boulevard Parade Road Broadway Quay Embankment Causeway Drive")
ORDINALS = words("New Upper Lower Great Little Outer Inner Far Old High Middle Second Third")
"""What a street's name is prefixed with when all plain ones are given."""

STREETS = {
    "Cyrillic": ("улица {}", words("Садовая Лесная Озёрная Морская Рябиновая Кленовая Заречная Полевая Мельничная")),
    "Greek": ("Οδός {}", words("Ελιάς Θαλάσσης Φάρου Δάφνης Μύλου Πηγής Κυπαρισσιού Ανέμου Λιμένος Αμπελώνα Κρίνου")),
    "Arabic": ("شارع {}", words("البحر النخيل المنارة الياسمين السوق الزيتون الميناء النهر الورد القمر الرمان")),
    "Hebrew": ("רחוב {}", words("הגפן הזית הים התמר הרימון המגדלור השקד הנחל הכרמל הברוש האלון")),
    "Japanese": ("{}通り", words("海岸 桜 松風 灯台 川端 柳 若葉 月見 浜辺 竹林 朝日")),
    "Han": ("{}路", words("海滨 梧桐 灯塔 青松 白云 杨柳 明月 江畔 桂花 朝阳 竹园")),
    "Hangul": ("{}로", words("바다 소나무 등대 은행나무 강변 달빛 새벽 단풍 대나무 햇살 벚꽃")),
    "Devanagari": ("{} मार्ग", words("नदी सागर कमल आम नीम दीप चंदन मोर पर्वत वसंत सूर्य")),
}
"""Pattern and words of street names, by script; Latin ones are made of stems."""

PLACES = {
    "Latin": words(
        """
        Velmora Aldenhaven Tarnwick Ostrey Brackholm Fenmouth Skarra Ellerby Morvane Haldisk Thornesse Culver Wexcombe
        Norrowby Pellan Sundrey Kirrin Lathmoor Drewell Ashcarrow Hollin Varley Mistle Gorse
        """
    ),
    "Cyrillic": words(
        "Зеленоборск|Zelenoborsk Рябинино|Ryabinino Верхний_Мыс|Verkhny_Mys Ключи|Klyuchi Соловьёво|Solovyovo"
    ),
    "Greek": words("Καλαμίνα|Kalamina Νεοχώρα|Neochora Πετροπηγή|Petropigi Αμπελιά|Ampelia Φαρίνα|Farina"),
    "Arabic": words("مرسى_النور|Marsa_an-Nur عين_الريم|Ayn_ar-Rim"),
    "Hebrew": words("נווה_שקד|Neve_Shaked גבעת_הרוח|Givat_HaRuach מעיין_גל|Maayan_Gal עין_אורן|Ein_Oren"),
    "Japanese": words("青浜|Aohama 松ヶ岬|Matsugasaki"),
    "Han": words("安澜镇|Anlan 云溪村|Yunxi 白石湾|Baishiwan 柳岸|Liuan"),
    "Hangul": words("해솔마을|Haesol-maeul 달마루|Dalmaru 은하리|Eunha-ri 솔바람|Solbaram"),
    "Devanagari": words("नीलपुर|Neelpur कमलगाँव|Kamalgaon देवतट|Devtat आम्रवन|Amravan"),
}
"""Settlements by script: the name and, behind a bar, its English form."""

LANGUAGES = {
    "Cyrillic": "ru",
    "Greek": "el",
    "Arabic": "ar",
    "Hebrew": "he",
    "Japanese": "ja",
    "Han": "zh",
    "Hangul": "ko",
    "Devanagari": "hi",
}
"""The language that a script's names are in."""

CITY_NAMES = {
    "name": "Velmora",
    "name:en": "Velmora",
    "name:de": "Welmoren",
    "name:fr": "Velmore",
    "name:ru": "Вельмора",
    "name:uk": "Вельмора",
    "name:el": "Βελμόρα",
    "name:ar": "فلمورا",
    "name:he": "ולמורה",
    "name:ja": "ヴェルモラ",
    "name:zh": "韦尔莫拉",
    "name:zh-Hans": "韦尔莫拉",
    "name:zh-Hant": "韋爾莫拉",
    "name:ko": "벨모라",
    "name:hi": "वेल्मोरा",
}
COUNTRY_NAMES = {
    "name": "Marenia",
    "name:en": "Marenia",
    "name:de": "Marenien",
    "name:fr": "Marénie",
    "name:ru": "Марения",
    "name:el": "Μαρένια",
    "name:ar": "مارينيا",
    "name:he": "מרניה",
    "name:ja": "マレニア",
    "name:zh": "马雷尼亚",
    "name:ko": "마레니아",
    "name:hi": "मारेनिया",
    "official_name": "Republic of Marenia",
}
NEIGHBOUR_NAMES = {
    "name": "Корвания",
    "name:en": "Korvania",
    "name:de": "Korwanien",
    "name:fr": "Corvanie",
    "name:ru": "Корвания",
    "name:ja": "コルヴァニア",
    "name:zh": "科尔瓦尼亚",
}
RIVERS = words("Velm Arrowan Old_Cut")
BROOKS = words("Ash Birch Stony Black Clear Cold Dipper Elder Frog Gravel Hollow Iron Kingfisher Long Moss Nettle")
LAKES = words("Lake_Hallin Tarn_Water Mirror_Lake Lake_Ostrey Heron_Pool")
ISLANDS = (
    {"name": "Gannet Island"},
    {"name": "Little Gannet"},
    {"name": "Νησί Φάρου", "name:en": "Lighthouse Island", "name:el": "Νησί Φάρου"},
    {"name": "Остров Ветров", "name:en": "Isle of Winds", "name:ru": "Остров Ветров"},
    {"name": "鷗島", "name:en": "Kamome Island", "name:ja": "鷗島"},
    {"name": "جزيرة اللؤلؤ", "name:en": "Pearl Island", "name:ar": "جزيرة اللؤلؤ"},
)
PEAKS = words(
    "Mount_Hallin Gallows_Fell The_Tooth Raven_Crag Long_Ridge Cold_Pike Beacon_Hill Sleeping_Giant Winter_Top"
)
SUBURBS = words(
    """
    Old_Town Rivergate Northfield Eastmarch Harbourside Kingsmead Westbank Castle_Hill Lantern_Quarter Foundry_Yards
    Orchard_Park University Meridian Saltmarsh Brickfields
    """
)
QUARTERS = (
    ("青龙街", "Qinglong Quarter", "zh"),
    ("桜町", "Sakuramachi", "ja"),
    ("Μικρή Πλάκα", "Little Plaka", "el"),
    ("حي الياسمين", "Jasmine Quarter", "ar"),
    ("Заречье", "Zarechye", "ru"),
    ("시장골", "Sijanggol", "ko"),
    ("הרובע הישן", "The Old Quarter", "he"),
    ("गुलाब नगर", "Gulab Nagar", "hi"),
)
"""Neighbourhoods: name, English name, language."""

EATERIES = {
    "restaurant": (
        ("Ταβέρνα Άνεμος", "el", "Taverna Anemos"),
        ("桜亭", "ja", "Sakura-tei"),
        ("مطعم الياسمين", "ar", "Jasmine Restaurant"),
        ("竹园饭店", "zh", "Bamboo Garden"),
        ("한강식당", "ko", "Hangang Diner"),
        ("अन्नपूर्णा", "hi", "Annapurna"),
    ),
    "cafe": (
        ("Кафе Чайка", "ru", "Chaika Café"),
        ("בית קפה הגל", "he", "Wave Café"),
        ("喫茶 灯台", "ja", "Lighthouse Coffee"),
    ),
}
"""Restaurants and cafés with names in other scripts: name, language, English name."""

OWNERS = words(
    """
    Alba Bellis Cardo Dorn Ember Falk Garda Hesper Ines Jarl Korda Lumen Marlo Nadir Orso Pavo Quinto Runa Selva Tova
    Umber Vanto Wren Xanti Yara Zeno Anker Bruma Corin Delfi Edda Fjara Gala Holm Isla Juno
    """
)
"""Whom shops are called after."""
