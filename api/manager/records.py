# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/api/v1/unmet-needs``: the single records of one's own ATS."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from welfare_point.api.directory.shapes import page as hsds_page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest
from welfare_point.api.words import words
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.records import list_records, log_access
from welfare_point.catalogue.demand.tallies import tally, total
from welfare_point.catalogue.directory import Page
from welfare_point.catalogue.models import Account, NeedRecord
from welfare_point.catalogue.reference import ATS, municipalities, topics

from .access import ats_seen_by, manager_of

router = APIRouter(prefix="/api/v1", tags=["osservatorio"])


def record_json(record: NeedRecord) -> dict[str, Any]:
    """One record, with the names that people read beside the codes."""
    topic = topics().get(record.topic or "")
    place = municipalities().get(record.municipality or "")
    return {
        "id": record.id,
        "date": record.day,
        "topic": record.topic,
        "topic_name": topic.label_it if topic else None,
        "audience": record.audience,
        "municipality": record.municipality,
        "municipality_name": place.name if place else None,
        "ats": record.ats,
        "ambito": record.ambito,
        "cause": record.cause,
        "age_band": record.age_band,
        "periods": list(record.periods or ()),
        "time_band": record.time_band,
        "work_constraint": record.work_constraint,
        "channel": record.channel,
        "offers_shown": record.offers_shown,
        "offers": list(record.offers or ()),
        "outcome": record.outcome,
        "said": record.said,
    }


@router.get("/unmet-needs")
def unmet_needs(
    parts: Annotated[Parts, Depends(parts_of)],
    account: Annotated[Account, Depends(manager_of)],
    ats: str | None = None,
    topic: str | None = None,
    cause: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """I bisogni senza risposta della propria ATS, dal più recente."""
    if ats is not None and ats not in ATS:
        raise BadRequest(words("unmet.ats", value=ats))
    wanted = Filters(
        ats=ats_seen_by(account, ats), topic=topic, cause=cause, since=since, until=until, state="unmet"
    )
    with parts.sessions.begin() as session:
        found = list_records(session, wanted, limit=per_page, offset=(page - 1) * per_page)
        every = total(tally(session, wanted).values()).total
        log_access(
            session,
            at=dt.datetime.now(dt.UTC),
            account=account.username,
            what="unmet-needs",
            filters=wanted,
            shown=len(found),
        )
    shown = [record_json(record) for record in found]
    return hsds_page(Page(shown, page, per_page, every), shown)
