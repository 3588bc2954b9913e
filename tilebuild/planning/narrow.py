"""What is left of an item that was made in part: just the coordinates that failed.

The narrowed scope holds what is stored already, so that the next job's result vouches for the whole item, however
many jobs it took. Its key is made of its content: it never changes, and a job that is tried again reads the same.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor

from tilebuild.contracts import Failures
from tilebuild.contracts.scope import Scope
from tilebuild.grid import parse_tile
from tilebuild.keys import failure_key, scope_key
from tilebuild.planning.owed import Job, Owed
from tilebuild.planning.record import failed_jobs
from tilebuild.storage import Bucket

_AT_ONCE = 32


def narrowed(run_id: str, owed: Owed, control: Bucket) -> Owed:
    """The items owing only what their last jobs left undone."""
    failed = sorted(failed_jobs(run_id, control) & owed.jobs())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        keys = pool.map(lambda job: _scope_of(run_id, job, control), failed)
        return owed.with_scopes({job: key for job, key in zip(failed, keys, strict=True) if key})


def _scope_of(run_id: str, job: Job, control: Bucket) -> str:
    """The key of the object that says what a failed job left; empty for all of its tile, or all of what it owes."""
    stage, item = job
    failures = Failures.parse(control.get(failure_key(run_id, stage, item)), f"the failures of {stage}/{item}")
    if failures.error:
        return failures.scope
    return _kept(run_id, f"{item}-{stage}", rest_of(failures), control)


def rest_of(failures: Failures) -> Scope:
    """What a job that went through everything it owed has left undone."""
    return Scope.just((parse_tile(name) for name in failures.failed), failures.written)


def _kept(run_id: str, name: str, scope: Scope, control: Bucket) -> str:
    text = scope.format().encode()
    key = scope_key(run_id, f"{name}-{hashlib.sha256(text).hexdigest()[:12]}")
    control.put(key, text, "text/plain")
    return key
