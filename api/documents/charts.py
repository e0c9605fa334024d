# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A chart of the observatory as a picture for paper."""

from __future__ import annotations

import io
import math

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from welfare_point.api.naming import number
from welfare_point.api.observatory.blocks import Chart

COLOURS = ("#0066cc", "#b04a00", "#3a7d34", "#7a3e9d", "#5c6f82")
"""Told apart also where colours are not, and printed in grey: beside them stand marks and names."""

MARKS = ("o", "s", "^", "D", "v")
HATCHES = ("", "///", "...", "xx", "\\\\")
WIDTH = 6.3
"""Inches: the width between the margins of an A4 page."""


def height(chart: Chart) -> float:
    """Inches of a picture of :data:`WIDTH`: bars that lie take a line each."""
    return max(1.5, 0.28 * len(chart.labels) + 0.9) if chart.sideways else 2.9


def picture(chart: Chart) -> bytes:
    """The chart as PNG, 200 dots an inch."""
    figure = Figure(figsize=(WIDTH, height(chart)), layout="constrained")
    axes = figure.add_subplot()
    places = range(len(chart.labels))
    if chart.kind == "line":
        for (label, data), colour, mark in zip(chart.series, COLOURS, MARKS, strict=False):
            gaps = [math.nan if value is None else value for value in data]
            axes.plot(places, gaps, color=colour, marker=mark, markersize=4, label=label)
    else:
        _bars(axes, chart)
    counts, names = (axes.xaxis, axes.yaxis) if chart.sideways else (axes.yaxis, axes.xaxis)
    counts.set_major_locator(MaxNLocator(nbins=6, integer=True))
    counts.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    # Of many days only some are named.
    every = max(1, len(chart.labels) // (99 if chart.sideways else 10))
    names.set_ticks(list(places)[::every], labels=chart.labels[::every])
    axes.tick_params(labelsize=8)
    if chart.sideways:
        axes.invert_yaxis()
    else:
        axes.tick_params(axis="x", rotation=35 if len(chart.labels) > 6 else 0)
        axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    if len(chart.series) > 1:
        figure.legend(
            *axes.get_legend_handles_labels(), loc="outside upper left", ncols=3, fontsize=8, frameon=False
        )
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=200)
    return out.getvalue()


def _bars(axes: object, chart: Chart) -> None:
    before = [0.0] * len(chart.labels)
    colours = COLOURS[chart.tone :]
    for (label, data), colour, hatch in zip(chart.series, colours, HATCHES, strict=False):
        bars = [value or 0 for value in data]
        style = {"color": colour, "hatch": hatch, "edgecolor": "white", "label": label}
        if chart.sideways:
            axes.barh(range(len(bars)), bars, left=before, **style)  # type: ignore[attr-defined]
        else:
            axes.bar(range(len(bars)), bars, bottom=before, **style)  # type: ignore[attr-defined]
        before = [low + value for low, value in zip(before, bars, strict=True)]
