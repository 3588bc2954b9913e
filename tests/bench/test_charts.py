from pathlib import Path

import pytest

from bench.checks import Checked
from bench.cost import Cost
from bench.high import ASMVT, HIGH
from bench.low import ASMVT as ASMVT_LOW
from bench.low import LOW
from bench.low_alone import Alone
from bench.measured import Measured, compared
from bench.phases import PHASES, REST
from bench.report import Result, lines, write
from bench.scaling import Point
from bench.sizes import Sizes

POINT = Point(1, "10/1/2", 2_000_000, 10, 0.5, 30.0, 100.0)
HIGH_ZOOM = Measured(HIGH, Cost(1.0, 1.5), 3_000_000, 100, "tiles")


def result(name: str = "island") -> Result:
    other = compared(Measured(ASMVT, Cost(6.0, 6.0), 0, 100, "tiles", ours=False), HIGH_ZOOM)
    sizes = [Sizes(12, 1, 50, 40, 40), Sizes(13, 4, 100, 80, 30)]
    phases = dict.fromkeys((*(phase for phase, _, _ in PHASES), REST), 0.0) | {"clipped": 0.25, REST: 0.75}
    return Result(
        name,
        1,
        2_000_000,
        10,
        [HIGH_ZOOM, other],
        phases,
        phases,
        phases,
        sizes,
        [Checked(16, 0, 0, 0, 0)],
        [],
        [POINT],
    )


def low_result(name: str = "country") -> Result:
    ours = Measured(LOW, Cost(2.0, 2.0), 3_000_000, 100, "tiles")
    other = compared(Measured(ASMVT_LOW, Cost(5.0, 5.0), 0, 100, "tiles", ours=False), ours)
    sizes, phases = [Sizes(0, 1, 50, 40, 40), Sizes(11, 4, 100, 80, 30)], result().low_phases
    alone = Alone("7/1/2", 5_000, 2_000_000, 0.5, 30.0, 100.0)
    return Result(name, 0, 0, 7_000, [ours, other], {}, {}, phases, sizes, [Checked(11, 0, 0, 0, 0)], [], [], [alone])


def test_a_result_is_told_in_lines() -> None:
    told = "\n".join(lines(result()))
    assert "6.00 x high zoom" in told
    assert "clipped 25%" in told
    assert "0.250 s a MB" in told
    assert "15 MiB a MB" in told


def test_a_place_of_low_zooms_is_told_without_what_was_not_measured() -> None:
    told = "\n".join(lines(low_result()))
    assert "country: low zooms only, 7,000 features" in told
    assert "2.50 x low zoom" in told
    assert "of the low zoom: " in told
    assert "of the high zoom" not in told
    assert "RAWR" not in told
    assert "low zoom 7/1/2: 5,000 features, 2.00 MB, 0.50 s, 30 MiB on top of 100" in told


def test_the_report_holds_all_places_and_points(tmp_path: Path) -> None:
    import json

    write(tmp_path / "bench.json", [result("a"), result("b")], [POINT])
    report = json.loads((tmp_path / "bench.json").read_text())
    assert [place["name"] for place in report["places"]] == ["a", "b"]
    assert report["scaling"][0]["memory_mib"] == 30.0
    assert report["machine"]["cores"]


def test_every_chart_is_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the bench extra is not installed")
    from bench.charts import draw_charts

    larger = Point(4, "10/1/2", 8_000_000, 40, 2.0, 90.0, 100.0)
    made = draw_charts(tmp_path, [result("a"), result("b")], [POINT, larger])
    assert [path.name for path in made] == ["ratios.png", "phases.png", "sizes.png", "scaling.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in made)
    assert all(path.stat().st_size < 150_000 for path in made)


@pytest.mark.parametrize("results", [[result("a"), low_result()], [low_result()]])
def test_a_place_of_low_zooms_is_drawn_beside_others_and_alone(tmp_path: Path, results: list[Result]) -> None:
    pytest.importorskip("matplotlib", reason="the bench extra is not installed")
    from bench.charts import draw_charts

    made = draw_charts(tmp_path, results, [])
    assert [path.name for path in made] == ["ratios.png", "phases.png", "sizes.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in made)


def test_the_bar_of_a_place_of_low_zooms_says_so() -> None:
    from bench.charts import _bar

    assert _bar(result("a")) == ("a", result().phases)
    assert _bar(low_result()) == ("country, low zooms", low_result().low_phases)
