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
    split = _split_by_postgresql() if postgresql else _split_by_sqlite()
    shown = split.where(NeedRecord.offers.is_not(None), *conditions(filters)).subquery()
    query = sa.select(shown.c.service_id, sa.func.count()).group_by(shown.c.service_id)
    return {row[0]: row[1] for row in session.execute(query)}


_LISTED = sa.cast(NeedRecord.offers, sa.Text)


def _split_by_postgresql() -> sa.Select[str]:
    """In the list of columns: joined to its own records, several processes could not share the work."""
    return sa.select(sa.func.unnest(sa.func.string_to_array(_LISTED, ";")).label("service_id"))


def _split_by_sqlite() -> sa.Select[str]:
    """As JSON, quoted first: an id may hold any sign but the separator."""
    listed = sa.func.replace(sa.func.json_quote(_LISTED), ";", '","')
    members = sa.func.json_each("[" + listed + "]").table_valued("value", name="member")
    return sa.select(members.c.value.label("service_id")).select_from(NeedRecord).join(members, sa.true())
