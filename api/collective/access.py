# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees what: the own ATS's managers everything, the Region aggregates, everybody else nothing."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from sqlalchemy.orm import Session

from welfare_point.api.editor.access import LoginNeeded
from welfare_point.api.manager.access import READERS, account_of, ats_seen_by
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest, Forbidden, NotFound, Unauthorised
from welfare_point.api.words import words
from welfare_point.catalogue.collective.grouping import FEWEST
from welfare_point.catalogue.collective.repository import Filters
from welfare_point.catalogue.models import Account, CollectiveNeed
from welfare_point.catalogue.reference import ATS

_basic = HTTPBasic(auto_error=False)
REGIONAL = "regional"

PartsOf = Annotated[Parts, Depends(parts_of)]


def viewer_of(account: Annotated[Account, Depends(account_of)]) -> Account:
    """The account, if it sees collective needs at all. Raises :class:`Forbidden`."""
    if account.role not in READERS and account.role != REGIONAL:
        raise Forbidden(words("problems.403"))
    return account


def visitor_of(
    request: Request, credentials: Annotated[HTTPBasicCredentials | None, Depends(_basic)], parts: PartsOf
) -> Account:
    """As :func:`viewer_of`, for pages: whoever has not logged in sees the page for it."""
    try:
        account = account_of(request, credentials, parts)
    except Unauthorised as refused:
        raise LoginNeeded from refused
    return viewer_of(account)


def decider_of(account: Annotated[Account, Depends(visitor_of)]) -> Account:
    """The account, if it decides on needs. Raises :class:`Forbidden`."""
    if account.role not in READERS:
        raise Forbidden(words("problems.403"))
    return account


Viewer = Annotated[Account, Depends(viewer_of)]
Visitor = Annotated[Account, Depends(visitor_of)]
Decider = Annotated[Account, Depends(decider_of)]


def sees_records(account: Account) -> bool:
    """Whether the account sees single records; otherwise aggregates only."""
    return account.role in READERS


def filters(account: Account, ats: str, topic: str, state: str, covered: str) -> Filters:
    """The needs that an account asks for, within those it may see."""
    if ats and ats not in ATS:
        raise BadRequest(words("unmet.ats", value=ats))
    found: Filters = {
        "ats": ats_seen_by(account, ats or None),
        "topic": topic or None,
        "state": state or None,
        "covered": None,
        "fewest": None,
    }
    if sees_records(account):
        found["covered"] = {"yes": True, "no": False}.get(covered)
    else:
        found["fewest"] = FEWEST
    return found


def need_seen_by(session: Session, account: Account, need_id: str) -> CollectiveNeed:
    """A need of the account's ATS. Another's is not there, as far as the account can tell."""
    need = session.get(CollectiveNeed, need_id)
    if need is None or account.ats not in (None, need.ats):
        raise NotFound(words("collective.gone"))
    return need
