# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sums of rows that are told: all topics, met and unmet, the region, longer periods.

A sum is told only where every one of its parts is: so it is exact, and it tells nothing that anybody who has the
parts could not add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Literal

from welfare_point.catalogue.reference import ATS, REGION

from .periods import Period
from .tabulating import ALL, MET, OTHER, UNMET, Row

Column = Literal["period", "ats", "outcome", "topic"]
PartsOf = Callable[[Row], Collection[str]]


def within_a_period(rows: list[Row]) -> list[Row]:
    """The sums over topics, then over outcomes, then over the eight ATS, of the rows of one period."""
    plain = [row for row in rows if OTHER not in (row.period_type, row.place_type, row.cause)]
    topics: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in plain:
        if row.topic != ALL:
            topics[row.ats, row.outcome].add(row.topic)
    found = _sums(plain, "topic", ALL, lambda row: topics[row.ats, row.outcome])
    # What is not told one by one differs from sum to sum: it cannot be added.
    named = [row for row in plain if row.topic != OTHER] + found
    found += (more := _sums(named, "outcome", ALL, lambda _: (MET, UNMET)))
    return found + regional([*named, *more])


def regional(rows: Iterable[Row]) -> list[Row]:
    """The rows of the region: sums over the eight ATS."""
    of_ats = [
        row._replace(place_type="region", place=REGION)
        for row in rows
        if row.place_type == "ats" and row.ats in ATS and OTHER not in (row.period_type, row.topic, row.cause)
    ]
    return _sums(of_ats, "ats", ALL, lambda _: ATS)


def longer(rows: Iterable[Row], whole: Period) -> list[Row]:
    """The rows of a quarter or a year: sums over its parts."""
    names = [part.name for part in whole.parts()]
    plain = [
        row._replace(period_type=whole.kind)
        for row in rows
        if row.period in names and OTHER not in (row.period_type, row.place_type, row.topic, row.cause)
    ]
    return _sums(plain, "period", whole.name, lambda _: names)


def _sums(rows: list[Row], column: Column, whole: str, parts_of: PartsOf) -> list[Row]:
    """Rows added up over a column, where all of its parts are there and the sum is not."""
    sums: dict[Row, dict[str, int]] = defaultdict(dict)
    known = {row._replace(needs=0) for row in rows}
    for row in rows:
        part = getattr(row, column)
        if part != whole:
            total = Row(**(row._asdict() | {column: whole, "needs": 0}))
            sums[total][part] = row.needs
    return [
        total._replace(needs=sum(parts.values()))
        for total, parts in sums.items()
        if total not in known and parts.keys() == set(parts_of(total))
    ]
