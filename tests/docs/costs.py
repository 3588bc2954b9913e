"""The tables of docs/cost.md: what idles, by the template and samconfig.toml; what a build costs, by its counts."""

import tomllib
from functools import cache
from typing import Any

from tests.docs.planet import Work, work
from tests.support.sam import ROOT, Deployment, transformed

TABLE = tomllib.loads((ROOT / "docs" / "prices.toml").read_text())
MONTH = 730
"""Hours."""
ENVIRONMENTS = ("dev", "staging", "prod")


def price(name: str) -> float:
    """A price of the table, in US dollars."""
    return float(TABLE["prices"][name]["usd"])


def price_table() -> str:
    """Every price and where to look it up."""
    rows = [f"| {name.replace('_', ' ')} | {one['usd']:g} | {one['look']} |" for name, one in TABLE["prices"].items()]
    return "\n".join(["| price | US dollars | look it up |", "|---|---|---|", *rows, ""])


def deployment(environment: str) -> Deployment:
    """The stack as samconfig.toml deploys it."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())[environment]["deploy"]["parameters"]
    return Deployment(transformed(), dict(one.split("=", 1) for one in config["parameter_overrides"]))


@cache
def idle(environment: str) -> dict[str, tuple[str, float]]:
    """What an environment costs a month when nothing runs: how it is made, and US dollars."""
    resources: dict[str, list[dict[str, Any]]] = {}
    for _, kind, properties in deployment(environment).properties():
        resources.setdefault(kind, []).append(properties)
    endpoints = [one for one in resources.get("AWS::EC2::VPCEndpoint", []) if one["VpcEndpointType"] == "Interface"]
    zones = sum(len(one["SubnetIds"]) for one in endpoints)
    watched = sum(_metrics(one) for one in resources["AWS::CloudWatch::Alarm"])
    boards = len(resources["AWS::CloudWatch::Dashboard"])
    return {
        "database": _database(resources.get("AWS::RDS::DBInstance", [])),
        "interface endpoints": _times("none", zones, price("endpoint_zone_hour") * MONTH, f"0.01 x {MONTH}"),
        "alarms, by metric": _times("none", watched, price("alarm_metric_month")),
        "dashboard": _times("none", boards, price("dashboard_month")),
    }


def _metrics(alarm: dict[str, Any]) -> int:
    return max(1, sum("MetricStat" in query for query in alarm.get("Metrics", [])))


def _times(otherwise: str, count: int, each: float, shown: str = "") -> tuple[str, float]:
    return (f"{count} x {shown or f'{each:.2f}'} = {count * each:.2f}" if count else otherwise), count * each


def _database(made: list[dict[str, Any]]) -> tuple[str, float]:
    if not made:
        return "yours", 0.0
    (database,) = made
    hourly = price(f"rds_{database['DBInstanceClass'].replace('.', '_')}_hour")
    storage = int(database["AllocatedStorage"]) * price("rds_gp3_gb_month")
    secret = price("secret_month")
    text = (
        f"{database['DBInstanceClass']} {hourly} x {MONTH} = {hourly * MONTH:.2f}, "
        f"{database['AllocatedStorage']} GiB x {price('rds_gp3_gb_month')} = {storage:.2f}, secret {secret:.2f}"
    )
    return text, hourly * MONTH + storage + secret


def idle_total(environment: str) -> float:
    """US dollars a month."""
    return sum(dollars for _, dollars in idle(environment).values())


def idle_table() -> str:
    """What idles in each environment."""
    made = {environment: idle(environment) for environment in ENVIRONMENTS}
    lines = [f"| | {' | '.join(ENVIRONMENTS)} |", "|---|---|---|---|"]
    lines += [f"| {name} | {' | '.join(made[one][name][0] for one in ENVIRONMENTS)} |" for name in made["dev"]]
    lines.append(f"| **a month** | {' | '.join(f'**{idle_total(one):.2f}**' for one in ENVIRONMENTS)} |")
    return "\n".join([*lines, ""])


def vcpu_hours(area: Work, megabytes: float) -> float:
    """Hours of a vCPU that a build is paid for."""
    measured, estimated = TABLE["measured"], TABLE["estimated"]
    seconds = (
        megabytes * measured["seconds_per_megabyte"]
        + area.pyramid * estimated["low_zoom_job_seconds"]
        + area.jobs * estimated["container_start_seconds"]
    )
    return float(seconds * estimated["paid_per_used"] / 3600)


def build(area: dict[str, Any]) -> dict[str, str]:
    """A build's counts and costs, as the table shows them."""
    counts = work(*area["bbox"])
    hours = vcpu_hours(counts, area["pbf_megabytes"])
    parts = {
        "compute": hours * price("spot_vcpu_hour"),
        "puts of metatiles": counts.metatiles / 1000 * price("s3_put_1000"),
        "puts and gets of RAWR tiles": counts.groups / 1000 * (price("s3_put_1000") + price("s3_get_1000")),
        "transitions": counts.transitions / 1000 * price("transition_1000"),
        "job events as log lines": counts.jobs * 4 * TABLE["estimated"]["job_event_bytes"] / 1e9 * price("logs_gb"),
    }
    land = counts.metatiles * area.get("land", 1.0) * TABLE["measured"]["bytes_per_metatile"]
    return {
        "zoom-7 items / pyramid items": f"{counts.tiles:,} / {counts.pyramid:,}",
        "jobs": f"{counts.jobs:,}",
        "metatiles, at most": f"{counts.metatiles:,}",
        "transitions of one pass": f"{counts.transitions:,}",
        "vCPU hours paid, estimated": f"{hours:,.1f}",
        **{name: f"{dollars:,.2f}" for name, dollars in parts.items()},
        "**once**": f"**{sum(parts.values()):,.2f}**",
        "metatiles stored, a month at most": f"{land / 1e9 * price('s3_gb_month'):,.2f}",
    }


def build_table() -> str:
    """What a build of each area costs."""
    areas = TABLE["areas"].values()
    made = [build(area) for area in areas]
    rows = [f"| {name} | {' | '.join(one[name] for one in made)} |" for name in made[0]]
    return "\n".join([f"| | {' | '.join(area['name'] for area in areas)} |", "|---|---|---|---|", *rows, ""])
