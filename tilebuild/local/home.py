"""The home directory of one machine: where things are in it, and which run is the newest."""

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from tilebuild.contracts import Place, RunReport, RunStatus, Stage
from tilebuild.errors import RequestError
from tilebuild.keys import report_key
from tilebuild.report.collect import read_results
from tilebuild.storage import Bucket, open_directory


@dataclass(frozen=True)
class Current:
    """What a dropped file or a look at a tile refers to: the newest build on this machine."""

    run_id: str
    prefix: str
    database: str
    """Name of the PostgreSQL database that it was built from."""
    control: str
    """Name of the control bucket."""
    bbox: tuple[float, float, float, float]
    """Of the area that was asked for."""
    style: str = ""
    """In place of the basemap; empty: the basemap."""

    def same_build(self, other: "Current") -> bool:
        """Whether both were asked for the same, whatever they are called."""
        return (self.database, self.control, self.bbox, self.style) == (
            other.database,
            other.control,
            other.bbox,
            other.style,
        )


@dataclass(frozen=True)
class Home:
    """Paths below the home directory."""

    path: Path

    @property
    def buckets(self) -> Path:
        """A directory per bucket."""
        return self.path / "buckets"

    @property
    def postgres(self) -> Path:
        """The private PostgreSQL."""
        return self.path / "postgres"

    @property
    def logs(self) -> Path:
        """A file per job, function and import."""
        return self.path / "logs"

    def make(self) -> None:
        """Make the directory.

        Raises:
            RequestError: it cannot be made, or not be written to.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            raise RequestError(
                f"the home {self.path} cannot be written ({error.strerror}): choose another one by --home"
            ) from error

    def bucket(self, name: str) -> Bucket:
        """A bucket of this machine."""
        return open_directory(self.buckets, name)

    def current(self) -> Current:
        """The newest build.

        Raises:
            RequestError: nothing was built here yet, or the file that names it is damaged.
        """
        if not self._current.exists():
            raise RequestError(f"nothing was built in {self.path} yet: start with `tilebuild run`")
        try:
            data = json.loads(self._current.read_text())
            return Current(**{**data, "bbox": tuple(data["bbox"])})
        except (ValueError, TypeError, KeyError) as error:
            raise RequestError(f"{self._current} is damaged ({error}): `tilebuild run` writes it anew") from error

    def unfinished(self, wanted: Current) -> str:
        """The run_id of the newest build if it was asked for the same and did not come to its end; else empty."""
        try:
            current = self.current()
        except RequestError:  # nothing is known of a build before: a new one begins
            return ""
        if not current.same_build(wanted):
            return ""
        run_id = current.run_id
        key = report_key(run_id, "json")
        control = self.bucket(wanted.control)
        if not control.exists(key):
            return run_id
        status = RunReport.parse(control.get(key), f"the report {key}").status
        return "" if status in (RunStatus.SUCCEEDED, RunStatus.DRY_RUN) else run_id

    def set_current(self, current: Current) -> None:
        """Remember the newest build; whole or not at all."""
        self.path.mkdir(parents=True, exist_ok=True)
        beside = self._current.with_suffix(".new")
        beside.write_text(json.dumps(asdict(current), indent=1) + "\n")
        beside.replace(self._current)

    def control(self) -> Bucket:
        """The control bucket of the newest build."""
        return self.bucket(self.current().control)

    def store_of(self, run_id: str | None) -> tuple[Bucket, Place]:
        """Where the metatiles of a run lie; of the newest one where none is named.

        Raises:
            RequestError: there is no such run, or it has made no metatile yet.
        """
        name = run_id or self.current().run_id
        for result in read_results(name, self.control()):
            if result.stage != Stage.RAWR:
                return self.bucket(result.place.bucket), result.place
        raise RequestError(f"run {name!r} has made no metatile in {self.path}")

    @property
    def _current(self) -> Path:
        return self.path / "current.json"
