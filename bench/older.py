"""Another version of Tilebuild beside this one, on the same RAWR tiles: what a change did to the time of a job."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.cost import Cost
from bench.measured import Measured
from bench.places import Place
from bench.scaling import written
from tilebuild.errors import RequestError

OLDER = "older version"


def measured(beside: str, place: Place, most: int, checkout: Path) -> Measured:
    """High zoom as a checkout of another version does it, in a process of its own, each RAWR tile by its cheapest run.

    Raises:
        RequestError: it cannot do that.
    """
    with tempfile.TemporaryDirectory() as folder:
        words = [word for tile, data in place.rawr_tiles for word in written(Path(folder), tile, data)]
        command = [sys.executable, "-m", "bench.older_job", str(checkout), str(most), *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        *_, why = done.stderr.strip().splitlines() or ["it says nothing"]
        raise RequestError(f"--older is {checkout}: it must be a checkout that makes metatiles of a RAWR tile ({why})")
    found = json.loads(done.stdout)
    if not Path(found["module"]).is_relative_to(checkout.resolve()):
        raise RequestError(f"--older is {checkout}: it must hold the package tilebuild, which was found elsewhere")
    cost = Cost(found["processor"], found["wall"])
    return Measured(OLDER, cost, found["bytes"], found["tiles"], "tiles", beside, ours=False)
