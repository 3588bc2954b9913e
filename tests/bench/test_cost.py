import os
import time
from collections.abc import Iterator

import pytest

from bench import cost
from bench.cost import Cost, best, best_of_each, of_process, own, runs_of


def busy(seconds: float) -> None:
    until = own() + seconds
    while own() < until:
        pass


def test_what_is_short_runs_as_often_as_it_may_and_what_is_long_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [len([*runs_of(most)]) for most in (1, 2, 25)] == [1, 2, 25]
    monkeypatch.setattr(cost, "ENOUGH", 0.0)
    assert len([*runs_of(25)]) == 1


def test_the_cheapest_run_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    works = iter([0.03, 0.0, 0.02])
    found, _ = best(3, lambda: busy(next(works)))
    assert found.processor < 0.02


def test_sleeping_takes_no_processor_time() -> None:
    found, _ = best(1, lambda: time.sleep(0.05))
    assert found.wall >= 0.05 > found.processor


def test_a_process_is_told_its_time_from_outside() -> None:
    before = of_process(os.getpid())
    busy(0.05)
    assert of_process(os.getpid()) > before


def test_costs_are_ordered_by_processor_time() -> None:
    assert min(Cost(2.0, 1.0), Cost(1.0, 9.0)) == Cost(1.0, 9.0)


def test_of_several_things_the_cheapest_run_of_each_counts() -> None:
    one, other = iter([0.03, 0.0, 0.02]), iter([0.0, 0.03, 0.02])

    def run(works: Iterator[float]) -> float:
        seconds = next(works)
        busy(seconds)
        return seconds

    found, made = best_of_each(3, [lambda: run(one), lambda: run(other)])
    assert found.processor < 0.02
    assert made == [0.02, 0.02]
