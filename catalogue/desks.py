# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who answers for a comune when a program is not enough: the narrowest desk for this audience."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import DeskRow
from .offers import areas_of

KINDS = ("welfare_point", "ambito", "comune", "ats")
"""A Welfare Point comes first: it was made for this."""

_WIDTH = {"ambito": 1, "prov": 2, "ats": 3, "regione": 4}
"""How wide an area is, by the word before its colon; a comune has none and is the narrowest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A place with people. Field names are the columns of its CSV; areas as in the catalogue."""

    id: str
    name: str
    kind: str
    service_areas: tuple[str, ...]
    hours: str
    audience: str = "entrambi"
    address: str | None = None
    municipality: str | None = None
    phone: str | None = None
    email: str | None = None
    assured_date: dt.date | None = None
    source: str | None = None


def desk_for(session: Session, municipality: str, audience: str | None) -> Desk | None:
    """The desk for a comune (ISTAT code): of the first kind that there is, with the narrowest area."""
    areas = areas_of(session, municipality)
    there = [desk for desk in all_desks(session) if areas & set(desk.service_areas)]
    fitting = [desk for desk in there if audience is None or desk.audience in (audience, "entrambi")]
    return min(fitting, key=lambda desk: (KINDS.index(desk.kind), _width(desk, areas), desk.id), default=None)


def _width(desk: Desk, areas: frozenset[str]) -> int:
    covering = areas & set(desk.service_areas)
    return min(_WIDTH[area.partition(":")[0]] if ":" in area else 0 for area in covering)


def all_desks(session: Session) -> list[Desk]:
    """All desks, by id. There are some hundreds at most, so they are chosen among in Python."""
    rows = session.scalars(sa.select(DeskRow).order_by(DeskRow.id))
    return [Desk(**{name: getattr(row, name) for name in Desk.__dataclass_fields__}) for row in rows]


def keep_desks(session: Session, desks: Iterable[Desk]) -> int:
    """Keep desks, in place of those with the same id; how many there were. The caller commits."""
    kept = [session.merge(DeskRow(**asdict(desk))) for desk in desks]
    session.flush()
    return len(kept)
