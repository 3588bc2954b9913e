from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.support.features import Feature, decode, make_features
from tilebuild.tiles.features import LAYERS, Shape
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.assemble import Dictionary, Encoded, assemble
from tilebuild.tiles.mvt.geometry import encode_geometries
from tilebuild.tiles.mvt.tags import tags_of

VALUES = st.one_of(st.text(max_size=5), st.integers(-(1 << 40), 1 << 40), st.booleans(), st.floats(-1e6, 1e6))
FEATURES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, len(LAYERS) - 1),
        st.integers(0, 1 << 62),
        st.dictionaries(st.sampled_from(["kind", "name", "a", "b"]), VALUES),
    ),
    min_size=1,
    max_size=40,
)


@given(FEATURES)
def test_an_independent_reader_finds_every_feature_with_its_typed_properties(
    drawn: list[tuple[int, int, int, dict[str, Any]]],
) -> None:
    drawn.sort(key=lambda one: one[:2])
    features, _ = make_features([Feature("POINT (0 0)", Shape.POINT, properties=one[3]) for one in drawn])
    count = len(drawn)
    places = np.arange(count)
    geometry = encode_geometries(
        places, places, np.arange(count + 1), np.arange(count + 1), np.ones(count, dtype=np.int8)
    )
    tags = tags_of(features)
    start, key, value = tags.at(Level(0, 1), count)
    pieces = Encoded(
        np.array([one[0] for one in drawn]),
        np.array([one[1] for one in drawn], dtype=np.int8),
        np.ones(count, dtype=np.int8),
        np.array([one[2] for one in drawn]),
        places,
        *geometry,
    )
    dictionary = Dictionary(start, key.astype(np.int64), value.astype(np.int64), *tags.keys, *tags.values)
    contents, which = assemble(pieces, dictionary)
    assert which.tolist() == sorted({one[0] for one in drawn})
    read = []
    for tile, begin, end in zip(which.tolist(), contents.start, contents.start[1:], strict=False):
        layers = decode(contents.data[begin:end].tobytes())
        assert list(layers) == [name for name in LAYERS if name in layers]
        for name, rows in layers.items():
            read += [(tile, LAYERS.index(name), row["id"], row["properties"], row["geometry"].x) for row in rows]
    assert read == [(*one, place) for place, one in enumerate(drawn)]
    for row, one in zip(read, drawn, strict=True):
        assert {name: type(v) for name, v in row[3].items()} == {name: type(v) for name, v in one[3].items()}
