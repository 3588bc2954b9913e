"""The import machine walked through every branch."""

from collections.abc import Callable, Iterator

from tests.support.checks.made_up_jobs import fails
from tests.support.checks.walking import Expected, Walk, differences
from tilebuild.local.asl.model import Machine

EXTRACT = {"extract": "s3://control/extracts/vaduz.osm.pbf"}
REFUSED = Expected("FAILED", [], "RequestError", 0)
LOADED = Expected("SUCCEEDED", ["import-r"], reports=0)

IMPORTS: dict[str, tuple[Callable[[], Walk], Expected]] = {
    "an extract": (lambda: Walk([], value=EXTRACT), LOADED),
    "an extract, sea and land": (
        lambda: Walk([], value={**EXTRACT, "water_polygons": "https://a/w.zip", "land_polygons": "s3://a/l.zip"}),
        LOADED,
    ),
    "an import is throttled twice": (
        lambda: Walk([], value=EXTRACT, job=fails("import", "Batch.TooManyRequestsException", times=2)),
        LOADED._replace(jobs=["import-r"] * 3),
    ),
    "an import fails": (
        lambda: Walk([], value=EXTRACT, job=fails("import")),
        Expected("FAILED", ["import-r"], "States.TaskFailed", 0),
    ),
    "an empty input": (lambda: Walk([], value={}), REFUSED),
    "an input that is no object": (lambda: Walk([], value=["s3://a/b"]), REFUSED),
    "a place that is none": (lambda: Walk([], value={"extract": "vaduz.osm.pbf"}), REFUSED),
    "a number for a place": (lambda: Walk([], value={**EXTRACT, "land_polygons": 1}), REFUSED),
    "a field that there is not": (lambda: Walk([], value={**EXTRACT, "extarct": "s3://a/b"}), REFUSED),
}
"""Ways through the machine by what it is given."""


def walk_imports(machine: Machine) -> Iterator[str]:
    """What comes out differently from what is expected, and parameters that a submission lacks."""
    for name, (make, expected) in IMPORTS.items():
        walk = make()
        yield from (f"{name}: {problem}" for problem in differences(walk, machine, expected))
        for job in walk.jobs:
            wanted = {"water_polygons": "-", "land_polygons": "-", **walk.value}
            if job["Parameters"] != wanted:
                yield f"{name}: the parameters are {job['Parameters']}, expected {wanted}"
