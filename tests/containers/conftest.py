"""Images built and run without a Docker daemon: by buildah, from a base that debootstrap makes."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.once import once
from tests.support.sam import ROOT

BASE = "localhost/tilebuild-base:bookworm"
TAG = "test"
ENVIRONMENT = {
    "PATH": "/opt/tilebuild/bin:/usr/local/bin:/usr/bin:/bin",
    "HOME": "/tmp",
    "PYTHONUNBUFFERED": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CACHE_DIR": "/tmp/kernels",
}
"""What the worker's image sets; a test holds it to that."""

_JAIL = """
set -eu
root="$1"; user="$2"; shift 2
mount --bind "$root" "$root"
mount -o remount,ro,bind "$root"
mount -t tmpfs -o size=512m,mode=1777,nosuid,nodev,noexec tmpfs "$root/tmp"
[ ! -d "$root/extract" ] || mount -t tmpfs -o size=512m,uid="${user%:*}",gid="${user#*:}",mode=755 tmpfs "$root/extract"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
[ -z "${SHARED:-}" ] || { mkdir "$root/tmp/shared"; mount --bind "$SHARED" "$root/tmp/shared"; }
exec chroot --userspec="$user" "$root" "$@"
"""
"""A root that is read-only but for a tmpfs in /tmp (and the import's volume), and a user without a name.

So the job definitions ask for it. Docker adds noexec to a tmpfs by itself.
"""


@dataclass(frozen=True)
class Image:
    """An image whose root is mounted."""

    name: str
    root: Path

    def command(self, *arguments: str, shared: Path | None = None, **environment: str) -> list[str]:
        """What runs a program in it."""
        variables = [f"{key}={value}" for key, value in {**ENVIRONMENT, **environment}.items()]
        jail = [
            "bash",
            "-c",
            _JAIL,
            "jail",
            str(self.root),
            "10001:10001",
            "/usr/bin/env",
            "-i",
            *variables,
            *arguments,
        ]
        return ["env", f"SHARED={shared or ''}", "unshare", "--mount", "--fork", "--kill-child", *jail]

    def run(self, *arguments: str, shared: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a program in it to its end."""
        command = self.command(*arguments, shared=shared, **environment)
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def image(name: str, base: str, factory: pytest.TempPathFactory) -> Iterator[Image]:
    """Build an image and mount it."""
    options = {**os.environ, "TAG": TAG, "BASE": base, "BUILD_OPTIONS": "--pull=never"}

    def build(_folder: Path) -> None:
        built = subprocess.run(
            [ROOT / "scripts" / "images.sh", name], env=options, capture_output=True, text=True, check=False
        )
        assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]

    once(factory, f"image-{name}", build)
    container = _said("buildah", "from", "--pull=never", f"localhost/tilebuild-{name}:{TAG}")
    try:
        root = Path(_said("buildah", "mount", container))
        yield Image(name, root)
    finally:
        _said("buildah", "rm", container)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The base image; it is made once on a machine."""
    missing = [name for name in ("buildah", "debootstrap", "unshare", "chroot") if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        pytest.skip(f"images need root and {', '.join(missing) or 'buildah'}: apt-get install buildah debootstrap")
    once(tmp_path_factory, "image-base", _make_base)
    return BASE


def _make_base(folder: Path) -> None:
    overlay = folder / "overlay"
    if certificates := os.environ.get("SSL_CERT_FILE"):
        target = overlay / "etc" / "ssl" / "certs" / "ca-certificates.crt"
        target.parent.mkdir(parents=True)
        shutil.copy(certificates, target)
    overlay.mkdir(exist_ok=True)
    made = subprocess.run(
        [ROOT / "scripts" / "base-image.sh", BASE],
        env={**os.environ, "OVERLAY": str(overlay)},
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        pytest.skip(f"no base image could be made here: {made.stderr[-500:]}")


@pytest.fixture(scope="session")
def worker(base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """The worker's image."""
    yield from image("worker", base, tmp_path_factory)


@pytest.fixture(scope="session")
def importer(base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """The import's image."""
    yield from image("import", base, tmp_path_factory)


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
