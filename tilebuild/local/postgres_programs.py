"""PostgreSQL's own programs: where Debian and Ubuntu keep them, and as which user they may run.

PostgreSQL refuses to run as root. Root therefore runs every program as the user ``postgres``, whom Debian's package
creates; everybody else runs them as themselves.
"""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tilebuild.errors import RequestError

OLDEST = 13
"""The oldest major version that works: the first whose PostGIS (3.x) splits a geometry by ``ST_Subdivide`` cheaply."""

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
"""Debian and Ubuntu keep the programs of version N in ``N/bin`` below it, where the PATH does not look."""

_NEEDED = ("initdb", "pg_ctl", "postgres")


@dataclass(frozen=True)
class Programs:
    """The programs of one installed version."""

    folder: Path
    version: int
    """Major version: 15 for 15.8."""

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of them to its end as :func:`server_user`, in English, and without PG* variables of the caller."""
        return run_as_server([str(self.folder / name), *arguments])


def run_as_server(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run any command as the user that owns the server; a failure is the caller's to read from the captured output."""
    owner = server_user() if os.geteuid() == 0 else None
    return subprocess.run(  # noqa: S603 - the command is ours, no shell reads it
        command,
        cwd="/",  # the caller's directory may be closed to that user
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=() if owner else None,
    )


def server_user() -> pwd.struct_passwd:
    """Who runs the server and owns its files.

    Raises:
        RequestError: root has no user ``postgres`` to run it as.
    """
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise RequestError(
            "PostgreSQL does not run as root and there is no user postgres to run it as: install the package "
            "postgresql, which makes that user, or run as an ordinary user"
        ) from None


def find_programs(version: int | None = None) -> Programs:
    """The newest installed PostgreSQL that has PostGIS; with ``version``, that of exactly this major version.

    Raises:
        RequestError: a package is missing; the sentence names it.
    """
    installed = {programs.version: programs for programs in _installed()}
    if version is not None:
        installed = {number: programs for number, programs in installed.items() if number == version}
    usable = {number: programs for number, programs in installed.items() if has_postgis(programs)}
    if usable:
        return usable[max(usable)]
    raise RequestError(_missing(version, sorted(installed)))


def _missing(version: int | None, without_postgis: list[int]) -> str:
    if without_postgis:
        number = without_postgis[-1]
        return f"PostgreSQL {number} has no PostGIS: run apt-get install postgresql-{number}-postgis-3"
    if version is not None:
        packages = f"postgresql-{version} postgresql-{version}-postgis-3"
        return f"PostgreSQL {version} is not installed: run apt-get install {packages}"
    return (
        f"PostgreSQL {OLDEST} or newer with PostGIS is not installed: run apt-get install postgresql postgresql-postgis"
    )


def _installed() -> Iterator[Programs]:
    """Every usable version; Debian's folders last, so that they win over another copy of the same version."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN_FOLDER.glob("*/bin"))
    for folder in folders:
        if all((folder / name).is_file() for name in _NEEDED):
            version = _version(folder / "pg_ctl")
            if version >= OLDEST:
                yield Programs(folder, version)


def _version(pg_ctl: Path) -> int:
    text = run_as_server([str(pg_ctl), "--version"]).stdout
    match = re.search(r"\) (\d+)", text)
    return int(match[1]) if match else 0


def has_postgis(programs: Programs) -> bool:
    """Whether the PostGIS extension is installed for that version, in Debian's place or beside the programs."""
    places = (
        Path("/usr/share/postgresql") / str(programs.version) / "extension",
        programs.folder.parent / "share" / "extension",
        programs.folder.parent / "share" / "postgresql" / "extension",
    )
    return any((place / "postgis.control").is_file() for place in places)
