import json
from typing import Any

from tests.support.machines import Objects, World, branch, distributed_map, machine, task
from tilebuild.local.asl.errors import StatesError


def run(items: list[Any], world: World, **more: Any) -> Any:
    arguments = {"Bucket": "control", "Prefix": "{% 'runs/' & $states.context.Execution.Name & '/map' %}"}
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Arguments": arguments}
    child = branch(("A", task("{% $states.input %}")))
    return world.run(machine(("M", distributed_map(child, ResultWriter=writer, **more))), items)


def world(workers: int = 1) -> World:
    def call(payload: Any) -> Any:
        if payload == "bad":
            raise StatesError("Broken", "very")
        return {"made": payload}

    return World(call, workers=workers)


def files(objects: Objects) -> dict[str, Any]:
    return {key.rsplit("/", 1)[1]: json.loads(data) for (_, key), data in objects.items()}


def test_the_maps_result_says_where_the_manifest_is() -> None:
    place = world()
    output = run(["a"], place).output
    run_id = output["MapRunArn"].rsplit(":", 1)[1]
    key = f"runs/run-1/map/{run_id}/manifest.json"
    assert output["MapRunArn"] == f"arn:aws:states:us-east-1:000000000000:mapRun:Machine/Items:{run_id}"
    assert output["ResultWriterDetails"] == {"Bucket": "control", "Key": key}
    assert json.loads(place.objects["control", key])["MapRunArn"] == output["MapRunArn"]


def test_the_manifest_lists_the_files_with_their_sizes() -> None:
    place = world()
    run(["a", "bad"], place, ToleratedFailureCount=1)
    manifest = files(place.objects)["manifest.json"]
    assert manifest["DestinationBucket"] == "control"
    assert manifest["ResultFiles"]["PENDING"] == []
    for kind in ("SUCCEEDED", "FAILED"):
        (file,) = manifest["ResultFiles"][kind]
        assert file["Key"].endswith(f"/{kind}_0.json")
        assert file["Size"] == len(place.objects["control", file["Key"]])


def test_entries_have_inputs_and_outputs_as_text() -> None:
    place = world()
    run(["a", "bad"], place, ToleratedFailureCount=1)
    (good,), (bad,) = files(place.objects)["SUCCEEDED_0.json"], files(place.objects)["FAILED_0.json"]
    assert (good["Input"], good["Output"], good["Status"]) == ('"a"', '{"made":"a"}', "SUCCEEDED")
    assert (bad["Input"], bad["Error"], bad["Cause"], bad["Status"]) == ('"bad"', "Broken", "very", "FAILED")
    assert "Output" not in bad
    assert good["ExecutionArn"].endswith(good["Name"])
    assert good["StartDate"] == "2026-01-31T12:00:00.000Z"


def test_a_failed_map_writes_too_and_lists_what_never_began() -> None:
    place = world()
    assert run(["a", "bad", "b", "c"], place).error == "States.ExceedToleratedFailureThreshold"
    assert [entry["Input"] for entry in files(place.objects)["PENDING_0.json"]] == ['"b"', '"c"']


def test_without_items_there_is_only_a_manifest() -> None:
    place = world()
    run([], place)
    assert list(files(place.objects)) == ["manifest.json"]


class Full(Objects):
    def put(self, bucket: str, key: str, data: bytes) -> None:
        raise OSError(f"no space left for {len(data)} bytes of {bucket}/{key}")


def test_a_store_that_refuses_fails_the_map() -> None:
    outcome = run(["a"], World(objects=Full()))
    assert outcome.error == "States.ResultWriterFailed"
    assert "no space left" in str(outcome.cause)
