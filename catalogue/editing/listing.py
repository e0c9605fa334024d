# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services that somebody may correct, those verified longest ago first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.directory import Filter, Page, filtered
from welfare_point.catalogue.matching.criteria import FRESH_DAYS
from welfare_point.catalogue.models import Service
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of_services

from .scope import Scope, within


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list shows. ``stale``: only what was not verified for a year."""

    filter: Filter
    stale: bool = False


def listed(
    session: Session, scope: Scope, wanted: Wanted, today: dt.date, number: int, size: int
) -> Page[list[Offer]]:
    """One page of services, each as its rows."""
    query = filtered(session, wanted.filter).where(*within(session, scope))
    if wanted.stale:
        limit = today - dt.timedelta(days=FRESH_DAYS)
        query = query.where(Service.assured_date.is_(None) | (Service.assured_date < limit))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(Service.assured_date.asc().nulls_first(), Service.id)
    ids = list(session.scalars(ordered.limit(size).offset((number - 1) * size)))
    rows = offers_of_services(session, ids)
    return Page([rows[i] for i in ids], number, size, total)
