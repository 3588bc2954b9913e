from typing import Any

import pytest

from tilebuild.contracts import BuildRequest, parse_request
from tilebuild.errors import RequestError

BBOX = {"bbox": [7.4, 43.7, 7.5, 43.8]}


def test_a_bbox_is_enough() -> None:
    request = parse_request(BBOX)
    assert request.bbox == (7.4, 43.7, 7.5, 43.8)
    assert (request.passes, request.pyramid, request.dry_run) == (3, True, False)


def test_run_id_and_prefix_are_the_executions_name_where_none_is_given() -> None:
    assert (parse_request(BBOX).named("e-1").run_id, parse_request(BBOX).named("e-1").prefix) == ("e-1", "e-1")


def test_a_rebuild_keeps_the_prefix_that_it_names() -> None:
    named = parse_request({**BBOX, "prefix": "20260101"}).named("e-1")
    assert (named.run_id, named.prefix) == ("e-1", "20260101")


def test_an_executions_name_that_is_no_run_id_is_refused() -> None:
    with pytest.raises(RequestError, match="run_id"):
        parse_request(BBOX).named("under_score")


def test_json_text_is_read_too() -> None:
    assert parse_request('{"world": true}').world


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "exactly one area is needed.*none was given"),
        ({**BBOX, "world": True}, "exactly one area.*bbox and world were given"),
        ({**BBOX, "bboxes": 1}, "unknown field 'bboxes'"),
        ({"bbox": [1, 5, 3, 4]}, "field 'bbox' is .*south 5.0 is not below north 4.0"),
        ({"bbox": [1, 2, 3]}, "field 'bbox.3' is missing"),
        ({"bbox": "1,2,3,4"}, "field 'bbox' is '1,2,3,4'"),
        ({"bbox": ["1", "2", "3", "4"]}, "field 'bbox.0' is '1'"),
        ({"world": 1}, "field 'world' is 1"),
        ({"world": "yes"}, "field 'world' is 'yes'"),
        ({"tiles": []}, "field 'tiles'"),
        ({"tiles": ["7/128/0"]}, "'7/128/0' is off the grid"),
        ({"tiles_file": "https://example.org/x"}, "must be s3://bucket/key"),
        ({**BBOX, "run_id": "-a"}, "field 'run_id' is '-a': it must be letters, digits and inner hyphens"),
        ({**BBOX, "run_id": "a" * 81}, "80 characters at most"),
        ({**BBOX, "prefix": "../x"}, "field 'prefix' is '../x'"),
        ({**BBOX, "zooms": [5, 3]}, "min <= max"),
        ({**BBOX, "zooms": [0, 17]}, "min <= max <= 16"),
        ({**BBOX, "stages": ["raw"]}, "field 'stages.0' is 'raw'"),
        ({**BBOX, "stages": []}, "field 'stages'"),
        ({**BBOX, "passes": 0}, "greater than or equal to 1"),
        ({**BBOX, "max_concurrency": 10_001}, "less than or equal to 10000"),
        ({**BBOX, "tolerated_failure_percentage": 101}, "less than or equal to 100"),
    ],
)
def test_what_is_wrong_is_named_with_its_value_and_what_is_allowed(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        parse_request(fields)


@pytest.mark.parametrize("data", ["", "[]", "{", "null", b"\xff\xfe{\x00}\x00", [], None, 5])
def test_what_is_no_object_is_refused(data: Any) -> None:
    with pytest.raises(RequestError, match="the request"):
        parse_request(data)


def test_long_values_are_cut_in_the_sentence() -> None:
    with pytest.raises(RequestError) as refused:
        parse_request({"bbox": "x" * 10_000})
    assert len(str(refused.value)) < 200


def test_every_field_has_a_description() -> None:
    source = __import__("inspect").getsource(BuildRequest)
    for name in BuildRequest.model_fields:
        after = source.split(f"    {name}: ", 1)[1].split("\n", 1)[1]
        assert after.lstrip().startswith('"""'), f"{name} is not documented"
