"""The same work many times, side by side in threads; the first failure stops the rest."""

import itertools
import threading
from collections.abc import Callable

from tilebuild.local.asl.errors import Aborted
from tilebuild.local.stopping import Stop


def run_all(count: int, workers: int, work: Callable[[int], None], stop: Stop) -> None:
    """Call ``work`` with 0 to count-1, in order, from so many threads; raise the first failure when all have ended.

    A failure sets ``stop``, after which no further call is begun. Aborted is raised where nothing but the stop failed.
    """
    numbers = iter(range(count))
    failures: list[BaseException] = []
    lock = threading.Lock()

    def fail(error: BaseException) -> None:
        with lock:
            failures.append(error)
        stop.set()

    def run() -> None:
        while not stop.is_set():
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            try:
                work(number)
            except Aborted:
                return
            except BaseException as error:  # raised again below, in the thread that waits
                fail(error)

    _in_threads(run, min(workers, count))
    if failures:
        raise failures[0]
    if stop.is_set():
        raise Aborted


_serial = itertools.count(1)


def _in_threads(run: Callable[[], None], workers: int) -> None:
    """Run it in so many threads at once and wait for them."""
    threads = [threading.Thread(target=run, name=f"states-{next(_serial)}", daemon=True) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
