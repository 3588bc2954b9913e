"""Why jobs have no result: in their own last words, else in Batch's."""

from collections.abc import Iterable, Mapping, Set

from tilebuild.contracts import Failures
from tilebuild.planning.owed import Job

MOST_NAMED = 100
"""Coordinates of a job that the report names; its failures object has them all."""


def told_failures(failures: Iterable[Failures], missing: Set[Job]) -> dict[Job, Failures]:
    """The failures objects of the jobs that have no result."""
    return {(one.stage, one.item): one for one in failures if (one.stage, one.item) in missing}


def reasons(missing: Set[Job], told: Mapping[Job, Failures], deaths: Mapping[Job, str]) -> dict[Job, str]:
    """One sentence a job; a job that nobody has heard of has none.

    What killed a job from outside is said by Batch and by nobody else; the job's own error is the better one if
    there is any.
    """
    found = {}
    for job in missing:
        own = _own_words(told[job]) if job in told else ""
        said = own or deaths.get(job, "")
        if said:
            found[job] = said
    return found


def by_coordinate(missing: Set[Job], told: Mapping[Job, Failures], said: Mapping[Job, str]) -> dict[str, str]:
    """``stage/item`` or ``stage/item z/x/y`` -> what went wrong."""
    named: dict[str, str] = {}
    for job in sorted(missing):
        name = "/".join(job)
        failed = told[job].failed if job in told and not told[job].error else {}
        if failed:
            first = list(failed.items())[:MOST_NAMED]
            named |= {f"{name} {tile}": reason for tile, reason in first}
            if len(failed) > len(first):
                named[name] = f"{len(failed) - len(first)} more coordinates failed: see its failures object"
        elif job in said:
            named[name] = said[job]
    return named


def _own_words(failures: Failures) -> str:
    if failures.error:
        return failures.error
    tile, reason = next(iter(failures.failed.items()), ("", ""))
    more = f" (and {len(failures.failed) - 1} more)" if len(failures.failed) > 1 else ""
    return f"{tile}: {reason}{more}" if tile else ""
