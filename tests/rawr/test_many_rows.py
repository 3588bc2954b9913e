"""Readers begin with room for 256 rows and 1024 of what rows have, and make more as they go: here they must, often."""

import json
import random

import msgpack
import numpy as np
import pytest

from tests.support import copy
from tests.support.rawr import as_relations, as_rows, as_ways
from tests.support.rows import POINT
from tilebuild.errors import RequestError
from tilebuild.rawr.copy_binary import read_features
from tilebuild.rawr.copy_tags import TagFormat
from tilebuild.rawr.msgpack_rows import decode
from tilebuild.rawr.slim_read import decode_relations, decode_ways

Tags = dict[str, str]

RANDOM = random.Random(1)
COUNTS = [0, 3, 0, 9_000, 1, *(RANDOM.choice((0, 1, 2, 7, 40)) for _ in range(1_200))]
"""Of the tags, nodes or members of each row: more in one row than there is room for at first, and many rows."""


def tags(count: int) -> Tags:
    return {f"key{number:04}": f"value{number % 7}" for number in range(count)}


def flat(of: Tags) -> list[str]:
    return [text for pair in of.items() for text in pair]


def test_features_are_all_read_with_all_their_tags() -> None:
    rows = [(osm_id, POINT, tags(count)) for osm_id, count in enumerate(COUNTS)]
    assert as_rows(decode(b"".join(map(msgpack.packb, rows)))) == rows


def test_a_malformed_row_behind_many_is_told_by_its_place() -> None:
    member = b"".join(msgpack.packb((osm_id, POINT, tags(count))) for osm_id, count in enumerate(COUNTS))
    with pytest.raises(RequestError, match=f"malformed at byte {len(member)}: "):
        decode(member + msgpack.packb([1, POINT]))


def test_ways_are_all_read_with_all_their_nodes_and_tags() -> None:
    ways = [(osm_id, [*range(count)], tags(COUNTS[-1 - osm_id])) for osm_id, count in enumerate(COUNTS)]
    member = b"".join(msgpack.packb((osm_id, nodes, flat(of))) for osm_id, nodes, of in ways)
    assert as_ways(decode_ways(member)) == ways


def test_relations_are_all_read_with_all_their_members_and_tags() -> None:
    relations = [
        (osm_id, [("nwr"[ref % 3], ref, f"role{ref % 5}") for ref in range(count)], tags(COUNTS[-1 - osm_id]))
        for osm_id, count in enumerate(COUNTS)
    ]
    member = b"".join(
        msgpack.packb(
            (osm_id, 0, 0, [], [text for kind, ref, role in members for text in (f"{kind}{ref}", role)], flat(of))
        )
        for osm_id, members, of in relations
    )
    assert as_relations(decode_relations(member)) == relations


def test_a_malformed_way_behind_many_is_told_by_its_place() -> None:
    member = b"".join(msgpack.packb((1, [*range(count)], None)) for count in COUNTS)
    with pytest.raises(RequestError, match=f"malformed at byte {len(member)}: "):
        decode_ways(member + msgpack.packb([1, [2]]))


@pytest.mark.parametrize("order", [COUNTS, sorted(COUNTS), sorted(COUNTS, reverse=True)], ids=["any", "up", "down"])
def test_tags_in_json_are_all_read(order: list[int]) -> None:
    rows = [(osm_id, POINT, tags(count)) for osm_id, count in enumerate(order)]
    sent = copy.stream([(copy.bigint(osm_id), wkb, copy.jsonb(json.dumps(of))) for osm_id, wkb, of in rows])
    read = read_features(sent, TagFormat.JSONB, "t")
    assert as_rows(read) == rows
    assert np.array_equal(np.diff(read.tag_start), order)
