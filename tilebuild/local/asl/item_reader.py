"""ItemReader: a distributed map's items out of one S3 object of JSON, JSON Lines or CSV."""

import csv
import io
import json

from tilebuild.errors import TilebuildError
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.frame import Entry
from tilebuild.local.asl.json_text import Json
from tilebuild.local.asl.model import ItemReader
from tilebuild.local.asl.payload import evaluate_integer


def read_items(reader: ItemReader, entry: Entry) -> list[Json]:
    """The items; States.ItemReaderFailed where the object cannot be read or is not what InputType says."""
    place = reader.arguments.evaluate(entry.bindings())
    limit = evaluate_integer(reader.max_items, entry.bindings(), "MaxItems", 0, 100_000_000) if reader.max_items else 0
    try:
        text = entry.frame.services.objects.get(place["Bucket"], place["Key"]).decode("utf-8-sig")
        items = _parse(reader, text)
    except (OSError, KeyError, ValueError, TilebuildError) as error:
        where = f"s3://{place['Bucket']}/{place['Key']}"
        raise StatesError("States.ItemReaderFailed", f"Attempting to read {where} failed: {error}") from error
    return items[:limit] if limit else items


def _parse(reader: ItemReader, text: str) -> list[Json]:
    if reader.input_type == "JSONL":
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    if reader.input_type == "CSV":
        return _rows(reader, text)
    items = json.loads(text)
    if not isinstance(items, list):
        raise ValueError("the object is no JSON array")  # noqa: TRY004 - the value of a file
    return items


def _rows(reader: ItemReader, text: str) -> list[Json]:
    """Each row as an object of strings; columns without a header are left out, missing ones are empty."""
    rows = csv.DictReader(
        io.StringIO(text, newline=""), fieldnames=reader.headers, delimiter=reader.delimiter, restval=""
    )
    return [{name: value for name, value in row.items() if name is not None} for row in rows]
