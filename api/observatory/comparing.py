# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The view that holds two periods, or two ATS, against each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from welfare_point.api.manager.access import ats_seen_by
from welfare_point.api.naming import day, names_of, signed
from welfare_point.api.problems import BadRequest
from welfare_point.api.words import words
from welfare_point.catalogue.demand.comparison import compare, period_before
from welfare_point.catalogue.demand.filters import FIRST, BadFilterError, Filters, read_day
from welfare_point.catalogue.demand.tallies import Tally
from welfare_point.catalogue.models import Account
from welfare_point.catalogue.reference import ATS

from .blocks import Block, Cell, Chart, Links
from .views import View

HALF_YEAR = dt.timedelta(days=182)
DRAWN = 10


def two_sides(
    account: Account, asked: Mapping[str, str], filters: Filters, today: dt.date
) -> tuple[Filters, Filters]:
    """What is looked at and what it is held against.

    Another ATS if one is named, else another period if one is named, else as many days before. Without days, the
    last half year. Raises :class:`BadRequest` and, for another's ATS, :class:`Forbidden`.
    """
    until = filters.until or max(today, filters.since or today)
    since = filters.since or max(FIRST, until - HALF_YEAR)
    if since > until:
        raise BadRequest(words("unmet.filter", name="since"))
    one = filters.but(since=since, until=until)
    other_ats = asked.get("other_ats", "").strip()
    if other_ats:
        if other_ats not in ATS:
            raise BadRequest(words("unmet.ats", value=other_ats[:50]))
        ats_seen_by(account, other_ats)
    before = period_before(since, until)
    try:
        days = [
            read_day(name, asked[name].strip()) if asked.get(name, "").strip() else None
            for name in ("other_since", "other_until")
        ]
    except BadFilterError as error:
        raise BadRequest(words("unmet.filter", name=error.name)) from error
    if other_ats and days == [None, None]:
        return one, one.but(ats=other_ats)
    other = one.but(since=days[0] or before[0], until=days[1] or before[1], ats=other_ats or one.ats)
    return one, other


def compared(session: Session, sides: tuple[Filters, Filters], links: Links, said: Mapping[str, Any]) -> View:
    """Topics and causes on both sides, and how they differ; two queries."""
    found = compare(session, *sides)
    names = names_of(said)
    both = [Links(side, links.open) for side in sides]
    titles = [_title(side, said) for side in sides]
    blocks = [
        _pairs("both_totals", {said["all"]: found.both}, {}, both, titles, said, None),
        _pairs("both_topics", found.topics, names["topic"], both, titles, said, "topic"),
        _pairs("both_causes", found.causes, names["cause"], both, titles, said, "cause"),
    ]
    return View(found.both[0], blocks)


def _title(side: Filters, said: Mapping[str, Any]) -> str:
    where = ATS.get(side.ats or "", said["region"])
    assert side.since is not None
    assert side.until is not None
    return f"{where}, {day(side.since)}–{day(side.until)}"


def _pairs(
    name: str,
    pairs: Mapping[Any, tuple[Tally, Tally]],
    names: Mapping[Any, str],
    links: list[Links],
    titles: list[str],
    said: Mapping[str, Any],
    column: str | None,
) -> Block:
    labels = [str(names.get(value, value) if value is not None else said["unknown"]) for value in pairs]
    rows = []
    for label, (value, (one, other)) in zip(labels, pairs.items(), strict=True):
        of = {column: value} if column else {}
        unmet = [Cell(one.unmet_share, share=True), Cell(other.unmet_share, share=True)]
        counted = [
            Cell(one.total, links[0].to(**of)),
            Cell(other.total, links[1].to(**of)),
            Cell(signed(one.total - other.total)),
        ]
        rows.append((label, counted if column == "cause" else counted + unmet))
    drawn = list(pairs.values())[:DRAWN]
    chart = Chart(
        "bar",
        labels[:DRAWN],
        [(title, [pair[place].total for pair in drawn]) for place, title in enumerate(titles)],
        sideways=True,
    )
    # Whatever has a cause is unmet: its share would always be the whole.
    shares = [] if column == "cause" else [f"{said['share_head']}: {title}" for title in titles]
    heads = [said["heads"].get(column or "", said["all"]), *titles, said["difference"], *shares]
    return Block(name, said["blocks"][name], heads, rows, chart if column else None, wide=True)
