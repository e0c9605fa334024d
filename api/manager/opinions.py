# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio/pareri``: whether the services shown were of use to people, in the words of one's own ATS."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from welfare_point.api.collective.access import Decider
from welfare_point.api.pages import page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.demand.records import log_access
from welfare_point.catalogue.opinions import liked
from welfare_point.catalogue.reference import ATS, municipalities

from .access import filters_within
from .forms import form_token

router = APIRouter(include_in_schema=False)

SHOWN = 25
"""Services on one page."""
WORDS = 20
"""Of each service, the latest."""


@router.get("/osservatorio/pareri")
def opinions(
    request: Request,
    parts: Annotated[Parts, Depends(parts_of)],
    account: Decider,
    pagina: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """I pareri sui servizi mostrati, della propria ATS. Chi legge resta scritto nel registro degli accessi."""
    with parts.sessions.begin() as session:
        filters = filters_within(account, request)
        found = liked(session, filters.ats, pagina, SHOWN, WORDS)
        log_access(
            session,
            at=dt.datetime.now(dt.UTC),
            account=account.username,
            what="feedback",
            filters=filters,
            shown=sum(len(service.said) for service in found.items),
        )
    return page(
        request,
        "opinions.html",
        account=account,
        token=form_token(request),
        services=found.items,
        number=pagina,
        pages=max(1, -(-found.total // SHOWN)),
        ats=filters.ats,
        ats_names=ATS if account.ats is None else {account.ats: ATS[account.ats]},
        places={code: place.name for code, place in municipalities().items()},
    )
