from bench.cost import Cost
from bench.measured import Measured, all_compared, cheapest


def one(name: str, seconds: float, beside: str = "") -> Measured:
    return Measured(name, Cost(seconds, seconds), beside=beside)


def test_of_several_passes_the_best_of_each_counts() -> None:
    found = cheapest([[one("ours", 2.0), one("theirs", 3.0)], [one("ours", 1.0), one("theirs", 4.0)]])
    assert found == [one("ours", 1.0), one("theirs", 3.0)]


def test_each_is_compared_with_what_it_stands_beside() -> None:
    found = all_compared([one("ours", 2.0), one("theirs", 3.0, "ours")])
    assert [(measured.name, measured.ratio) for measured in found] == [("ours", None), ("theirs", 1.5)]
