"""Ways and relations: written, read, and out of COPY streams of both middle layouts."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import copy
from tests.support.rawr import as_relations, as_ways
from tilebuild.errors import RequestError
from tilebuild.rawr.copy_tags import TagFormat
from tilebuild.rawr.slim_copy import read_relations, read_ways
from tilebuild.rawr.slim_read import decode_relations, decode_ways
from tilebuild.rawr.slim_rows import take
from tilebuild.rawr.slim_write import encode_relations, encode_ways

Tags = dict[str, str]
Way = tuple[int, list[int], Tags]
Member = tuple[str, int, str]
Relation = tuple[int, list[Member], Tags]

IDS = st.integers(min_value=1, max_value=2**63 - 1)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)
TAGS = st.dictionaries(TEXT, TEXT, max_size=20)
WAYS = st.lists(st.tuples(IDS, st.lists(IDS, max_size=20), TAGS), max_size=10)
MEMBERS = st.lists(st.tuples(st.sampled_from("nwr"), st.integers(-(2**62), 2**63 - 1), TEXT), max_size=20)
RELATIONS = st.lists(st.tuples(IDS, MEMBERS, TAGS), max_size=10)


def flat(tags: Tags) -> list[str]:
    return [text for pair in tags.items() for text in pair]


def binary(texts: list[str]) -> list[bytes]:
    return [text.encode() for text in texts]


def packed_ways(ways: list[Way]) -> bytes:
    """By the msgpack library, as the format says."""
    rows = ([osm_id, nodes, binary(flat(dict(sorted(tags.items())))) or None] for osm_id, nodes, tags in ways)
    return b"".join(map(msgpack.packb, rows))


def packed_relations(relations: list[Relation]) -> bytes:
    """By the msgpack library, as the format says."""
    return b"".join(msgpack.packb(relation_row(*relation)) for relation in relations)


def relation_row(osm_id: int, members: list[Member], tags: Tags) -> list[Any]:
    nodes, ways, relations = ([ref for kind, ref, _ in members if kind == letter] for letter in "nwr")
    texts = [text for kind, ref, role in members for text in (f"{kind}{ref}", role)]
    parts = [*nodes, *ways, *relations]
    ends = (len(nodes), len(nodes) + len(ways))
    return [osm_id, *ends, parts, binary(texts), binary(flat(dict(sorted(tags.items()))))]


@given(WAYS)
def test_ways_are_read_and_written_as_the_msgpack_library_does(ways: list[Way]) -> None:
    member = packed_ways(ways)
    assert as_ways(decode_ways(member)) == [(a, nodes, dict(sorted(tags.items()))) for a, nodes, tags in ways]
    assert encode_ways(decode_ways(member)) == member


@given(RELATIONS)
def test_relations_are_read_and_written_as_the_msgpack_library_does(relations: list[Relation]) -> None:
    member = packed_relations(relations)
    assert as_relations(decode_relations(member)) == [
        (osm_id, members, dict(sorted(tags.items()))) for osm_id, members, tags in relations
    ]
    assert encode_relations(decode_relations(member)) == member


def test_a_way_without_tags_has_nil_and_a_relation_without_tags_an_empty_array() -> None:
    assert encode_ways(decode_ways(msgpack.packb([1, [2], []]))) == msgpack.packb([1, [2], None])
    row = [1, 0, 0, [], [], None]
    assert encode_relations(decode_relations(msgpack.packb(row))) == msgpack.packb([*row[:5], []])


def test_strings_are_read_where_the_format_has_bytes() -> None:
    assert as_ways(decode_ways(msgpack.packb([1, [2], ["k", "v"]]))) == [(1, [2], {"k": "v"})]
    row = [1, 0, 1, [7], ["w7", "outer"], ["k", "v"]]
    assert as_relations(decode_relations(msgpack.packb(row))) == [(1, [("w", 7, "outer")], {"k": "v"})]


@given(WAYS)
def test_both_middle_layouts_tell_the_same_ways(ways: list[Way]) -> None:
    legacy, new = [], []
    for osm_id, nodes, tags in ways:
        columns = (copy.bigint(osm_id), copy.bigints(*nodes))
        legacy.append((*columns, copy.texts(*flat(tags)) if tags else None))
        new.append((*columns, copy.jsonb(json.dumps(tags)) if tags else None))
    assert encode_ways(read_ways(copy.stream(legacy), TagFormat.TEXT_ARRAY)) == packed_ways(ways)
    assert encode_ways(read_ways(copy.stream(new), TagFormat.JSONB)) == packed_ways(ways)


@given(RELATIONS)
def test_both_middle_layouts_tell_the_same_relations(relations: list[Relation]) -> None:
    legacy, new = [], []
    for osm_id, members, tags in relations:
        texts = [text for kind, ref, role in members for text in (f"{kind}{ref}", role)]
        objects = [{"ref": ref, "role": role, "type": kind.upper()} for kind, ref, role in members]
        legacy.append((copy.bigint(osm_id), copy.texts(*texts), copy.texts(*flat(tags))))
        new.append((copy.bigint(osm_id), copy.jsonb(json.dumps(objects)), copy.jsonb(json.dumps(tags))))
    assert encode_relations(read_relations(copy.stream(legacy), TagFormat.TEXT_ARRAY)) == packed_relations(relations)
    assert encode_relations(read_relations(copy.stream(new), TagFormat.JSONB)) == packed_relations(relations)


@given(RELATIONS, st.data())
def test_some_of_the_relations_are_the_same_as_reading_only_those(
    relations: list[Relation], data: st.DataObject
) -> None:
    wanted = data.draw(st.lists(st.booleans(), min_size=len(relations), max_size=len(relations)))
    columns = decode_relations(packed_relations(relations))
    kept = [relation for relation, keep in zip(relations, wanted, strict=True) if keep]
    assert encode_relations(take(columns, np.array(wanted, dtype=np.bool_))) == packed_relations(kept)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ([1, [2]], "no array"),
        ([None, [2], None], "id is no integer"),
        ([1, ["2"], None], "id is no integer"),
        ([1, 2, None], "list"),
        ([1, [2], ["odd"]], "half a pair"),
        ([1, [2], [3, "v"]], "key is no string"),
    ],
)
def test_malformed_ways_are_refused(row: list[Any], wrong: str) -> None:
    with pytest.raises(RequestError, match=f"planet_osm_ways is malformed at byte .*{wrong}"):
        decode_ways(msgpack.packb(row))


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ([1, 0, 0, [], []], "no array"),
        ([1, 0, 0, [], ["w1"], []], "half a pair"),
        ([1, 0, 0, [], ["x1", ""], []], "not one of n, w, r"),
        ([1, 0, 0, [], ["w1x", ""], []], "not one of n, w, r"),
        ([1, 0, 0, [], ["w", ""], []], "not one of n, w, r"),
        ([1, 0, 0, [], ["w-", ""], []], "not one of n, w, r"),
        ([1, 0, 0, [], [f"w{1 << 63}", ""], []], "not one of n, w, r"),
        ([1, 0, 0, [], [f"w{10**30}", ""], []], "not one of n, w, r"),
        ([1, 0, 0, [], [5, ""], []], "not one of n, w, r"),
    ],
)
def test_malformed_relations_are_refused(row: list[Any], wrong: str) -> None:
    with pytest.raises(RequestError, match=f"planet_osm_rels is malformed at byte .*{wrong}"):
        decode_relations(msgpack.packb(row))


@pytest.mark.parametrize("decode", [decode_ways, decode_relations])
@given(data=st.binary(max_size=200))
def test_arbitrary_bytes_are_rows_or_refused(decode: Any, data: bytes) -> None:
    try:
        decode(data)
    except RequestError:
        return


@pytest.mark.parametrize(
    "members", [copy.texts("w1"), copy.texts("x1", ""), copy.bigint(1), copy.array([None, b""], 25)]
)
def test_members_that_are_none_are_refused_with_the_relation(members: bytes) -> None:
    sent = copy.stream([(copy.bigint(9), members, None)])
    with pytest.raises(RequestError, match="members of relation 9"):
        read_relations(sent, TagFormat.TEXT_ARRAY)


@pytest.mark.parametrize("members", ["{}", '[{"ref": 1}]', '[{"ref": 1, "role": "", "type": "X"}]'])
def test_json_members_that_are_none_are_refused_with_the_relation(members: str) -> None:
    sent = copy.stream([(copy.bigint(9), copy.jsonb(members), None)])
    with pytest.raises(RequestError, match="members of relation 9"):
        read_relations(sent, TagFormat.JSONB)


def test_nodes_that_are_none_are_refused_with_the_way() -> None:
    with pytest.raises(RequestError, match="nodes of way 9"):
        read_ways(copy.stream([(copy.bigint(9), copy.array([b"\0\0\0\1"], 23), None)]), TagFormat.TEXT_ARRAY)


@pytest.mark.shared
@pytest.mark.parametrize("group", ["358", "359"])
def test_golden_members_are_written_again_as_they_were_but_for_the_order_of_keys(shared_data: Path, group: str) -> None:
    with ZipFile(shared_data / "golden" / "rawr" / "10" / "538" / f"{group}.zip") as archive:
        ways, relations = archive.read("planet_osm_ways"), archive.read("planet_osm_rels")
    assert encode_ways(decode_ways(ways)) == with_keys_in_order(ways)
    assert encode_relations(decode_relations(relations)) == with_keys_in_order(relations)


def with_keys_in_order(member: bytes) -> bytes:
    unpacker = msgpack.Unpacker(raw=True, max_buffer_size=len(member))
    unpacker.feed(member)
    rows = []
    for *columns, tags in unpacker:
        pairs = sorted(zip(tags[::2], tags[1::2], strict=True))
        rows.append(msgpack.packb([*columns, [text for pair in pairs for text in pair]]))
    return b"".join(rows)
