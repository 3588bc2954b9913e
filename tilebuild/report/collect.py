"""Results and failures of a run, read as objects that its jobs left."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from tilebuild.contracts import Failures, JobResult
from tilebuild.contracts.base import Model
from tilebuild.keys import failures_prefix, results_prefix
from tilebuild.storage import Bucket

_AT_ONCE = 32
_CHUNK = 1000


def read_results(run_id: str, control: Bucket) -> list[JobResult]:
    """Every result of the run."""
    return list(iterate_results(run_id, control))


def iterate_results(run_id: str, control: Bucket) -> Iterator[JobResult]:
    """The same one after the other, so that a planet's need not be in memory together."""
    return _read_all(JobResult, results_prefix(run_id), control)


def iterate_failures(run_id: str, control: Bucket) -> Iterator[Failures]:
    """Every failures object of the run; a job that ended well later has removed its own."""
    return _read_all(Failures, failures_prefix(run_id), control)


def _read_all(model: type[Model], prefix: str, control: Bucket) -> Iterator[Model]:
    keys = iter(sorted(control.list(prefix.rstrip("/"))))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while chunk := list(islice(keys, _CHUNK)):
            yield from pool.map(lambda key: model.parse(control.get(key), f"the object {key}"), chunk)
