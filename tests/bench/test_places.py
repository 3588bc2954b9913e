from pathlib import Path

import pytest

from bench.places import DENSE, Source


@pytest.mark.parametrize(
    ("source", "name", "dense"),
    [
        (Source(), "sample x1", False),
        (Source(scale=DENSE), "sample x4", True),
        (Source(Path("somewhere/monaco-2021.osm.pbf")), "monaco-2021", False),
        (Source(country=True), "country", False),
    ],
)
def test_a_source_has_a_name_and_the_goals_of_its_kind(source: Source, name: str, dense: bool) -> None:
    assert (source.name, source.dense) == (name, dense)
