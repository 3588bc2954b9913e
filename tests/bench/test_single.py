import numpy as np

from bench.single import forget_peak, memory


def test_the_peak_is_of_what_came_after_it_was_forgotten() -> None:
    np.ones(40 << 17).sum()  # 40 MiB
    forget_peak()
    before = memory("VmRSS")
    assert memory("VmHWM") < before + 8
    np.ones(80 << 17).sum()
    assert 72 < memory("VmHWM") - before < 120
