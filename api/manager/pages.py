# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manager's page: the unmet needs of one's own ATS."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from welfare_point.api.naming import shown_as
from welfare_point.api.pages import page, page_content
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import Forbidden
from welfare_point.api.words import content, words
from welfare_point.catalogue.accounts import find_account
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.records import list_records, log_access
from welfare_point.catalogue.demand.tallies import margin, tally, total
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.reference import ATS, topics

from .access import EDITORS, READERS, filters_within
from .entering import ask
from .forms import form_token
from .records import record_json

router = APIRouter(include_in_schema=False)

PartsOf = Annotated[Parts, Depends(parts_of)]

SHOWN = 50
"""Records on one page."""


@router.get("/dashboard")
def dashboard(
    request: Request,
    parts: PartsOf,
    state: str = "",
    pagina: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Le richieste una per una, con i filtri nell'indirizzo; senza scelta quelle senza risposta.

    ``state=all``: anche quelle con risposta. Chi legge resta scritto nel registro degli accessi.
    """
    with parts.sessions.begin() as session:
        account = find_account(session, str(request.session.get("account", "")))
        if account is None or account.disabled:
            return ask(request)
        if account.role not in READERS:
            raise Forbidden(words("problems.403"))
        filters = filters_within(account, request, unless={"state": "all"})
        if not state.strip():
            filters = filters.but(state="unmet")
        found = list_records(session, filters, limit=SHOWN, offset=(pagina - 1) * SHOWN)
        counts = tally(session, filters, NeedRecord.topic, NeedRecord.cause)
        log_access(
            session,
            at=dt.datetime.now(dt.UTC),
            account=account.username,
            what="dashboard",
            filters=filters,
            shown=len(found),
        )
    every = total(counts.values())
    return page(
        request,
        "dashboard.html",
        account=account,
        edits=account.role in EDITORS,
        token=form_token(request),
        records=[record_json(r) for r in found],
        total=every.total,
        number=pagina,
        pages=max(1, -(-every.total // SHOWN)),
        causes={cause: one.unmet for cause, one in margin(counts, 1).items() if cause is not None},
        leading={topic: one.total for topic, one in margin(counts, 0).items()},
        filters=filters,
        state="all" if filters.state is None else filters.state,
        address=filters.address() + ("" if filters.state else "&state=all"),
        beyond=[
            name for name in Filters.__dataclass_fields__ if name not in ("ats", "topic", "cause", "state")
        ],
        ats_names=ATS if account.ats is None else {account.ats: ATS[account.ats]},
        topic_names={code: t.label_it for code, t in topics().items()},
        cause_names=content()["causes"],
        shown_as=lambda name, value: shown_as(name, value, page_content(request)["observatory"]),
    )
