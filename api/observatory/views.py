# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The views of demand: from counts to blocks. Each asks the database a few times, never for records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from welfare_point.api.naming import names_of, stretch
from welfare_point.catalogue.demand.crossing import REST, Crossing, topics_by_month, topics_by_place
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.tallies import Tally, each, margin, tally, total
from welfare_point.catalogue.demand.timeline import Grain, end_of, grain_for, timeline
from welfare_point.catalogue.models import NeedRecord

from .blocks import Block, Cell, Chart, Links, cells, heat, tallied

SEASONS_DRAWN = 5
"""Lines that can still be told apart."""
TOPICS_DRAWN = 10


@dataclass(frozen=True, slots=True)
class View:
    """What is drawn: key figures (name, value, whether it is a share, link) and blocks."""

    total: Tally
    blocks: list[Block]


Words = Mapping[str, Any]


def overview(session: Session, filters: Filters, links: Links, said: Words, grain: Grain | None) -> View:
    """Time, topics and causes; two queries."""
    days = {key[0]: one for key, one in tally(session, filters, NeedRecord.day).items()}
    found = tally(session, filters, NeedRecord.topic, NeedRecord.cause)
    names = names_of(said)
    blocks = [
        _time(days, grain or grain_for(days), filters, links, said),
        tallied("topic", said, margin(found, 0), names["topic"], links, column="topic", most=TOPICS_DRAWN),
        _causes(margin(found, 1), names["cause"], links, said),
    ]
    return View(total(found.values()), blocks)


def places(session: Session, filters: Filters, links: Links, said: Words, _: Grain | None) -> View:
    """Topics by comune; three queries."""
    found = topics_by_place(session, filters)
    names = names_of(said)
    labels = {**names["municipality"], REST: said["rest"]}
    columns = [str(labels.get(one, one) if one else said["unknown"]) for one in found.columns]

    def link(row: str | None, column: Any) -> str | None:
        return None if column == REST else links.to(topic=row, municipality=column)

    by_place = [total(found.at(row, column) for row in found.rows) for column in found.columns]
    # The rest would dwarf the bars of the comuni: the table alone has it.
    drawn = [place for place, one in enumerate(found.columns) if one != REST]
    chart = Chart(
        "stacked",
        [columns[place] for place in drawn],
        [
            (said["met"], [by_place[place].met for place in drawn]),
            (said["unmet"], [by_place[place].unmet for place in drawn]),
        ],
        [links.to(municipality=found.columns[place]) for place in drawn],
        sideways=True,
    )
    block = _crossed("places", found, columns, names["topic"], link, links, said, chart)
    return View(total(by_place), [block])


def bands(session: Session, filters: Filters, links: Links, said: Words, _: Grain | None) -> View:
    """Ages, hours, periods, what of the work makes it hard, channels; one query."""
    record = NeedRecord
    found = tally(
        session,
        filters,
        record.age_band,
        record.time_band,
        record.work_constraint,
        record.channel,
        record.periods,
    )
    names = names_of(said)
    blocks = []
    for place, column in enumerate(("age_band", "time_band", "work_constraint", "channel", "period")):
        counts = margin(found, place)
        counts = each(counts) if column == "period" else counts
        known = list(names[column])
        counts = dict(sorted(counts.items(), key=lambda item: _place(item[0], known)))
        blocks.append(tallied(column, said, counts, names[column], links, column=column))
    return View(total(found.values()), blocks)


def seasons(session: Session, filters: Filters, links: Links, said: Words, _: Grain | None) -> View:
    """Topics by month of the year; one query."""
    found = topics_by_month(session, filters)
    names = names_of(said)["topic"]
    first = found.rows[:SEASONS_DRAWN]
    lines = [
        (
            names.get(row, said["unknown"]) if row else said["unknown"],
            [float(found.at(row, month).total) for month in found.columns],
        )
        for row in first
    ]
    short = [name[:3] for name in said["months"]]
    chart = Chart("line", short, lines, [links.to(month=month) for month in found.columns])

    def link(row: str | None, column: Any) -> str | None:
        return links.to(topic=row, month=column)

    block = _crossed("seasons", found, short, names, link, links, said, chart)
    return View(total(found.cells.values()), [block])


def _time(days: Mapping[Any, Tally], grain: Grain, filters: Filters, links: Links, said: Words) -> Block:
    steps = timeline(days, grain)
    labels = [stretch(start, grain, said["months"]) for start, _ in steps]
    spans = [
        {
            "since": max(start, filters.since or start),
            "until": min(end_of(start, grain), filters.until or end_of(start, grain)),
        }
        for start, _ in steps
    ]
    chart = Chart(
        "line",
        labels,
        [
            (said["met"], [one.met for _, one in steps]),
            (said["unmet"], [one.unmet for _, one in steps]),
        ],
        [links.to(**span) for span in spans],
    )
    rows = [
        (label, cells(one, links, **span)) for label, (_, one), span in zip(labels, steps, spans, strict=True)
    ]
    return Block(
        "time", said["blocks"]["time"], [said["grains"][grain], *said["counts"]], rows, chart, spread=True
    )


def _causes(counts: Mapping[str | None, Tally], names: Mapping[Any, str], links: Links, said: Words) -> Block:
    """Unmet needs only: without a cause a need was met."""
    unmet = {cause: one.unmet for cause, one in counts.items() if cause is not None}
    every = sum(unmet.values())
    labels = [names.get(cause, cause) for cause in unmet]
    hrefs = [links.to(cause=cause, state="unmet") for cause in unmet]
    rows = [
        (label, [Cell(count, href), Cell(count / every, share=True)])
        for label, count, href in zip(labels, unmet.values(), hrefs, strict=True)
    ]
    chart = Chart("bar", labels, [(said["unmet"], list(unmet.values()))], hrefs, sideways=True, tone=1)
    return Block("cause", said["blocks"]["cause"], said["cause_heads"], rows, chart)


def _crossed(
    name: str,
    found: Crossing,
    columns: list[str],
    names: Mapping[Any, str],
    link: Callable[[str | None, Any], str | None],
    links: Links,
    said: Words,
    chart: Chart,
) -> Block:
    highest = max((one.total for key, one in found.cells.items() if key[1] != REST), default=0)
    rows = []
    for row in found.rows:
        across = [found.at(row, column) for column in found.columns]
        drawn = [
            Cell(
                one.total,
                link(row, column) if one.total else None,
                heat=0 if column == REST else heat(one.total, highest),
            )
            for column, one in zip(found.columns, across, strict=True)
        ]
        label = names.get(row, said["unknown"]) if row else said["unknown"]
        rows.append((label, [*drawn, Cell(total(across).total, links.to(topic=row))]))
    heads = [said["heads"]["topic"], *columns, said["all"]]
    return Block(name, said["blocks"][name], heads, rows, chart, said["notes"][name], wide=True)


def _place(value: Any, known: list[Any]) -> tuple[int, str]:
    """In the known order, then what is not known, then what was not said."""
    if value is None:
        return len(known) + 1, ""
    return (known.index(value) if value in known else len(known)), str(value)


VIEWS: Mapping[str, Callable[[Session, Filters, Links, Words, Grain | None], View]] = {
    "": overview,
    "luoghi": places,
    "fasce": bands,
    "stagioni": seasons,
}
"""By the last part of the address."""
