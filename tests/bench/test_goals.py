import pytest

from bench import high, low, rawr
from bench.checks import Checked
from bench.cost import Cost
from bench.goals import ratios, truths
from bench.measured import Measured, compared
from bench.phases import CLASSIFIED, DEFLATED, ENCODED, MERGED, PHASES, REST
from bench.sizes import Sizes


def one(name: str, seconds: float) -> Measured:
    return Measured(name, Cost(seconds, seconds))


OURS, COPY = one(high.HIGH, 2.0), one(rawr.COPY, 1.0)
EVEN = dict.fromkeys([*(phase for phase, _, _ in PHASES), REST], 0.1)
PHASES_OF = {high.HIGH: EVEN, low.LOW: EVEN}
RAWR = compared(one(rawr.RAWR, 2.5), COPY)


@pytest.mark.parametrize(
    ("name", "seconds", "dense", "reached"),
    [
        (high.ASMVT, 10.0, False, True),
        (high.ASMVT, 9.9, False, False),
        (high.ASMVT, 9.9, True, True),
        (high.ASMVT, 5.9, True, False),
        (high.TILEMAKER, 4.0, False, True),
        (high.TILEMAKER, 3.9, False, False),
        (high.REFERENCE, 8.0, False, True),
        (high.REFERENCE, 7.9, False, False),
    ],
)
def test_a_goal_is_reached_from_its_ratio_on(name: str, seconds: float, dense: bool, reached: bool) -> None:
    found = ratios([OURS, RAWR, compared(one(name, seconds), OURS)], PHASES_OF, dense=dense)
    assert [goal.reached for goal in found if f"{name}, the whole job" in goal.what] == [reached]


@pytest.mark.parametrize(
    ("name", "same", "reached"),
    [
        # PostGIS neither reads nor deflates; tilemaker's tile phase deflates; what the reference shares is in both;
        # none of them joins lines.
        (high.ASMVT, 12.0 / 3.0, False),
        (high.TILEMAKER, 12.0 / 4.0, True),
        (high.REFERENCE, (12.0 - 3.5) / 2.0, True),
    ],
)
def test_at_the_same_work_only_that_counts_which_both_do(name: str, same: float, reached: bool) -> None:
    phases = {**dict.fromkeys(EVEN, 0.0), CLASSIFIED: 1.5, MERGED: 0.5, DEFLATED: 1.0, ENCODED: 1.0, "clipped": 2.0}
    same_work, whole, _ = ratios([OURS, RAWR, compared(one(name, 12.0), OURS)], {high.HIGH: phases}, dense=False)
    assert (same_work.what, whole.what) == (
        f"high zoom beside {name}, the same work",
        f"high zoom beside {name}, the whole job",
    )
    assert (same_work.found, whole.found) == (f"{same:.1f} x", "6.0 x")
    assert (same_work.reached, whole.reached) == (reached, True)


def test_what_draws_no_sea_is_at_the_same_work_held_beside_ours_without_it() -> None:
    whole, inland = ({**dict.fromkeys(EVEN, 0.0), "clipped": seconds} for seconds in (6.0, 4.0))
    tilemaker = compared(one(high.TILEMAKER, 12.0), OURS)
    found = ratios([OURS, RAWR, tilemaker], {high.HIGH: whole, high.TILEMAKER: inland}, dense=False)
    assert [goal.found for goal in found[:2]] == ["3.0 x", "6.0 x"]


def test_low_zooms_are_held_beside_low_zooms() -> None:
    ours = one(low.LOW, 1.0)
    _, whole, _ = ratios([OURS, RAWR, ours, compared(one(low.ASMVT, 3.0), ours)], PHASES_OF, dense=False)
    assert whole.reached
    assert whole.what.startswith(low.LOW)


def test_a_place_of_low_zooms_has_their_goal_alone() -> None:
    ours = one(low.LOW, 1.0)
    _, whole = ratios([ours, compared(one(low.ASMVT, 2.0), ours)], {low.LOW: EVEN}, dense=False)
    assert not whole.reached
    assert "at tile zoom" not in "".join(goal.what for goal in truths([Checked(11, 0, 0, 0.5, 0.5)], []))


@pytest.mark.parametrize(("seconds", "reached"), [(3.0, True), (3.1, False)])
def test_rawr_is_held_beside_its_bare_queries(seconds: float, reached: bool) -> None:
    (goal,) = ratios([OURS, compared(one(rawr.RAWR, seconds), COPY)], PHASES_OF, dense=False)
    assert goal.reached is reached


@pytest.mark.parametrize(
    ("checked", "largest", "missed"),
    [
        (Checked(16, 0, 0, 0.001, 0.001), 500_000, []),
        (Checked(16, 1, 0, 0.0, 0.0), 0, ["shared edges torn, at all zooms"]),
        (Checked(12, 0, 2, 0.5, 0.5), 0, ["invalid polygons, at all zooms"]),
        (Checked(16, 0, 0, 0.0, 0.002), 500_001, ["areas and lengths at tile zoom 16", "largest tile, gzipped"]),
    ],
)
def test_what_is_not_true_of_the_tiles_is_named(checked: Checked, largest: int, missed: list[str]) -> None:
    found = truths([checked], [Sizes(12, 1, largest, largest, largest)])
    assert [goal.what for goal in found if not goal.reached] == missed
