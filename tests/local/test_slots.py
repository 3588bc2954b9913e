import threading
import time
from collections.abc import Callable

import pytest

from tilebuild.local.asl.errors import Aborted
from tilebuild.local.slots import Share, Slots
from tilebuild.local.stopping import Stop


def waits(work: Callable[[], Share]) -> "tuple[threading.Thread, list[Share]]":
    got: list[Share] = []
    thread = threading.Thread(target=lambda: got.append(work()), daemon=True)
    thread.start()
    thread.join(0.05)
    return thread, got


def test_shares_are_bounded_by_vcpus_and_by_memory() -> None:
    for slots in (Slots(2, 10_000), Slots(100, 2000)):
        first = slots.acquire(1, 1000, 1, Stop())
        slots.acquire(1, 1000, 1, Stop())
        thread, got = waits(lambda slots=slots: slots.acquire(1, 1000, 1, Stop()))  # type: ignore[misc]
        assert got == []
        with first:
            pass
        thread.join(10)
        assert len(got) == 1


def test_a_job_larger_than_the_machine_runs_alone() -> None:
    slots = Slots(2, 1000)
    small = slots.acquire(1, 100, 1, Stop())
    thread, got = waits(lambda: slots.acquire(16, 64_000, 1, Stop()))
    assert got == []
    with small:
        pass
    thread.join(10)
    assert len(got) == 1


def test_the_queue_with_the_higher_priority_goes_first() -> None:
    slots = Slots(1, 1000)
    first = slots.acquire(1, 1, 1, Stop())
    low, got_low = waits(lambda: slots.acquire(1, 1, 1, Stop()))
    high, got_high = waits(lambda: slots.acquire(1, 1, 9, Stop()))
    with first:
        pass
    high.join(10)
    assert (len(got_high), len(got_low)) == (1, 0)
    with got_high[0]:
        pass
    low.join(10)
    assert len(got_low) == 1


def test_nobody_overtakes_a_large_job_that_waits() -> None:
    slots = Slots(2, 1000)
    first = slots.acquire(1, 1, 1, Stop())
    large, got_large = waits(lambda: slots.acquire(2, 1, 1, Stop()))
    small, got_small = waits(lambda: slots.acquire(1, 1, 1, Stop()))
    assert (got_large, got_small) == ([], [])
    with first:
        pass
    large.join(10)
    with got_large[0]:
        assert got_small == []
    small.join(10)
    assert len(got_small) == 1


def test_who_is_stopped_or_waits_too_long_leaves_the_queue() -> None:
    slots, stop = Slots(1, 1000), Stop()
    held = slots.acquire(1, 1, 1, Stop())
    with pytest.raises(TimeoutError):
        slots.acquire(1, 1, 1, Stop(), timeout=0.01)
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(Aborted):
        slots.acquire(1, 1, 1, stop)
    with held:
        pass
    slots.acquire(1, 1, 1, Stop(), timeout=10)


def test_many_threads_never_hold_more_than_there_is() -> None:
    slots, lock, held, most = Slots(3, 30), threading.Lock(), 0, 0

    def work() -> None:
        nonlocal held, most
        for _ in range(20):
            with slots.acquire(1, 10, 1, Stop()):
                with lock:
                    held += 1
                    most = max(most, held)
                time.sleep(0)
                with lock:
                    held -= 1

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= 3
