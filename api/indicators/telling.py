# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An indicator as people read it: its formula in words, its values, whether the target is reached. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from welfare_point.api import naming
from welfare_point.api.observatory.blocks import Block, Cell, Chart
from welfare_point.catalogue.collective.describing import sentences
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.exchange.cells import neutralised
from welfare_point.catalogue.indicators.formula import FIELDS, Formula, Kind
from welfare_point.catalogue.indicators.indicator import Indicator
from welfare_point.catalogue.indicators.measuring import Value
from welfare_point.catalogue.opendata.periods import Period

Said = Mapping[str, Any]
"""The words of the observatory's pages."""


@dataclass(frozen=True, slots=True)
class Told:
    """One indicator on the page. ``latest``: the last period that is over; ``verdict``: a key of the words, or none."""

    indicator: Indicator
    formula: str
    target: str
    direction: str
    latest: str
    period: str
    verdict: str
    block: Block


def told(one: Indicator, values: Sequence[Value], said: Said) -> Told:
    """All of one; the last of ``values`` is of the period that is not over."""
    words, kind = said["indicators"], one.formula.kind
    last = values[-2]
    reached = one.reached(last.number)
    return Told(
        indicator=one,
        formula=in_words(one.formula, said),
        target=written(one.target, kind) if one.target is not None else words["no_target"],
        direction=words["directions"][one.direction],
        latest=_number(last, kind, words),
        period=named(last.period, said),
        verdict="" if reached is None else "reached" if reached else "missed",
        block=_block(one, values, said),
    )


def in_words(formula: Formula, said: Said) -> str:
    """What is counted, as a sentence."""
    words = said["indicators"]
    text: str = words["formulas"][formula.kind]
    return text.format(
        of=_conditions(formula.of, said),
        among=_conditions(formula.among, said),
        step=sentences()["states"].get(formula.step, ""),
    )


def written(value: float | None, kind: Kind) -> str:
    """A value as Italians write it, without its unit but for shares."""
    if kind == "share":
        return naming.percent(value)
    return naming.decimal(value) if kind == "ratio" else naming.number(value)


def named(period: Period, said: Said) -> str:
    """``marzo 2026``, ``1º trimestre 2026``, ``2026``."""
    if period.kind == "month":
        return naming.stretch(period.first, "month", said["months"])
    if period.kind == "quarter":
        text: str = said["indicators"]["quarter"]
        return text.format(number=(period.first.month + 2) // 3, year=period.first.year)
    return str(period.first.year)


def table(
    values: Mapping[str, Sequence[Value]], wanted: Sequence[Indicator], said: Said
) -> Iterator[list[str]]:
    """Rows of a CSV, its numbers as programs write them; what is hidden is empty and says so."""
    words = said["indicators"]
    yield list(words["csv"])
    for one in wanted:
        for value in values[one.code]:
            reached = one.reached(value.number)
            yield [
                one.code,
                neutralised(one.name),
                value.period.name,
                _plain(value.number),
                "" if value.hidden else str(value.part),
                "" if value.whole is None else str(value.whole),
                _plain(one.target),
                one.direction,
                "" if reached is None else words["yes" if reached else "no"],
                words["yes" if value.hidden else "no"],
            ]


def _block(one: Indicator, values: Sequence[Value], said: Said) -> Block:
    words, kind = said["indicators"], one.formula.kind
    labels = [named(value.period, said) for value in values]
    labels[-1] = words["unfinished"].format(period=labels[-1])
    rows = []
    for label, value in zip(labels, values, strict=True):
        reached = one.reached(value.number)
        verdict = "–" if reached is None else words["yes" if reached else "no"]
        part = words["hidden"] if value.hidden else naming.number(value.part)
        whole = words["hidden"] if value.hidden else naming.number(value.whole)
        sides = {"count": [], "median_days": [Cell(part)]}.get(kind, [Cell(part), Cell(whole)])
        rows.append((label, [Cell(_number(value, kind, words)), *sides, Cell(verdict)]))
    scale = 100 if kind == "share" else 1
    series: list[tuple[str, list[float | None]]] = [
        (one.name, [None if v.number is None else round(v.number * scale, 2) for v in values])
    ]
    if one.target is not None:
        series.append((words["target"], [round(one.target * scale, 2)] * len(values)))
    chart = Chart("line", labels, series, [None] * len(labels))
    return Block(one.code, one.name, words["heads"][kind], rows, chart)


def _number(value: Value, kind: Kind, words: Said) -> str:
    return str(words["hidden"]) if value.hidden else written(value.number, kind)


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:.6g}"


def _conditions(filters: Filters, said: Said) -> str:
    found = [
        f"{said['filters'][name]}: {naming.shown_as(name, value, said)}"
        for name in FIELDS
        if (value := getattr(filters, name)) is not None
    ]
    return "; ".join(found) or said["indicators"]["all"]
