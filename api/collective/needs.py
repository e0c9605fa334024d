# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/api/v1/collective-needs``: the needs as records; with what they are made of for their own ATS only."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from welfare_point.api.directory.shapes import page as hsds_page
from welfare_point.api.manager.records import record_json
from welfare_point.api.problems import NotFound
from welfare_point.api.words import words
from welfare_point.catalogue.collective.describing import reasons
from welfare_point.catalogue.collective.evaluated import evaluation_json
from welfare_point.catalogue.collective.evaluating import evaluate
from welfare_point.catalogue.collective.grouping import FEWEST
from welfare_point.catalogue.collective.repository import (
    Sized,
    State,
    changes_of,
    count_needs,
    first_day,
    keep_coverage,
    list_needs,
    records_of,
)
from welfare_point.catalogue.collective.telling import aggregate_json, change_json, need_json
from welfare_point.catalogue.collective.told import told
from welfare_point.catalogue.directory import Page
from welfare_point.catalogue.models import Account

from .access import PartsOf, Viewer, filters, need_seen_by, sees_records

router = APIRouter(prefix="/api/v1", tags=["osservatorio"])
logger = logging.getLogger(__name__)

StateName = State | Literal[""]
Covered = Literal["", "yes", "no"]
Number = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("/collective-needs")
def collective_needs(
    parts: PartsOf,
    account: Viewer,
    ats: str = "",
    topic: str = "",
    state: StateName = "",
    covered: Covered = "",
    page: Number = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """I bisogni collettivi, i più grandi per primi. La Regione vede solo i totali, da cinque richieste in su."""
    wanted = filters(account, ats, topic, state, covered)
    with parts.sessions.begin() as session:
        found = list_needs(session, **wanted, limit=per_page, offset=(page - 1) * per_page)
        total = count_needs(session, **wanted)
        today = parts.settings.today()
        shown = [summary(session, account, sized, today) for sized in found]
    return hsds_page(Page(shown, page, per_page, total), shown)


@router.get("/collective-needs/{need_id}")
def collective_need(parts: PartsOf, account: Viewer, need_id: str) -> dict[str, Any]:
    """Un bisogno collettivo; con le richieste e la storia, per la sua ATS."""
    with parts.sessions.begin() as session:
        return whole(session, account, need_id, parts.settings.today())


def summary(session: Session, account: Account, sized: Sized, today: dt.date) -> dict[str, Any]:
    """What an account sees of a need in a list. Coverage is computed anew when the catalogue changed."""
    records, since = records_of(session, sized.need.id), first_day(session, sized.need.ats)
    if not sees_records(account):
        return aggregate_json(sized, records, today, since)
    keep_coverage(session, sized.need, today, [told(record) for record in records])
    return need_json(sized, records, today, since)


def whole(session: Session, account: Account, need_id: str, today: dt.date) -> dict[str, Any]:
    """All that an account sees of a need."""
    need = need_seen_by(session, account, need_id)
    records = records_of(session, need.id)
    sized = Sized(need, len(records), sum(1 for record in records if record.day > need.state_since))
    if not sees_records(account):
        if len(records) < FEWEST or need.merged_into:
            raise NotFound(words("collective.gone"))
        return summary(session, account, sized, today)
    logger.info("the records of collective need %s are read by %s", need.id, account.username)
    return {
        **summary(session, account, sized, today),
        "merged_into": need.merged_into,
        "evaluation": evaluation_json(evaluate(session, need, records, today), need.ats),
        "reasons": reasons([told(record) for record in records], need.words or ()) if records else [],
        "records": [record_json(record) for record in records],
        "history": [change_json(change) for change in changes_of(session, need.id)],
    }


def evaluation_of(session: Session, account: Account, need_id: str, today: dt.date) -> dict[str, Any] | None:
    """What became of a need; for accounts that see records."""
    need = need_seen_by(session, account, need_id)
    records = records_of(session, need.id)
    keep_coverage(session, need, today, [told(record) for record in records])
    return evaluation_json(evaluate(session, need, records, today), need.ats)
