import numpy as np

from tests.support.features import Feature, make_features, properties_of
from tilebuild.tiles.features import Shape, take


def test_chosen_features_keep_what_they_are() -> None:
    features, _ = make_features(
        [
            Feature("POINT (0 0)", Shape.POINT, osm_id=3, properties={"height": True, "kind": "b"}),
            Feature("POINT (0 0)", Shape.POINT, osm_id=4),
            Feature("POINT (0 0)", Shape.POINT, osm_id=5, properties={"kind": "a"}, property_zooms={"kind": 14}),
        ]
    )
    for order in ([0, 2], [2, 0], [1], []):
        chosen = take(features, np.array(order, dtype=np.int64))
        assert chosen.osm_id.tolist() == features.osm_id[order].tolist()
        assert properties_of(chosen) == [properties_of(features)[index] for index in order]
