import os
import time

from bench.cost import Cost, best, of_process, own


def busy(seconds: float) -> None:
    until = own() + seconds
    while own() < until:
        pass


def test_the_cheapest_run_counts() -> None:
    works = iter([0.03, 0.0, 0.02])
    cost, _ = best(3, lambda: busy(next(works)))
    assert cost.processor < 0.02


def test_sleeping_takes_no_processor_time() -> None:
    cost, _ = best(1, lambda: time.sleep(0.05))
    assert cost.wall >= 0.05 > cost.processor


def test_a_process_is_told_its_time_from_outside() -> None:
    before = of_process(os.getpid())
    busy(0.05)
    assert of_process(os.getpid()) > before


def test_costs_are_ordered_by_processor_time() -> None:
    assert min(Cost(2.0, 1.0), Cost(1.0, 9.0)) == Cost(1.0, 9.0)
