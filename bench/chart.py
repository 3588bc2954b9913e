"""The measurements as a picture: a bar for each, and what it stands beside."""

from collections.abc import Sequence
from pathlib import Path

from bench.stages import Measured


def draw_chart(measured: Sequence[Measured], extract: str, out: Path) -> None:
    """Write a PNG of horizontal bars, one for each measurement, in processor seconds."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(9, 0.5 + 0.42 * len(measured)), layout="constrained")
    shown = list(reversed(measured))
    colours = ["tab:blue" if one.ours else "tab:gray" for one in shown]
    bars = axes.barh([one.name for one in shown], [one.seconds for one in shown], color=colours)
    axes.bar_label(bars, labels=[_label(one) for one in shown], padding=4, fontsize=8)
    axes.set_xlabel("seconds of processor time, one core; blue: tilebuild, grey: what it is measured against")
    axes.set_title(extract)
    axes.margins(x=0.3)
    figure.savefig(out, dpi=110)
    pyplot.close(figure)


def _label(one: Measured) -> str:
    return f"{one.seconds:.2f} s" + (f", {one.ratio:.1f} x {one.beside}" if one.ratio is not None else "")
