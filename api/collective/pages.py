# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio/bisogni``: the list with its filters in the address, and one need with its forms."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.api import naming
from welfare_point.api.manager.access import EDITORS
from welfare_point.api.manager.forms import form_token
from welfare_point.api.pages import page as draw
from welfare_point.api.words import content
from welfare_point.catalogue.collective.describing import sentences
from welfare_point.catalogue.collective.repository import count_needs, list_needs
from welfare_point.catalogue.models import Account
from welfare_point.catalogue.offers import offers_of_services
from welfare_point.catalogue.reference import ATS, topics

from .access import PartsOf, Visitor, filters, sees_records
from .evaluation import MEASURES
from .needs import Covered, Number, StateName, summary, whole

router = APIRouter(include_in_schema=False)
HOME = "/osservatorio/bisogni"
SHOWN = 20
OTHERS = 200
"""Needs that another can be merged with, on its page."""
RECORDS = 50
"""Records on one page of a need."""
SHOW = {
    "since": naming.day,
    "until": naming.day,
    "per_month": naming.decimal,
    "unmet_share": naming.percent,
}
"""How measures of a comparison are written; the others are whole numbers."""


def told_to(request: Request, account: Account, template: str, **context: object) -> Response:
    """A page of these, with the notice that awaits the account; not to be kept by anybody on the way."""
    answer = draw(
        request,
        template,
        account=account,
        decides=sees_records(account),
        edits=account.role in EDITORS,
        token=form_token(request),
        notice=request.session.pop("need_notice", None),
        said=sentences(),
        cause_names=content()["causes"],
        **context,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get(HOME)
def needs_page(
    request: Request,
    parts: PartsOf,
    account: Visitor,
    ats: str = "",
    topic: str = "",
    state: StateName = "",
    covered: Covered = "",
    pagina: Number = 1,
) -> Response:
    """I bisogni collettivi."""
    wanted = filters(account, ats, topic, state, covered)
    with parts.sessions.begin() as session:
        found = list_needs(session, **wanted, limit=SHOWN, offset=(pagina - 1) * SHOWN)
        total = count_needs(session, **wanted)
        needs = [summary(session, account, sized, parts.settings.today()) for sized in found]
    return told_to(
        request,
        account,
        "collective_list.html",
        needs=needs,
        total=total,
        number=pagina,
        pages=max(1, -(-total // SHOWN)),
        wanted={"ats": wanted["ats"] or "", "topic": topic, "state": state, "covered": covered},
        ats_names=ATS if account.ats is None else {account.ats: ATS[account.ats]},
        topic_names={code: t.label_it for code, t in topics().items()},
    )


@router.get(HOME + "/{need_id}")
def need_page(
    request: Request, parts: PartsOf, account: Visitor, need_id: str, pagina: Number = 1
) -> Response:
    """Un bisogno collettivo; delle sue richieste una pagina."""
    with parts.sessions.begin() as session:
        need = whole(session, account, need_id, parts.settings.today())
        if need.get("merged_into"):
            return RedirectResponse(f"{HOME}/{need['merged_into']}", status_code=303)
        services = (need.get("coverage") or {}).get("services", [])
        offers = offers_of_services(session, services)
        others: list[dict[str, Any]] = []
        if sees_records(account):
            near = list_needs(session, ats=need["ats"], limit=OTHERS)
            near.sort(key=lambda sized: sized.need.topic != need["topic"])  # the like ones first
            others = [
                {
                    "id": sized.need.id,
                    "version": sized.need.version,
                    "label": sized.need.label,
                    "size": sized.size,
                }
                for sized in near
                if sized.need.id != need_id
            ]
    records = need.get("records", [])
    pages = max(1, -(-len(records) // RECORDS))
    number = min(pagina, pages)  # records move and are erased: a page that was there may be gone
    return told_to(
        request,
        account,
        "collective_need.html",
        need=need,
        records=records[(number - 1) * RECORDS : number * RECORDS],
        before=(number - 1) * RECORDS,
        number=number,
        pages=pages,
        measures=MEASURES,
        show=SHOW,
        number_shown=naming.number,
        others=others,
        services=[rows[0] for rows in offers.values()],
    )
