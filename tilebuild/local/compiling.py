"""The jobs' kernels compiled beside the import, so that no job has to."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tilebuild.errors import RequestError
from tilebuild.local.display import Display

_PASSED = ("PATH", "HOME", "LANG", "NUMBA_CACHE_DIR", "NUMBA_CPU_NAME")
WARM_SECONDS = 8.0
"""Loading kernels that are in the cache is a matter of a few seconds, of which nothing has to be said."""


@contextmanager
def compiling(display: Display) -> Iterator[None]:
    """Compile the kernels while the block goes on; afterwards they are in numba's cache.

    In a process of its own, as the jobs are: with all the other jobs at once, each would compile everything itself.

    Raises:
        RequestError: it failed; the sentence has its last complaint.
    """
    environment = {name: os.environ[name] for name in _PASSED if name in os.environ}
    command = [sys.executable, "-m", "tilebuild.jobs.compile"]
    with subprocess.Popen(  # noqa: S603 - the arguments are ours
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield
            try:
                _, said = process.communicate(timeout=WARM_SECONDS)
            except subprocess.TimeoutExpired:
                display.say("compiling the jobs' kernels, once")
                _, said = process.communicate()
        finally:
            process.terminate()
    if process.returncode != 0:
        last = said.strip().splitlines()[-1:] or ["it gave no reason"]
        raise RequestError(f"the jobs' kernels do not compile: {last[0]}")
