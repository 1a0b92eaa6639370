"""Draw coverage by module as a chart; needs the extra `bench` (matplotlib)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmark.arms import Arm
from benchmark.figures import HIGH_PCT, measured, pct
from benchmark.tables import name, ours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmark.packages import Anchor
    from benchmark.results import Row

BEST_PUBLISHED = "coverup3"
INCHES_WIDE = 8.0
INCHES_A_MODULE = 0.24
INCHES_AROUND = 1.3
# Told apart by shape as well as by colour.
STYLES = {
    Arm.IMPORT: ("|", "#8b949e"),
    Arm.PYNGUIN: ("D", "#d4820a"),
    Arm.CROSSHAIR: ("^", "#9467bd"),
    BEST_PUBLISHED: ("s", "#2ca25f"),
}
OURS = ("o", "#0b5fbd")


@dataclass(frozen=True)
class Series:
    """One kind of mark: a percentage by module, the modules in the chart's order."""

    title: str
    marker: str
    colour: str
    percentages: dict[str, float]


def series(rows: Sequence[Row], known: Mapping[str, Anchor]) -> list[Series]:
    """Return what is drawn, the marks that matter most last, so that they lie on top."""
    arms = measured(rows)
    us = ours(arms)
    modules = [row.module for row in arms[Arm.IMPORT]]
    drawn = []
    for arm in (Arm.IMPORT, Arm.CROSSHAIR, Arm.PYNGUIN):
        if arm in arms:
            marker, colour = STYLES[arm]
            drawn.append(Series(name(arm), marker, colour, _percentages(arms[arm])))
    published = {
        module: known[module].published[BEST_PUBLISHED] for module in modules if module in known
    }
    if published:
        marker, colour = STYLES[BEST_PUBLISHED]
        drawn.append(Series(f"{name(BEST_PUBLISHED)} (published)", marker, colour, published))
    if us:
        drawn.append(Series(us.value, *OURS, _percentages(arms[us])))
    return drawn


def draw(drawn: Sequence[Series], path: Path, heading: str) -> None:
    """Write the SVG, the same bytes for the same figures."""
    import matplotlib as mpl  # noqa: PLC0415 - an extra, for this alone

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "bench", "font.size": 9, "axes.axisbelow": True})
    from matplotlib import pyplot as plt  # noqa: PLC0415 - as above, and after `use`

    modules = list(drawn[0].percentages)
    height = INCHES_AROUND + INCHES_A_MODULE * len(modules)
    figure, axes = plt.subplots(figsize=(INCHES_WIDE, height), layout="constrained")
    places = {module: place for place, module in enumerate(reversed(modules))}
    first, last = drawn[0].percentages, drawn[-1].percentages
    for module, pct_last in last.items():
        axes.plot((first[module], pct_last), (places[module],) * 2, color="#c9d7e8", lw=3, zorder=1)
    for one in drawn:
        axes.scatter(
            list(one.percentages.values()),
            [places[module] for module in one.percentages],
            marker=one.marker,
            s=60 if one.marker == "|" else 30,
            facecolors=one.colour if one is drawn[-1] or one.marker == "|" else "none",
            edgecolors=None if one.marker == "|" else one.colour,
            linewidths=1.4,
            label=one.title,
            zorder=2,
        )
    axes.axvline(HIGH_PCT, color="#8b949e", lw=0.8, ls=":")
    axes.set_yticks(list(places.values()), list(places))
    axes.set(xlim=(-2, 102), ylim=(-0.7, len(modules) - 0.3), xlabel="lines and branches, %")
    axes.set_title(heading, loc="left")
    axes.grid(axis="y", color="#eaeef2")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="svg", metadata={"Date": None})
    plt.close(figure)


def _percentages(rows: Sequence[Row]) -> dict[str, float]:
    return {row.module: pct(row) for row in rows}
