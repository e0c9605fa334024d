# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/api/v1/overlaps`` and ``/catalogo/doppioni``: services that repeat themselves, and what people decide."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.api.directory.shapes import page as hsds_page
from welfare_point.api.pages import page as draw
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest, Forbidden, NotFound
from welfare_point.api.words import words
from welfare_point.catalogue.directory import Page
from welfare_point.catalogue.models import Account, OverlapPair
from welfare_point.catalogue.offers import offers_of_services
from welfare_point.catalogue.overlap.repository import (
    ChangedMeanwhileError,
    Filters,
    State,
    count_pairs,
    list_pairs,
    review,
)
from welfare_point.catalogue.overlap.sentences import pair_json, sentences
from welfare_point.catalogue.reference import ATS, topics

from .access import account_of, ats_seen_by
from .forms import check_token, form_token

router = APIRouter()
ROLES = frozenset({"manager", "editor", "admin"})
SHOWN = 20
PartsOf = Annotated[Parts, Depends(parts_of)]
KindName = Literal["", "duplicate", "overlap", "complementary"]


def reviewer_of(account: Annotated[Account, Depends(account_of)]) -> Account:
    """The account, if it looks after the catalogue. Raises :class:`Forbidden`."""
    if account.role not in ROLES:
        raise Forbidden(words("problems.403"))
    return account


Reviewer = Annotated[Account, Depends(reviewer_of)]
Number = Annotated[int, Query(ge=1, le=1_000_000)]


def _filters(account: Account, ats: str, kind: str, topic: str, state: str) -> Filters:
    if ats and ats not in ATS:
        raise BadRequest(words("unmet.ats", value=ats))
    seen = ats_seen_by(account, ats or None)
    return {"ats": seen, "kind": kind or None, "topic": topic or None, "state": state or None}


@router.get("/api/v1/overlaps", tags=["catalogo"])
def overlaps(
    parts: PartsOf,
    account: Reviewer,
    ats: str = "",
    kind: KindName = "",
    topic: str = "",
    state: State | Literal[""] = "",
    page: Number = 1,
    per_page: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """Le coppie di servizi che si ripetono, le più forti per prime."""
    wanted = _filters(account, ats, kind, topic, state)
    with parts.sessions() as session:
        found = list_pairs(session, **wanted, limit=per_page, offset=(page - 1) * per_page)
        total = count_pairs(session, **wanted)
    shown = [pair_json(pair) for pair in found]
    return hsds_page(Page(shown, page, per_page, total), shown)


@router.get("/catalogo/doppioni", include_in_schema=False)
def doubles(
    request: Request,
    parts: PartsOf,
    account: Reviewer,
    ats: str = "",
    kind: KindName = "",
    topic: str = "",
    state: State | Literal[""] = "",
    pagina: Number = 1,
) -> Response:
    """Le coppie una accanto all'altra, con i filtri nell'indirizzo."""
    wanted = _filters(account, ats, kind, topic, state)
    with parts.sessions() as session:
        pairs = [
            pair_json(p) for p in list_pairs(session, **wanted, limit=SHOWN, offset=(pagina - 1) * SHOWN)
        ]
        total = count_pairs(session, **wanted)
        offers = offers_of_services(session, {member for pair in pairs for member in pair["services"]})
    return draw(
        request,
        "overlaps.html",
        token=form_token(request),
        pairs=pairs,
        offers={key: rows[0] for key, rows in offers.items()},
        total=total,
        number=pagina,
        pages=max(1, -(-total // SHOWN)),
        wanted={"ats": wanted["ats"] or "", "kind": kind, "topic": topic, "state": state},
        said=sentences(),
        ats_names=ATS if account.ats is None else {account.ats: ATS[account.ats]},
        topic_names={code: t.label_it for code, t in topics().items()},
    )


@router.post("/catalogo/doppioni/{pair_id}", include_in_schema=False)
def decide(
    request: Request,
    parts: PartsOf,
    account: Reviewer,
    pair_id: str,
    state: Annotated[State, Form()],
    seen: Annotated[str, Form(max_length=100)],
    token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Segna che cosa sono due servizi."""
    check_token(request, token)
    with parts.sessions.begin() as session:
        pair = session.get(OverlapPair, pair_id)
        if pair is None:
            raise NotFound(words("overlaps.gone"))
        ats_seen_by(account, pair.ats)
        try:
            review(session, pair_id, state, by=account.username, seen=seen)
        except ChangedMeanwhileError as changed:
            raise BadRequest(words("overlaps.changed")) from changed
    return RedirectResponse("/catalogo/doppioni", status_code=303)
