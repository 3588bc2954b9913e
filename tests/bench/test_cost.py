import os
from dataclasses import dataclass

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


@dataclass
class Clock:
    """Seconds of the processor's and of the wall's."""

    processor: float = 0.0
    wall: float = 0.0

    def work(self, seconds: float) -> float:
        self.processor += seconds
        self.wall += seconds
        return seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time that passes only when somebody says so."""
    made = Clock()
    monkeypatch.setattr(cost, "own", lambda: made.processor)
    monkeypatch.setattr("bench.cost.time.perf_counter", lambda: made.wall)
    return made


def test_the_cheapest_run_counts(clock: Clock) -> None:
    works = iter([0.25, 0.125, 0.1875])
    found, made = best(3, lambda: clock.work(next(works)))
    assert (found, made) == (Cost(0.125, 0.125), 0.1875)


def test_waiting_takes_no_processor_time(clock: Clock) -> None:
    def wait() -> None:
        clock.wall += 5.0

    assert best(1, wait)[0] == Cost(0.0, 5.0)


def test_a_process_is_told_its_time_from_outside() -> None:
    before = of_process(os.getpid())
    busy(0.05)
    assert of_process(os.getpid()) > before


def test_costs_are_ordered_by_processor_time() -> None:
    assert min(Cost(2.0, 1.0), Cost(1.0, 9.0)) == Cost(1.0, 9.0)


def test_of_several_things_the_cheapest_run_of_each_counts(clock: Clock) -> None:
    one, other = iter([0.25, 0.125, 0.1875]), iter([0.125, 0.25, 0.1875])
    found, made = best_of_each(3, [lambda: clock.work(next(one)), lambda: clock.work(next(other))])
    assert found == Cost(0.25, 0.25)
    assert made == [0.1875, 0.1875]
