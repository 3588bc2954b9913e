"""The process around a job: log lines, signals, exit codes.

The work runs in a thread and the main thread waits, because Python handles a signal only between two bytecodes of the
main thread: a kernel that holds it for seconds would hold the signal up as long.
"""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

from tilebuild.errors import EXIT_STOPPED, TilebuildError
from tilebuild.jobs.log import log, log_error

_POLL_SECONDS = 0.5


def run_to_exit(work: Callable[[], object]) -> int:
    """Run the work; the exit code that its end means (see :mod:`tilebuild.errors`).

    SIGTERM and SIGINT end the process at once with 143: every write is whole or absent, and the result is written
    last, so there is nothing to tidy up.
    """
    outcome: list[int] = []
    worker = threading.Thread(target=lambda: outcome.append(_guarded(work)), name="job", daemon=True)
    previous = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    worker.start()
    while worker.is_alive():
        worker.join(_POLL_SECONDS)
    for number, handler in previous.items():
        signal.signal(number, handler)
    return outcome[0]


def _guarded(work: Callable[[], object]) -> int:
    try:
        work()
    except TilebuildError as error:
        log_error(str(error), exit_code=error.exit_code)
        return error.exit_code
    except MemoryError:
        log_error("out of memory")
        os.kill(os.getpid(), signal.SIGKILL)
        raise
    except BaseException:
        import logging

        logging.getLogger("tilebuild").exception("the job stopped at an error that it does not know")
        return 1
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    log("stopped from outside; what is stored stays", signal=signal.Signals(number).name, exit_code=EXIT_STOPPED)
    os._exit(EXIT_STOPPED)
