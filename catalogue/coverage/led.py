# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""To which services people were led: counted by the database from the lists of offers in the records."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.demand.filters import Filters, conditions
from welfare_point.catalogue.models import NeedRecord


def led_to(session: Session, filters: Filters) -> dict[str, int]:
    """By service id, how often it was shown; those that never were are left out. One query."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    members, service_id = _split_by_postgresql() if postgresql else _split_by_sqlite()
    query = (
        sa.select(service_id, sa.func.count())
        .select_from(NeedRecord)
        .join(members, sa.true())
        .where(NeedRecord.offers.is_not(None), *conditions(filters))
        .group_by(service_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


_LISTED = sa.cast(NeedRecord.offers, sa.Text)


def _split_by_postgresql() -> tuple[sa.FromClause, sa.ColumnElement[str]]:
    split = sa.func.unnest(sa.func.string_to_array(_LISTED, ";")).table_valued("service_id", name="member")
    members = split.render_derived().lateral()
    return members, members.c.service_id


def _split_by_sqlite() -> tuple[sa.FromClause, sa.ColumnElement[str]]:
    """As JSON, quoted first: an id may hold any sign but the separator."""
    listed = sa.func.replace(sa.func.json_quote(_LISTED), ";", '","')
    members = sa.func.json_each("[" + listed + "]").table_valued("value", name="member")
    return members, members.c.value
