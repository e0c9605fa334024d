# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services that somebody may correct, those verified longest ago first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.directory import Page
from welfare_point.catalogue.hsds import term_id
from welfare_point.catalogue.matching.criteria import FRESH_DAYS
from welfare_point.catalogue.models import Attribute, Service
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of_services
from welfare_point.catalogue.reports import reported
from welfare_point.catalogue.search import ranked_ids

from .scope import Scope, within


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list shows; empty: no matter. ``stale``: only what was not verified for a year;
    ``reported``: only what somebody said is wrong."""

    text: str = ""
    topic: str = ""
    status: str = ""
    organization: str = ""
    stale: bool = False
    reported: bool = False
    heard: Mapping[str, float] | None = None
    """Topics that ``text`` may mean to whoever hears sentences, 0..1."""


def listed(
    session: Session, scope: Scope, wanted: Wanted, today: dt.date, number: int, size: int
) -> Page[list[Offer]]:
    """One page of services, each as its rows."""
    query = sa.select(Service.id).where(*within(session, scope), *_conditions(session, wanted, today))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(Service.assured_date.asc().nulls_first(), Service.id)
    ids = list(session.scalars(ordered.limit(size).offset((number - 1) * size)))
    rows = offers_of_services(session, ids)
    return Page([rows[i] for i in ids], number, size, total)


def _conditions(session: Session, wanted: Wanted, today: dt.date) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.text:
        # The search knows other spellings and words, but ranks the whole catalogue and keeps the best of it only:
        # whoever looks within an ATS must not miss what has these very words.
        found = ranked_ids(session, wanted.text, active=None, heard=wanted.heard)
        literal = Service.name.icontains(wanted.text, autoescape=True) | Service.description.icontains(
            wanted.text, autoescape=True
        )
        yield literal | Service.id.in_(found)
    if wanted.topic:
        yield Service.id.in_(
            sa.select(Attribute.link_id).where(
                Attribute.taxonomy_term_id == term_id(wanted.topic),
                Attribute.link_entity == Service.__tablename__,
            )
        )
    if wanted.status:
        yield Service.status == wanted.status
    if wanted.organization:
        yield Service.organization_id == wanted.organization
    if wanted.stale:
        limit = today - dt.timedelta(days=FRESH_DAYS)
        yield Service.assured_date.is_(None) | (Service.assured_date < limit)
    if wanted.reported:
        yield Service.id.in_(reported())
