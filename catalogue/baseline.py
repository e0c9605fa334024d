# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the networks stood: the figures of 2020-2023 as printed and corrected, and ours in the same shape.

Printed figures are those of C. Agostini and E. De Stefanis, "Reti Territoriali di Conciliazione e Alleanze locali in
Lombardia", in F. Maino (ed.), *Agire insieme. Sesto Rapporto sul secondo welfare*, 2023, table 6.1 and figure 6.2;
the matrix of Alliances is P. Paroni's. They are kept as they were in ``data/baseline/``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .demand.filters import Filters
from .demand.tallies import Tally, tally
from .editing.scope import areas_within, municipalities_of
from .models import Address, Location, NeedRecord, Organization, Service, ServiceArea, ServiceAtLocation
from .offer import ORGANIZATION_TYPES
from .reference import ATS, DATA

FOLDER = DATA / "baseline"
CODES: Mapping[str, str] = {
    "Milano": "321",
    "Insubria": "322",
    "Montagna": "323",
    "Brianza": "324",
    "Bergamo": "325",
    "Brescia": "326",
    "Val Padana": "327",
    "Pavia": "328",
}
"""What the tables call the ATS."""
TOTAL = "Totale"


@dataclass(frozen=True, slots=True)
class Actions:
    """A row of table 6.1: Alliances, and actions as printed and corrected, for persons and for firms."""

    name: str
    alliances: int
    printed: int
    corrected: int
    persons: int
    firms: int

    @property
    def holds(self) -> bool:
        """Whether the printed number is the sum of its parts."""
        return self.printed == self.persons + self.firms


@dataclass(frozen=True, slots=True)
class Own:
    """Our report for one ATS: active services by audience, bodies by type, needs."""

    persons: int
    firms: int
    both: int
    bodies: Mapping[str, int]
    """By type; ``""`` for bodies whose type is not known."""
    needs: Tally

    @property
    def services(self) -> int:
        """All active services."""
        return self.persons + self.firms + self.both


@cache
def actions() -> tuple[Sequence[Actions], Actions]:
    """Table 6.1: the rows of the ATS, and the total as it was printed."""
    with (FOLDER / "table-6-1.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Actions(
                row["ats"],
                int(row["alleanze"]),
                int(row["azioni_stampate"]),
                int(row["azioni_corrette"]),
                int(row["persone"]),
                int(row["imprese"]),
            )
            for row in csv.DictReader(file)
        ]
    return [row for row in rows if row.name != TOTAL], next(row for row in rows if row.name == TOTAL)


def summed(rows: Sequence[Actions]) -> Actions:
    """The total that follows from the rows."""
    return Actions(
        TOTAL,
        sum(row.alliances for row in rows),
        sum(row.printed for row in rows),
        sum(row.corrected for row in rows),
        sum(row.persons for row in rows),
        sum(row.firms for row in rows),
    )


@cache
def bodies() -> Mapping[str, Mapping[str, int]]:
    """Figure 6.2: by ATS, how many bodies of each type of :data:`ORGANIZATION_TYPES` are in its Alliances."""
    with (FOLDER / "figure-6-2.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["ats"]: {name: int(row[name]) for name in ORGANIZATION_TYPES} for row in csv.DictReader(file)
        }


@cache
def alliances() -> Mapping[tuple[str, str], int]:
    """How many Alliances involve (``profit`` or ``no_profit``) bodies for (``servizi`` or ``consulenza``)."""
    with (FOLDER / "alliances.csv").open(encoding="utf-8", newline="") as file:
        return {(row["imprese"], row["strumento"]): int(row["alleanze"]) for row in csv.DictReader(file)}


def own_report(session: Session) -> dict[str, Own]:
    """Ours by ATS code, from the catalogue and the records of needs.

    A service counts in each ATS in which it has a place or an area; one for all the region counts in none by its
    area alone.
    """
    needs = tally(session, Filters(), NeedRecord.ats)
    return {ats: _own(session, ats, needs.get((ats,), Tally())) for ats in ATS}


def own_matrix(session: Session) -> dict[tuple[str, str], int]:
    """Active services in the shape of :func:`alliances`: who gives them, and whether to persons or to firms."""
    firm = Organization.organization_type.in_(
        [name for name in ORGANIZATION_TYPES if name.endswith("_impresa")]
    )
    giver = sa.case((firm, "profit"), (Organization.organization_type == "no_profit", "no_profit"), else_="")
    tool = sa.case((Service.audience == "persona", "servizi"), else_="consulenza")
    query = (
        sa.select(giver.label("giver"), tool.label("tool"), sa.func.count())
        .select_from(Service)
        .join(Service.organization)
        .where(Service.status == "active")
    )
    rows = session.execute(query.group_by("giver", "tool")).all()
    found = {(row[0], row[1]): row[2] for row in rows}
    return {key: found.get(key, 0) for key in alliances()}


def _own(session: Session, ats: str, needs: Tally) -> Own:
    here = _active_in(session, ats)
    by_audience = session.execute(
        sa.select(Service.audience, sa.func.count()).where(Service.id.in_(here)).group_by(Service.audience)
    )
    audience = {row[0]: row[1] for row in by_audience}
    by_type = session.execute(
        sa.select(Organization.organization_type, sa.func.count(Organization.id.distinct()))
        .join(Organization.services)
        .where(Service.id.in_(here))
        .group_by(Organization.organization_type)
    )
    found = {row[0] or "": row[1] for row in by_type}
    return Own(
        audience.get("persona", 0), audience.get("impresa", 0), audience.get("entrambi", 0), found, needs
    )


def _active_in(session: Session, ats: str) -> sa.Select[str]:
    by_area = (
        sa.select(ServiceAtLocation.service_id)
        .join(ServiceAtLocation.service_areas)
        .where(ServiceArea.code.in_(areas_within(session, ats)))
    )
    by_place = (
        sa.select(ServiceAtLocation.service_id)
        .join(ServiceAtLocation.location)
        .join(Location.addresses)
        .where(Address.municipality.in_(municipalities_of(ats)))
    )
    either = sa.or_(Service.id.in_(by_area), Service.id.in_(by_place))
    return sa.select(Service.id).where(Service.status == "active", either)
