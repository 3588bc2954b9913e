"""Where runs are broken: a town in a PostgreSQL of its own, and what an undisturbed run makes of it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812

from tests.support.asl import ROOT
from tests.support.builds import objects
from tests.support.extracts import OplExtract, square
from tilebuild.contracts import RunReport
from tilebuild.keys import report_key
from tilebuild.local.asl.execution import Outcome
from tilebuild.local.clock import SystemClock
from tilebuild.local.events import Event, Listener, ignore
from tilebuild.local.postgres import Cluster
from tilebuild.local.stack import LocalStack
from tilebuild.rawr.database import Database
from tilebuild.storage import Bucket, open_directory

SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:lab"
BBOX = (5.60, 47.00, 5.65, 47.02)
"""Of the town, on both sides of a zoom-7 border (5.625)."""
ZOOMS = range(6, 13)
REQUEST: dict[str, Any] = {"bbox": list(BBOX), "zooms": [ZOOMS[0], ZOOMS[-1]], "prefix": "tiles"}


class ShortWaits(SystemClock):
    """Of the waits that full jitter allows before a retry, short ones."""

    def jitter(self, seconds: float) -> float:
        return super().jitter(seconds / 20)


@dataclass(frozen=True)
class Ran:
    """A run that ended."""

    home: Path
    outcome: Outcome
    run_id: str

    @property
    def control(self) -> Bucket:
        return open_directory(self.home / "buckets", "tilebuild-controlbucket")

    @property
    def report(self) -> RunReport:
        return RunReport.parse(self.control.get(report_key(self.run_id, "json")), "the report")

    def stored(self) -> dict[str, bytes]:
        """Every RAWR tile and metatile of the prefix."""
        return stored(self.home)

    def finished(self) -> Counter[str]:
        """How often each job came to its end, by what the jobs logged."""
        return finished_jobs(self.home / "logs")


def town(folder: Path) -> Path:
    """Some streets, houses and woods across the border, as an extract."""
    west, south, east, north = BBOX
    extract = OplExtract()
    for step in range(21):
        x, y = west + step * (east - west) / 20, south + step * (north - south) / 20
        extract.way([(x, south), (x + 0.0004, (south + north) / 2), (x, north)], f"highway=residential,name=S{step}")
        extract.way([(west, y), (east, y)], "highway=primary" if step % 5 == 0 else "highway=service")
        for house in range(20):
            at = (west + (house + 0.3) * (east - west) / 20, y)
            extract.way(square(at, 0.0005), "building=yes" if (step + house) % 3 else "landuse=forest")
        extract.node((x, y), f"place=hamlet,name=Hamlet%20%{step}" if step % 7 == 0 else "amenity=cafe")
    return extract.write_pbf(folder, "town", BBOX)


def _zoom(name: str) -> int:
    return int(name.split(" ")[1].split("/", maxsplit=1)[0])


def stored(home: Path, prefix: str = "tiles") -> dict[str, bytes]:
    """Every RAWR tile and metatile of a prefix, by kind and tile."""
    kinds = ("rawr", "tile")
    files = {kind: objects(home / "buckets" / f"tilebuild-{kind}bucket", prefix) for kind in kinds}
    return {f"{kind} {name}": path.read_bytes() for kind in kinds for name, path in files[kind].items()}


def finished_jobs(logs: Path) -> Counter[str]:
    """``run stage tile`` -> how many jobs said that they were done."""
    done: Counter[str] = Counter()
    for log in logs.glob("*.log"):
        for line in log.read_text(errors="replace").splitlines():
            if re.search(r'"message": "(rawr|high|low) job done"', line):
                said = json.loads(line)
                done[f"{said['run_id']} {said['stage']} {said['tile']}"] += 1
    return done


@dataclass
class Lab:
    """The database and the undisturbed run."""

    folder: Path
    cluster: Cluster
    database: Database
    arguments: tuple[str, ...]
    """What names the extract to ``tilebuild run``."""
    whole: dict[str, bytes] = field(default_factory=dict)
    """Everything that an undisturbed ``tilebuild run`` stored."""

    @property
    def expected(self) -> dict[str, bytes]:
        """What of it the lab's request is for."""
        return {name: data for name, data in self.whole.items() if name.startswith("rawr") or _zoom(name) in ZOOMS}

    def stack(
        self,
        home: Path,
        *,
        store: str = "",
        listener: Listener = ignore,
        database: Database | None = None,
        hosts: str = "",
        template: Path = ROOT / "template.yaml",
    ) -> LocalStack:
        """The stack of the template in a home, reading the lab's database."""
        read = database or self.database
        parameters = {
            "ImageTag": "local",
            "DatabaseHosts": hosts or read.hosts[0],
            "DatabasePort": str(read.port),
            "DatabaseName": read.names[0],
            "DatabaseSecretArn": SECRET,
        }
        home.mkdir(parents=True, exist_ok=True)
        secrets = {SECRET: {"username": read.user, "password": read.password}}
        return LocalStack(home, template, parameters, secrets, 2, listener, grace=5.0, store=store, clock=ShortWaits())

    def run(
        self,
        home: Path,
        disturb: Callable[[LocalStack], None] | None = None,
        request: Mapping[str, Any] = REQUEST,
        name: str = "run",
        **more: Any,
    ) -> Ran:
        """A run in a home; ``disturb`` is called while it goes on."""
        with self.stack(home, **more) as stack:
            execution = stack.start(name, dict(request))
            if disturb is not None:
                disturb(stack)
            return Ran(home, stack.wait(execution), name)

    def resume(self, home: Path, name: str = "run") -> Ran:
        """The same run once more, with nothing in its way."""
        with self.stack(home) as stack:
            return Ran(home, stack.wait(stack.resume(name)), name)

    def connect(self, database: Database | None = None) -> Connection:
        """A connection of the database's owner."""
        read = database or self.database
        return psycopg2.connect(
            host=read.hosts[0], port=read.port, dbname=read.names[0], user=read.user, password=read.password
        )

    def dsn(self) -> str:
        """The database as the command's environment names it."""
        read = self.database
        return f"postgresql://{read.user}:{read.password}@{read.hosts[0]}:{read.port}/{read.names[0]}"

    def command(self, home: Path) -> list[str]:
        """``tilebuild run`` over the lab's area in a home."""
        bbox = ",".join(map(str, BBOX))
        run = [sys.executable, "-m", "tilebuild", "run", "--home", str(home), "--json", "--slots", "2"]
        return [*run, f"--bbox={bbox}", *self.arguments]

    def begin(self, home: Path) -> "subprocess.Popen[str]":
        """Start the command."""
        return subprocess.Popen(
            self.command(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "TILEBUILD_DSN": self.dsn()},
        )


