"""The memory ladder, rung by rung and for each stage: half as much again up to 32 GiB, and only for want of memory."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.support.checks.made_up_jobs import ENDED, KILLED, dies, says
from tests.support.checks.walking import Job

RUNGS = {
    "rawr": [0, 10_800, 16_200, 24_300, 32_768],
    "high": [0, 5_400, 8_100, 12_150, 18_225, 27_338, 32_768],
    "low": [0, 2_700, 4_050, 6_075, 9_113, 13_670, 20_505, 30_758, 32_768],
}
"""MiB that each submission asks for when the job never has enough; 0 is what its definition gives."""

BY_ANOTHER_CODE = {"StatusReason": ENDED, "Container": {"ExitCode": 1, "Reason": "OutOfMemoryError: killed"}}
WITHOUT_A_REASON = {"StatusReason": ENDED, "Container": {"ExitCode": 137}}
NOT_OF_MEMORY: dict[str, dict[str, Any]] = {
    "ran out of time": {"StatusReason": "Job attempt duration exceeded timeout", "Container": {"ExitCode": 137}},
    "lost its machine": {"StatusReason": "Host EC2 (instance i-1) terminated.", "Container": {}},
    "ended otherwise after it had been killed": {
        "StatusReason": ENDED,
        "Attempts": [{"Container": {"ExitCode": 137}, "StatusReason": ENDED}],
        "Container": {"ExitCode": 1},
    },
    "never had a container": {"StatusReason": "Task failed to start"},
}
"""Deaths that more memory would not have prevented."""


class Climb(NamedTuple):
    """What the job of a stage does, and the memory that each of its submissions asks for."""

    stage: str
    job: Job
    memory: list[int]
    fails: bool = False


def _climbs() -> Iterator[tuple[str, Climb]]:
    for stage, rungs in RUNGS.items():
        yield f"{stage}: never enough memory", Climb(stage, dies(stage, KILLED, times=12), rungs, fails=True)
        yield f"{stage}: the third rung is enough", Climb(stage, dies(stage, KILLED, times=2), rungs[:3])
        yield f"{stage}: killed, without a reason", Climb(stage, dies(stage, WITHOUT_A_REASON, times=1), rungs[:2])
        yield f"{stage}: another code, with a reason", Climb(stage, dies(stage, BY_ANOTHER_CODE, times=1), rungs[:2])
        for death, described in NOT_OF_MEMORY.items():
            yield f"{stage}: {death}", Climb(stage, dies(stage, described), [0], fails=True)
        yield f"{stage}: a cause in words", Climb(stage, says(stage, "The job 137 was terminated"), [0], fails=True)


CLIMBS = dict(_climbs())
