# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The needs of one period, counted by the database."""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.matching.engine import CAUSES
from welfare_point.catalogue.models import MunicipalityAmbito, NeedRecord
from welfare_point.catalogue.reference import municipalities, topics

from .periods import Period
from .tabulating import MET, UNKNOWN, UNMET, Counts, Frame, Key

ALL_CAUSES = ("no_service", "out_of_area", *CAUSES, "rejected", "not_understood")


def count(session: Session, period: Period) -> Counts:
    """The counts of a period. One statement, so that a need that is withdrawn meanwhile is in all or in none."""
    unmet = sa.case((NeedRecord.cause.is_(None), MET), else_=UNMET)
    # Without a comune nobody can say in which list of places a need would be.
    ats = sa.case(
        (NeedRecord.municipality.is_not(None), sa.func.coalesce(NeedRecord.ats, UNKNOWN)), else_=UNKNOWN
    )
    key = (ats, unmet, sa.func.coalesce(NeedRecord.topic, UNKNOWN))
    month = sa.cast(sa.extract("month", NeedRecord.day), sa.Integer)
    parts: dict[str, sa.ColumnElement[Any]] = {
        "by_place": sa.func.coalesce(NeedRecord.municipality, UNKNOWN),
        "by_month": sa.cast(month, sa.Text),
        "by_cause": sa.func.coalesce(NeedRecord.cause, ""),
    }
    queries = [
        sa.select(sa.literal_column(f"'{name}'"), *key, part, sa.func.count())
        .where(NeedRecord.day.between(period.first, period.last))
        .group_by(*key, part)
        for name, part in parts.items()
    ]
    counts = Counts()
    for name, in_ats, outcome, topic, part, number in session.execute(sa.union_all(*queries)):
        told = f"{period.first.year}-{int(part):02}" if name == "by_month" else part
        if told:
            table: dict[Key, Counter[str]] = getattr(counts, name)
            table.setdefault(Key(in_ats, outcome, topic), Counter())[told] += number
    return counts


def frame(session: Session) -> Frame:
    """What could have been asked: every topic, cause and comune, with the Ambiti as they are today."""
    pairs = sa.select(MunicipalityAmbito.municipality, MunicipalityAmbito.ambito_id)
    ambito_of = {row.municipality: row.ambito_id for row in session.execute(pairs)}
    territory: dict[str, dict[str, None]] = {}
    for comune in municipalities().values():
        whole = f"ats:{comune.ats}"
        if ambito := ambito_of.get(comune.istat):
            territory.setdefault(whole, {})[f"ambito:{ambito}"] = None
            whole = f"ambito:{ambito}"
        territory.setdefault(whole, {})[comune.istat] = None
    return Frame(
        [*topics(), UNKNOWN], ALL_CAUSES, {place: tuple(parts) for place, parts in territory.items()}
    )
