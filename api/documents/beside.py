# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the document tells beside the views of demand: collective needs and indicators, a table each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from welfare_point.api.collective.access import filters as within
from welfare_point.api.indicators.seeing import seen_by
from welfare_point.api.indicators.telling import told
from welfare_point.api.observatory.blocks import Block, Cell
from welfare_point.catalogue.collective.describing import sentences
from welfare_point.catalogue.collective.repository import list_needs
from welfare_point.catalogue.demand.filters import UNKNOWN, Filters
from welfare_point.catalogue.models import Account
from welfare_point.catalogue.settings import Settings

Words = Mapping[str, Any]
MOST = 20
"""Collective needs that are told, the largest first."""


def needs(session: Session, account: Account, filters: Filters, said: Words) -> Block:
    """The collective needs of the filters' ATS and topic; other filters are of single requests."""
    topic = "" if filters.topic in (None, UNKNOWN) else filters.topic
    found = list_needs(session, **within(account, filters.ats or "", topic or "", "", ""), limit=MOST)
    states = sentences()["states"]
    rows = [(one.need.label, [Cell(one.size), Cell(states[one.need.state])]) for one in found]
    words = said["needs"]
    return Block("bisogni-collettivi", words["title"], words["heads"], rows, note=words["note"])


def indicated(
    session: Session, account: Account, settings: Settings, filters: Filters, observatory: Words, said: Words
) -> Block:
    """The indicators of the filters' ATS in the last quarter that is over."""
    found, values = seen_by(session, account, settings, filters.ats, "quarter")
    lines = [told(one, values[one.code], observatory) for one in found]
    words = observatory["indicators"]
    verdicts = {"reached": words["yes"], "missed": words["no"], "": "–"}
    rows = [
        (line.indicator.name, [Cell(line.latest), Cell(line.target), Cell(verdicts[line.verdict])])
        for line in lines
    ]
    own = said["indicators"]
    period = lines[0].period if lines else ""
    return Block("indicatori", own["title"], own["heads"], rows, note=own["note"].format(period=period))
