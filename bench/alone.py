"""``python -m bench.alone plan|report <buckets> <run_id>``: one function's work in a process of its own, measured.

What the process loads and uses is what a Lambda function of it would: the planner or the report, and nothing else.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from tilebuild.jobs.job import peak_memory_mib
from tilebuild.storage import open_directory

CONTROL = "tilebuild-controlbucket"


class Taken(NamedTuple):
    """What it took."""

    seconds: float
    mebibytes: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.mebibytes:.0f} MiB"


def alone(what: str, buckets: Path, run_id: str) -> Taken:
    """Measure it in a process of its own."""
    command = [sys.executable, "-m", "bench.alone", what, str(buckets), run_id]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    return Taken(*json.loads(ended.stdout))


def main(what: str, buckets: str, run_id: str) -> None:
    """Do it here; the seconds and the memory as JSON."""
    control = open_directory(Path(buckets), CONTROL)
    start = time.perf_counter()
    if what == "plan":
        from tilebuild.planning import plan_pass

        plan_pass({"world": True, "run_id": run_id}, run_id, 1, control)
    else:
        from tilebuild.report import write_report

        write_report(run_id, 2, None, control)
    print(json.dumps([time.perf_counter() - start, peak_memory_mib()]))


if __name__ == "__main__":
    main(*sys.argv[1:])