def build(lab: Lab, home: Path, kill_after: float | None = None) -> dict[str, Any]:
    """Run the command; kill -9 it after so many seconds of its jobs' work. The report; nothing of a killed one."""
    process = lab.begin(home)
    if kill_after is not None:
        until(lambda: process.poll() is not None or bool(list(workers(process.pid))))
        time.sleep(kill_after)
        process.kill()
    output, errors = process.communicate(timeout=600)
    assert process.returncode in ((0,) if kill_after is None else (0, -signal.SIGKILL)), errors[-3000:]
    report: dict[str, Any] = json.loads(output) if process.returncode == 0 else {}
    return report


def workers(parent: int | None = None) -> Iterator[int]:
    """Processes that are jobs, of this process or another one."""
    for directory in Path("/proc").iterdir():
        if not directory.name.isdigit():
            continue
        try:
            command = (directory / "cmdline").read_bytes().split(b"\0")
            ppid = int((directory / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue  # it has just ended
        if ppid == (parent or os.getpid()) and {b"rawr", b"high", b"low"} & set(command):
            yield int(directory.name)


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for something; AssertionError where it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


class Watch:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def count(self, kind: type) -> int:
        return sum(isinstance(event, kind) for event in self.events)


def with_memory(folder: Path, sizes: Mapping[str, str]) -> Path:
    """A copy of the template whose job definitions have other memory, by the size that they have."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("functions", "statemachine", "containers", "tilebuild"):
        (folder / name).symlink_to(ROOT / name)
    text = (ROOT / "template.yaml").read_text()
    for size, other in sizes.items():
        assert f'Type: MEMORY, Value: "{size}"' in text
        text = text.replace(f'Type: MEMORY, Value: "{size}"', f'Type: MEMORY, Value: "{other}"')
    (folder / "template.yaml").write_text(text)
    return folder / "template.yaml"
