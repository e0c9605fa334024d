# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links by which a provider confirms or corrects its own records: made, listed, revoked, looked up."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import ProviderLink

from .scope import Scope

DAYS = 30
MOST_DAYS = 365
_SALT = "provider-link"


def make_link(
    session: Session, scope: Scope, created_by: str, *, days: int = DAYS, now: dt.datetime | None = None
) -> ProviderLink:
    """A link for the organization of ``scope``, within its ATS if it has one. The caller commits."""
    if scope.organization is None or not 1 <= days <= MOST_DAYS:
        raise ValueError(f"a link is for one organization and 1 to {MOST_DAYS} days")
    now = now or dt.datetime.now(dt.UTC)
    link = ProviderLink(
        organization_id=scope.organization,
        ats=scope.ats,
        created=now,
        created_by=created_by,
        expires=now + dt.timedelta(days=days),
    )
    session.add(link)
    session.flush()
    return link


def token_of(link: ProviderLink, secret: str) -> str:
    """What the address of a link holds: its id, signed, so that no address can be invented."""
    return str(URLSafeSerializer(secret, salt=_SALT).dumps(link.id))


def valid_link(
    session: Session, token: str, secret: str, *, now: dt.datetime | None = None
) -> ProviderLink | None:
    """The link of a token; ``None`` if it was not made here, is over or was revoked."""
    try:
        link_id = URLSafeSerializer(secret, salt=_SALT).loads(token)
    except BadSignature:
        return None
    link = session.get(ProviderLink, link_id)
    if link is None or link.revoked is not None or link.expires <= (now or dt.datetime.now(dt.UTC)):
        return None
    return link


def links_within(session: Session, scope: Scope) -> list[ProviderLink]:
    """The links that somebody with this scope may see and revoke, the latest first."""
    query = sa.select(ProviderLink).order_by(ProviderLink.created.desc())
    if scope.ats is not None:
        query = query.where(ProviderLink.ats == scope.ats)
    if scope.organization is not None:
        query = query.where(ProviderLink.organization_id == scope.organization)
    return list(session.scalars(query))


def revoke(session: Session, link: ProviderLink, *, now: dt.datetime | None = None) -> None:
    """From now on the link opens nothing. The caller commits."""
    link.revoked = link.revoked or now or dt.datetime.now(dt.UTC)
    session.flush()


def forget_ended(session: Session, moment: dt.datetime) -> None:
    """Erase links that expired or were revoked before ``moment``. The caller commits."""
    over = sa.or_(ProviderLink.expires < moment, ProviderLink.revoked < moment)
    session.execute(sa.delete(ProviderLink).where(over))
