# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A view as the page draws it: blocks of one chart and the table that says the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from welfare_point.catalogue.demand.filters import UNKNOWN, Filters
from welfare_point.catalogue.demand.tallies import Tally

Kind = Literal["line", "bar", "stacked"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. ``heat``: 0 to 4, how dark its ground is; ``href``: the records behind it."""

    value: str | int | float | None
    href: str | None = None
    share: bool = False
    """Whether the value is a share from 0 to 1."""
    heat: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """What ``charts.js`` draws; ``links``: where a click on each label leads."""

    kind: Kind
    labels: list[str]
    series: Sequence[tuple[str, Sequence[float | None]]]
    links: list[str | None] = field(default_factory=list)
    sideways: bool = False
    tone: int = 0
    """The colour of the first series: 0 as for the met, 1 as for the unmet."""

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return {
            "kind": self.kind,
            "labels": self.labels,
            "series": [{"label": label, "data": data} for label, data in self.series],
            "links": self.links,
            "sideways": self.sideways,
            "tone": self.tone,
        }


@dataclass(frozen=True, slots=True)
class Block:
    """A chart and its table. ``wide``: the table has many columns, takes the whole width and stays open;
    ``spread``: the chart takes the whole width."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    """The head of each row and its cells."""
    chart: Chart | None = None
    note: str = ""
    wide: bool = False
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the records behind figures; none for those who may not read them."""

    filters: Filters
    open: bool

    def to(self, **changes: Any) -> str | None:
        """The records of the filters with some changed; ``None`` as a value means those without one."""
        if not self.open:
            return None
        changed = {name: UNKNOWN if value is None else value for name, value in changes.items()}
        filters = self.filters.but(**changed)
        state = "" if filters.state else "&state=all"
        return f"/dashboard?{filters.address()}{state}"


def cells(one: Tally, links: Links, **of: Any) -> list[Cell]:
    """All, met, unmet and the share of the unmet. A filter on the state leaves nothing to link on the other side."""
    state = links.filters.state
    return [
        Cell(one.total, links.to(**of)),
        Cell(one.met, links.to(**of, state="met") if state != "unmet" else None),
        Cell(one.unmet, links.to(**of, state="unmet") if state != "met" else None),
        Cell(one.unmet_share, share=True),
    ]


def tallied(
    name: str,
    said: Mapping[str, Any],
    counts: Mapping[Any, Tally],
    names: Mapping[Any, str],
    links: Links,
    *,
    column: str,
    most: int | None = None,
) -> Block:
    """Counts by one column: bars of met and unmet, and the table. The chart shows the first ``most`` only."""
    labels = [str(names.get(value, value) if value is not None else said["unknown"]) for value in counts]
    drawn = list(counts.values())[:most]
    chart = Chart(
        "stacked",
        labels[:most],
        [(said["met"], [one.met for one in drawn]), (said["unmet"], [one.unmet for one in drawn])],
        [links.to(**{column: value}) for value in list(counts)[:most]],
        sideways=True,
    )
    rows = [
        (label, cells(one, links, **{column: value}))
        for label, (value, one) in zip(labels, counts.items(), strict=True)
    ]
    heads = [said["heads"][name], *said["counts"]]
    return Block(name, said["blocks"][name], heads, rows, chart, said["notes"].get(name, ""))


def heat(value: int, highest: int) -> int:
    """0 for nothing, 1 to 4 by the root of the share of the highest: a large city would leave the rest alike."""
    return min(4, 1 + int(4 * math.sqrt(value / highest))) if value else 0
