# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who asks: the session cookie of whoever logged in on the page, or HTTP Basic for programs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest, Forbidden, Unauthorised
from welfare_point.api.words import words
from welfare_point.catalogue.accounts import find_account, verify
from welfare_point.catalogue.demand.filters import BadFilterError, Filters, read_filters
from welfare_point.catalogue.models import Account

_basic = HTTPBasic(auto_error=False)

READERS = frozenset({"manager", "admin"})
"""Roles that read single records."""
EDITORS = frozenset({"editor", "admin"})
"""Roles that correct the catalogue."""


def account_of(
    request: Request,
    credentials: Annotated[HTTPBasicCredentials | None, Depends(_basic)],
    parts: Annotated[Parts, Depends(parts_of)],
) -> Account:
    """The account that asks. Raises :class:`Unauthorised`."""
    with parts.sessions.begin() as session:
        if credentials is not None:
            account = verify(session, credentials.username, credentials.password)
            if account is not None and account.totp_secret is not None:
                raise Unauthorised(words("entering.by_page"))
        else:
            account = find_account(session, str(request.session.get("account", "")))
    if account is None or account.disabled:
        raise Unauthorised(words("problems.401"), headers={"WWW-Authenticate": "Basic"})
    return account


def manager_of(account: Annotated[Account, Depends(account_of)]) -> Account:
    """The account, if it may read single records. Raises :class:`Forbidden`."""
    if account.role not in READERS:
        raise Forbidden(words("problems.403"))
    return account


def ats_seen_by(account: Account, wanted: str | None) -> str | None:
    """The ATS whose records are shown; ``None`` for all. Raises :class:`Forbidden` for another's."""
    if account.ats is None:
        return wanted
    if wanted not in (None, account.ats):
        raise Forbidden(words("unmet.other_ats"))
    return account.ats


def filters_within(
    account: Account, request: Request, unless: Mapping[str, str] = MappingProxyType({})
) -> Filters:
    """The filters of the address, of the account's own ATS where it has one; those that say ``unless`` are not read.

    Raises :class:`BadRequest` for a value that cannot be, :class:`Forbidden` for another's ATS.
    """
    told = {name: value for name, value in request.query_params.items() if unless.get(name) != value}
    try:
        asked = read_filters(told)
    except BadFilterError as error:
        raise BadRequest(words("unmet.filter", name=error.name)) from error
    return asked.but(ats=ats_seen_by(account, asked.ats))
