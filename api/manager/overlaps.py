# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/api/v1/overlaps`` and ``/catalogo/doppioni``: services that repeat themselves, and what people decide."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from welfare_point.api.directory.shapes import page as hsds_page
from welfare_point.api.pages import page as draw
from welfare_point.api.pages import page_content
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest, Forbidden, NotFound
from welfare_point.api.words import words
from welfare_point.catalogue.directory import Page
from welfare_point.catalogue.exchange.cells import written
from welfare_point.catalogue.models import Account, OverlapPair
from welfare_point.catalogue.offers import offers_of_services
from welfare_point.catalogue.overlap.repository import (
    ChangedMeanwhileError,
    Filters,
    State,
    count_pairs,
    fingerprint_of,
    list_pairs,
    pairs_by_group,
    review,
    review_group,
    to_review,
)
from welfare_point.catalogue.overlap.sentences import pair_json, sentences
from welfare_point.catalogue.reference import ATS, topics

from .access import EDITORS, account_of, ats_seen_by
from .forms import check_token, form_token

router = APIRouter()
PATH = "/catalogo/doppioni"
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
Group = Annotated[str, Query(max_length=100)]


def _filters(account: Account, ats: str, kind: str, topic: str, state: str, group: str) -> Filters:
    if ats and ats not in ATS:
        raise BadRequest(words("unmet.ats", value=ats))
    seen = ats_seen_by(account, ats or None)
    return {
        "ats": seen,
        "kind": kind or None,
        "topic": topic or None,
        "state": state or None,
        "group": group or None,
    }


@router.get("/api/v1/overlaps", tags=["catalogo"])
def overlaps(
    parts: PartsOf,
    account: Reviewer,
    ats: str = "",
    kind: KindName = "",
    topic: str = "",
    state: State | Literal[""] = "",
    group: Group = "",
    page: Number = 1,
    per_page: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """Le coppie di servizi che si ripetono, le più forti per prime."""
    wanted = _filters(account, ats, kind, topic, state, group)
    with parts.sessions() as session:
        found = list_pairs(session, **wanted, limit=per_page, offset=(page - 1) * per_page)
        total = count_pairs(session, **wanted)
    shown = [pair_json(pair) for pair in found]
    return hsds_page(Page(shown, page, per_page, total), shown)


@router.get(PATH, include_in_schema=False)
def doubles(
    request: Request,
    parts: PartsOf,
    account: Reviewer,
    ats: str = "",
    kind: KindName = "",
    topic: str = "",
    state: State | Literal[""] = "",
    group: Group = "",
    pagina: Number = 1,
) -> Response:
    """Le coppie una accanto all'altra, con i filtri nell'indirizzo."""
    wanted = _filters(account, ats, kind, topic, state, group)
    with parts.sessions() as session:
        pairs = [
            pair_json(p) for p in list_pairs(session, **wanted, limit=SHOWN, offset=(pagina - 1) * SHOWN)
        ]
        total = count_pairs(session, **wanted)
        offers = offers_of_services(session, {member for pair in pairs for member in pair["services"]})
        groups = pairs_by_group(session, {pair["group"] for pair in pairs}, wanted["ats"])
        together = _together(session, wanted) if group else {}
    said_of_each = page_content(request)["overlaps"]["fields"]
    shown = {"ats": wanted["ats"] or "", "kind": kind, "topic": topic, "state": state, "group": group}
    return draw(
        request,
        "overlaps.html",
        token=form_token(request),
        pairs=pairs,
        offers={
            key: {name: written(getattr(rows[0], name)) for name in said_of_each}
            for key, rows in offers.items()
        },
        groups=groups,
        together=together,
        total=total,
        first=(pagina - 1) * SHOWN,
        number=pagina,
        pages=max(1, -(-total // SHOWN)),
        wanted=shown,
        here=f"{PATH}?{urlencode({**shown, 'pagina': pagina})}",
        page_path=f"{PATH}?{urlencode(shown)}&pagina=",
        edits=account.role in EDITORS,
        notice=request.session.pop("notice", None),
        said=sentences(),
        ats_names=ATS if account.ats is None else {account.ats: ATS[account.ats]},
        topic_names={code: t.label_it for code, t in topics().items()},
    )


def _together(session: Session, wanted: Filters) -> dict[str, Any]:
    """What is shown of a group: its services, its pairs to decide on, and what these looked like."""
    pairs = list_pairs(session, ats=wanted["ats"], group=wanted["group"], limit=None)
    waiting = [pair for pair in pairs if to_review(pair)]
    members = {member for pair in pairs for member in (pair.first_id, pair.second_id)}
    return {"services": len(members), "waiting": len(waiting), "seen": fingerprint_of(waiting)}


class Decision(BaseModel):
    """What the forms send: the decision, on what was ``seen``, and where to go ``back``."""

    state: State
    seen: str = Field(max_length=100)
    token: str = Field("", max_length=100)
    back: str = Field("", max_length=1000)


def decision_of(request: Request, sent: Annotated[Decision, Form()]) -> Decision:
    """The decision, if a form of ours sent it. Raises :class:`Forbidden`."""
    check_token(request, sent.token)
    return sent


Decided = Annotated[Decision, Depends(decision_of)]


@router.post(PATH + "/{pair_id}", include_in_schema=False)
def decide(request: Request, parts: PartsOf, account: Reviewer, pair_id: str, sent: Decided) -> Response:
    """Segna che cosa sono due servizi, e torna all'elenco com'era."""
    with parts.sessions.begin() as session:
        pair = session.get(OverlapPair, pair_id)
        if pair is None:
            raise NotFound(words("overlaps.gone"))
        ats_seen_by(account, pair.ats)
        try:
            review(session, pair_id, sent.state, by=account.username, seen=sent.seen)
        except ChangedMeanwhileError as changed:
            raise BadRequest(words("overlaps.changed")) from changed
    return _told(request, "done", sent)


@router.post(PATH + "/gruppo/{group_id}", include_in_schema=False)
def decide_together(
    request: Request, parts: PartsOf, account: Reviewer, group_id: str, sent: Decided, ats: str = ""
) -> Response:
    """Segna che cosa sono tutti i servizi di un gruppo che nessuno ha ancora guardato; ``ats``: come sono stati
    mostrati."""
    shown = ats_seen_by(account, ats or None)
    with parts.sessions.begin() as session:
        try:
            review_group(session, group_id, sent.state, by=account.username, seen=sent.seen, ats=shown)
        except KeyError as gone:
            raise NotFound(words("overlaps.gone_group")) from gone
        except ChangedMeanwhileError as changed:
            raise BadRequest(words("overlaps.changed_group")) from changed
    return _told(request, "done_together", sent)


def _told(request: Request, what: str, sent: Decision) -> Response:
    """Back to the list as it was, with what was done."""
    done: str = page_content(request)["overlaps"][what]
    request.session["notice"] = done.format(state=sentences()["states"][sent.state])
    # An address of ours, never what a form may have been made to say.
    return RedirectResponse(sent.back if sent.back.startswith(f"{PATH}?") else PATH, status_code=303)
