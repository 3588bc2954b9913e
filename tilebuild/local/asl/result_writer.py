"""ResultWriter: what became of a map run's children, as objects in the layout of Step Functions.

``<prefix>/<run id>/manifest.json`` and beside it ``SUCCEEDED_0.json``, ``FAILED_0.json`` and ``PENDING_0.json``, each
only if it has entries. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
"""

from datetime import datetime

from tilebuild.errors import TilebuildError
from tilebuild.local.asl.child import Child
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.map_run import MapRun
from tilebuild.local.clock import timestamp


def write_results(run: MapRun, destination: Json, items: list[Json]) -> Json:
    """Write the files and return the map's result; States.ResultWriterFailed where the store refuses."""
    bucket, prefix = destination["Bucket"], str(destination.get("Prefix", "")).strip("/")
    folder = f"{prefix}/{run.id}" if prefix else run.id
    try:
        files = {kind: _write(run, bucket, folder, kind, rows) for kind, rows in _entries(run, items).items()}
        manifest = {"DestinationBucket": bucket, "MapRunArn": run.arn, "ResultFiles": files}
        run.frame.services.objects.put(bucket, f"{folder}/manifest.json", to_text(manifest).encode())
    except (OSError, KeyError, TilebuildError) as error:
        raise StatesError("States.ResultWriterFailed", f"Writing to s3://{bucket}/{folder} failed: {error}") from error
    return {"MapRunArn": run.arn, "ResultWriterDetails": {"Bucket": bucket, "Key": f"{folder}/manifest.json"}}


def _write(run: MapRun, bucket: str, folder: str, kind: str, rows: list[Json]) -> list[Json]:
    if not rows:
        return []
    key, data = f"{folder}/{kind}_0.json", to_text(rows).encode()
    run.frame.services.objects.put(bucket, key, data)
    return [{"Key": key, "Size": len(data)}]


def _entries(run: MapRun, items: list[Json]) -> dict[str, list[Json]]:
    """Entries by file: aborted children lie with the failed ones, items whose child never began are pending."""
    entries: dict[str, list[Json]] = {"FAILED": [], "PENDING": [], "SUCCEEDED": []}
    for child, item in zip(run.children, items, strict=True):
        if child is None:
            pending = {"Input": to_text(item), "InputDetails": {"Included": True}, "Status": "PENDING"}
            entries["PENDING"].append(pending)
        else:
            entries["SUCCEEDED" if child.status == "SUCCEEDED" else "FAILED"].append(entry_of(child))
    return entries


def entry_of(child: Child) -> Json:
    """One child as the result files describe it."""
    entry = {
        "ExecutionArn": child.arn,
        "Input": child.input,
        "InputDetails": {"Included": True},
        "Name": child.name,
        "RedriveCount": 0,
        "StartDate": _time(child.started),
        "StateMachineArn": child.machine_arn,
        "Status": child.status,
        "StopDate": _time(child.stopped),
    }
    if child.status == "SUCCEEDED":
        return {**entry, "Output": to_text(child.output), "OutputDetails": {"Included": True}}
    return {**entry, "Error": child.error, "Cause": child.cause}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else timestamp(moment)
