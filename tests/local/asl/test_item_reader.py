from typing import Any

import pytest

from tests.support.machines import World, branch, distributed_map, machine


def read(data: bytes | None, **config: Any) -> Any:
    world = World()
    if data is not None:
        world.objects["plans", "runs/r/tiles"] = data
    arguments = {"Bucket": "plans", "Key": "{% 'runs/' & $states.input.run & '/tiles' %}"}
    reader = {"Resource": "arn:aws:states:::s3:getObject", "Arguments": arguments, "ReaderConfig": config}
    state = distributed_map(branch(("A", {"Type": "Pass"})), ItemReader=reader)
    outcome = world.run(machine(("M", state)), {"run": "r"})
    return outcome.output if outcome.status == "SUCCEEDED" else outcome.error


@pytest.mark.parametrize(
    ("data", "config", "items"),
    [
        (b'[1, {"a": null}]', {"InputType": "JSON"}, [1, {"a": None}]),
        (b'{"a": 1}\n{"a": 2}\n\n', {"InputType": "JSONL"}, [{"a": 1}, {"a": 2}]),
        (
            '{"a": "Z\u2028\u00fcrich"}\r\n{"a": 2}'.encode(),
            {"InputType": "JSONL"},
            [{"a": "Z\u2028\u00fcrich"}, {"a": 2}],
        ),
        (b"", {"InputType": "JSONL"}, []),
        (b"[1, 2, 3]", {"InputType": "JSON", "MaxItems": 2}, [1, 2]),
        (b"[1, 2, 3]", {"InputType": "JSON", "MaxItems": "{% 1 %}"}, [1]),
        (b"z,x\n7,1\n7\n", {"InputType": "CSV"}, [{"z": "7", "x": "1"}, {"z": "7", "x": ""}]),
        (
            b"7;1\n",
            {
                "InputType": "CSV",
                "CSVHeaderLocation": "GIVEN",
                "CSVHeaders": ["z", "x"],
                "CSVDelimiter": "SEMICOLON",
            },
            [{"z": "7", "x": "1"}],
        ),
    ],
)
def test_items_are_read(data: bytes, config: dict[str, Any], items: list[Any]) -> None:
    assert read(data, **config) == items


@pytest.mark.parametrize(
    ("data", "config"),
    [
        (None, {"InputType": "JSON"}),
        (b'{"a": 1}', {"InputType": "JSON"}),
        (b"[1,", {"InputType": "JSON"}),
        (b"{}\n{", {"InputType": "JSONL"}),
        (b"\xff\xfe", {"InputType": "JSONL"}),
    ],
)
def test_an_object_that_cannot_be_read_fails_the_map(data: bytes | None, config: dict[str, Any]) -> None:
    assert read(data, **config) == "States.ItemReaderFailed"
