"""Jobs that have too little memory climb the ladder until they have enough."""

from pathlib import Path

import pytest

from tests.support.lab import Lab, with_memory
from tilebuild.contracts import Stage

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("faults")]


def test_jobs_that_die_of_memory_get_more_until_it_is_enough(lab: Lab, home: Path) -> None:
    template = with_memory(home.parent / "template", {"7200": "100", "3600": "130", "1800": "110"})
    ran = lab.run(home, template=template)
    assert ran.outcome.status == "SUCCEEDED", ran.outcome
    assert ran.stored() == lab.expected
    report = ran.report
    for stage, base in ((Stage.RAWR, 100), (Stage.HIGH, 130), (Stage.LOW, 110)):
        told = report.stages[stage]
        assert told.asked_memory_mib > base
        assert told.retries["memory"] > 0
        assert told.asked_memory_mib * 1.5 > told.peak_memory_mib
