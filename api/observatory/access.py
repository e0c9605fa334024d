# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees aggregates."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.orm import Session

from welfare_point.api.manager.access import READERS
from welfare_point.api.problems import Forbidden
from welfare_point.api.words import words
from welfare_point.catalogue.accounts import find_account
from welfare_point.catalogue.models import Account

VIEWERS = READERS | {"regional"}
"""Roles that see aggregates; ``regional`` sees all of them and no single record."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and whether the records behind a figure are open to them."""

    account: Account

    @property
    def reads(self) -> bool:
        """Whether they may read single records."""
        return self.account.role in READERS


def viewer_of(request: Request, session: Session) -> Viewer | None:
    """Who has logged in; none if nobody. Raises :class:`Forbidden` for roles without the observatory."""
    account = find_account(session, str(request.session.get("account", "")))
    if account is None or account.disabled:
        return None
    if account.role not in VIEWERS:
        raise Forbidden(words("problems.403"))
    return Viewer(account)
