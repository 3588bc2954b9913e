"""Writes an item list: the request's items, but those that an earlier run of the same name has done."""

import json
import os
from pathlib import Path
from typing import Any


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Plan the run."""
    buckets = Path(os.environ["TILEBUILD_BUCKETS"])
    done = {path.name for path in (buckets / "tilebuild-tiles").iterdir() if path.stat().st_size > 1}
    items = [item for item in event["request"]["items"] if item["item"] not in done]
    key = f"plan/{event['run']}.jsonl"
    path = buckets / os.environ["CONTROL"] / key
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(map(json.dumps, items)))
    return {"key": key, "count": len(items)}
