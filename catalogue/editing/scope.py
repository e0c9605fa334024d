# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which services somebody may correct: those of an ATS, of an organization, of both, or all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import (
    Account,
    Address,
    MunicipalityAmbito,
    Organization,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import PROVINCES, municipalities


@dataclass(frozen=True, slots=True)
class Scope:
    """Limits that hold together. ``None``: no such limit; ``ats`` is a code, ``organization`` an id."""

    ats: str | None = None
    organization: str | None = None


def scope_of(account: Account) -> Scope:
    """What an account may correct; without ATS and organization, everything."""
    return Scope(account.ats, account.organization)


@cache
def municipalities_of(ats: str) -> frozenset[str]:
    """The ISTAT codes of the comuni of an ATS."""
    return frozenset(code for code, comune in municipalities().items() if comune.ats == ats)


def areas_within(session: Session, ats: str) -> frozenset[str]:
    """The codes of the service areas that lie wholly in an ATS. The region does not, nor do shared provinces."""
    own = municipalities_of(ats)
    outside = {comune.province for comune in municipalities().values() if comune.ats != ats}
    members: dict[str, set[str]] = {}
    for comune, ambito in session.execute(
        sa.select(MunicipalityAmbito.municipality, MunicipalityAmbito.ambito_id)
    ):
        members.setdefault(ambito, set()).add(comune)
    return own.union(
        {f"ats:{ats}"},
        (f"prov:{province}" for province in PROVINCES if province not in outside),
        (f"ambito:{ambito}" for ambito, comuni in members.items() if comuni <= own),
    )


def holds(session: Session, scope: Scope, rows: Iterable[Offer]) -> bool:
    """Whether the rows of a service lie within: for an ATS one area or one location is enough."""
    rows = list(rows)
    if scope.organization is not None and any(row.organization_id != scope.organization for row in rows):
        return False
    if scope.ats is None:
        return True
    areas = areas_within(session, scope.ats)
    places = municipalities_of(scope.ats)
    return any(row.municipality in places or not areas.isdisjoint(row.service_areas) for row in rows)


def within(session: Session, scope: Scope) -> list[sa.ColumnElement[bool]]:
    """The same as :func:`holds`, as conditions on ``service``."""
    conditions: list[sa.ColumnElement[bool]] = []
    if scope.organization is not None:
        conditions.append(Service.organization_id == scope.organization)
    if scope.ats is not None:
        by_area = (
            sa.select(ServiceAtLocation.service_id)
            .join(ServiceArea, ServiceArea.service_at_location_id == ServiceAtLocation.id)
            .where(ServiceArea.code.in_(areas_within(session, scope.ats)))
        )
        by_place = (
            sa.select(ServiceAtLocation.service_id)
            .join(Address, Address.location_id == ServiceAtLocation.location_id)
            .where(Address.municipality.in_(municipalities_of(scope.ats)))
        )
        conditions.append(Service.id.in_(by_area) | Service.id.in_(by_place))
    return conditions


def organizations_within(session: Session, scope: Scope) -> list[Organization]:
    """The organizations that have services within the scope, by name."""
    having = sa.select(Service.organization_id).where(*within(session, scope))
    query = sa.select(Organization).where(Organization.id.in_(having)).order_by(Organization.name)
    return list(session.scalars(query))
