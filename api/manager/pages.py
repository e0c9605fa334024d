# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manager's page: the unmet needs of one's own ATS."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from welfare_point.api.pages import page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import Forbidden
from welfare_point.api.words import content, words
from welfare_point.catalogue.accounts import find_account
from welfare_point.catalogue.reference import ATS, topics
from welfare_point.catalogue.unmet import Filters, count_unmet, list_unmet, unmet_by

from .access import EDITORS, READERS, ats_seen_by
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
    ats: str = "",
    topic: str = "",
    cause: str = "",
    pagina: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """I bisogni senza risposta, con i filtri nell'indirizzo."""
    with parts.sessions() as session:
        account = find_account(session, str(request.session.get("account", "")))
        if account is None or account.disabled:
            return ask(request)
        if account.role not in READERS:
            raise Forbidden(words("problems.403"))
        seen = ats_seen_by(account, ats or None)
        wanted: Filters = {"ats": seen, "topic": topic or None, "cause": cause or None}
        found = list_unmet(session, **wanted, limit=SHOWN, offset=(pagina - 1) * SHOWN)
        total = count_unmet(session, **wanted)
        causes = unmet_by(session, "cause", **wanted)
        leading = unmet_by(session, "topic", **wanted)
    return page(
        request,
        "dashboard.html",
        account=account,
        edits=account.role in EDITORS,
        token=form_token(request),
        records=[record_json(r) for r in found],
        total=total,
        number=pagina,
        pages=max(1, -(-total // SHOWN)),
        causes=causes,
        leading=leading,
        wanted={"ats": seen or "", "topic": topic, "cause": cause},
        ats_names=ATS if account.ats is None else {account.ats: ATS[account.ats]},
        topic_names={code: t.label_it for code, t in topics().items()},
        cause_names=content()["causes"],
    )
