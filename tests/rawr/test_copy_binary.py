import json
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import copy
from tests.support.rawr import as_rows
from tests.support.rows import POINT
from tilebuild.errors import RequestError, UnavailableError
from tilebuild.rawr.copy_binary import read_features
from tilebuild.rawr.copy_tags import TagFormat

IDS = st.integers(min_value=-(2**63), max_value=2**63 - 1)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)
TAGS = st.dictionaries(TEXT, TEXT, max_size=8)
ROWS = st.lists(st.tuples(IDS, st.binary(max_size=30), TAGS), max_size=20)

WRITERS: dict[TagFormat, Callable[[Mapping[str, str]], bytes]] = {
    TagFormat.HSTORE: copy.hstore,
    TagFormat.JSONB: lambda tags: copy.jsonb(json.dumps(tags, ensure_ascii=False)),
    TagFormat.TEXT_ARRAY: lambda tags: copy.texts(*(text for pair in tags.items() for text in pair)),
}


@pytest.mark.parametrize("tag_format", TagFormat)
@given(rows=ROWS)
def test_rows_are_read_with_tags_in_every_format(
    tag_format: TagFormat, rows: list[tuple[int, bytes, dict[str, str]]]
) -> None:
    sent = copy.stream([(copy.bigint(osm_id), wkb, WRITERS[tag_format](tags)) for osm_id, wkb, tags in rows])
    assert as_rows(read_features(sent, tag_format, "t")) == rows


def read(tags: bytes | None, tag_format: TagFormat) -> dict[str, str]:
    ((_, _, read_tags),) = as_rows(read_features(copy.stream([(copy.bigint(1), POINT, tags)]), tag_format, "lines"))
    return read_tags


@pytest.mark.parametrize("tag_format", TagFormat)
def test_null_is_no_tags(tag_format: TagFormat) -> None:
    assert read(None, tag_format) == {}


def test_null_values_are_absent_tags() -> None:
    assert read(copy.hstore({"name": None, "a": "b"}), TagFormat.HSTORE) == {"a": "b"}
    assert read(copy.jsonb('{"name": null, "a": "b"}'), TagFormat.JSONB) == {"a": "b"}


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        (r'{"a": "say \"hi\"", "b\\": "\u00e9\ud83d\ude00\n"}', {"a": 'say "hi"', "b\\": "é😀\n"}),
        ('{"rank": 3, "zoom": 4.5e1, "aoi": true}', {"rank": "3", "zoom": "4.5e1", "aoi": "true"}),
        ('{"deep": {"x": ["}", 1]}, "z": []}', {"deep": '{"x": ["}", 1]}', "z": "[]"}),
        ('{"a":"b" ,\n"c":"d"}', {"a": "b", "c": "d"}),
        ('{"a": "", "": "b"}', {"a": "", "": "b"}),
    ],
)
def test_json_is_read_as_text(text: str, tags: dict[str, str]) -> None:
    assert read(copy.jsonb(text), TagFormat.JSONB) == tags


def test_a_header_extension_is_passed_over() -> None:
    sent = copy.stream([(copy.bigint(1), POINT, None)], extension=b"whatever")
    assert read_features(sent, TagFormat.HSTORE, "t").ids.tolist() == [1]


@given(ROWS.filter(bool), st.data())
def test_a_stream_cut_off_anywhere_is_told_as_a_lost_connection(
    rows: list[tuple[int, bytes, dict[str, str]]], data: st.DataObject
) -> None:
    whole = copy.stream([(copy.bigint(osm_id), wkb, copy.hstore(tags)) for osm_id, wkb, tags in rows])
    end = data.draw(st.integers(min_value=0, max_value=len(whole) - 1))
    with pytest.raises(UnavailableError, match="copy of lines is cut off"):
        read_features(whole[:end], TagFormat.HSTORE, "lines")


@pytest.mark.parametrize(
    ("row", "tag_format", "wrong"),
    [
        ((copy.bigint(1), POINT), TagFormat.HSTORE, "has not 3 columns"),
        ((None, POINT, None), TagFormat.HSTORE, "id that is NULL or no bigint"),
        ((b"\0\0\0\1", POINT, None), TagFormat.HSTORE, "id that is NULL or no bigint"),
        ((copy.bigint(1), POINT, b"\0"), TagFormat.HSTORE, "no hstore"),
        ((copy.bigint(1), POINT, copy.hstore({"a": "b"})[:-1]), TagFormat.HSTORE, "no hstore"),
        ((copy.bigint(1), POINT, copy.hstore({"a": "b"}) + b"\0"), TagFormat.HSTORE, "no hstore"),
        ((copy.bigint(1), POINT, copy.jsonb("[1]")), TagFormat.JSONB, "no jsonb"),
        ((copy.bigint(1), POINT, copy.texts("odd")), TagFormat.TEXT_ARRAY, "no text"),
        ((copy.bigint(1), POINT, copy.bigint(5)), TagFormat.TEXT_ARRAY, "no text"),
    ],
)
def test_other_columns_are_refused_by_name(row: tuple[bytes | None, ...], tag_format: TagFormat, wrong: str) -> None:
    with pytest.raises(RequestError, match=f"lines.*{wrong}|{wrong}.*lines"):
        read_features(copy.stream([row]), tag_format, "lines")


def test_what_is_no_copy_stream_is_refused() -> None:
    with pytest.raises(RequestError, match="signature"):
        read_features(b"id,way,tags\n1,POINT(0 0),\n", TagFormat.HSTORE, "t")
