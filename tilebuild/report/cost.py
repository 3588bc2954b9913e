"""What a run costs on AWS, by what its jobs used."""

from collections.abc import Mapping

from tilebuild.contracts import Cost, Prices, Stage, StageReport

VCPUS = 1
"""Of a job."""

STEPS = {Stage.RAWR: 3, Stage.HIGH: 3, Stage.LOW: 4}
"""State transitions of a child execution by stage, its start and end with them; RAWR and high zoom share theirs."""


def cost_of(stages: Mapping[Stage, StageReport], prices: Prices) -> Cost:
    """The estimate; a job whose memory no map told is taken to have had what it used."""
    hours = {stage: report.seconds / 3600 for stage, report in stages.items()}
    memory = {stage: (report.asked_memory_mib or report.peak_memory_mib) / 1024 for stage, report in stages.items()}
    vcpu_hours = VCPUS * sum(hours.values())
    gib_hours = sum(hours[stage] * memory[stage] for stage in stages)
    objects = sum(count.objects for report in stages.values() for count in report.zooms.values())
    compute = vcpu_hours * prices.vcpu_hour + gib_hours * prices.gib_hour
    writes = (objects + sum(report.done for report in stages.values())) / 1000 * prices.put_1000
    steps = sum(STEPS[stage] * report.done for stage, report in stages.items()) / 1000 * prices.transition_1000
    return Cost(
        dollars=round(compute + writes + steps, 4),
        compute=round(compute, 4),
        writes=round(writes, 4),
        steps=round(steps, 4),
        vcpu_hours=round(vcpu_hours, 4),
        gib_hours=round(gib_hours, 4),
        prices=prices,
    )
