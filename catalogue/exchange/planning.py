# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an import would do, told before it is done. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.changes import Change, organization_changes, service_changes
from welfare_point.catalogue.hsds import FIELDS, ORGANIZATION_FIELDS
from welfare_point.catalogue.models import Organization
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of_services

AT_ONCE = 300
"""Services compared together: bounds memory, and the parameters of a statement."""


@dataclass(slots=True)
class Plan:
    """Services to add (id → name) and to change (id → what changes), organizations to change; the rest is left."""

    added: dict[str, str] = field(default_factory=dict)
    changed: dict[str, list[Change]] = field(default_factory=dict)
    organizations: dict[str, list[Change]] = field(default_factory=dict)
    unchanged: int = 0

    @property
    def fingerprint(self) -> str:
        """The same for the same plan only: of the new services by id, of the others with their old values."""
        said = repr((list(self.added), self.changed, self.organizations, self.unchanged))
        return hashlib.sha256(said.encode()).hexdigest()


def services_of(offers: Sequence[Offer]) -> dict[str, list[Offer]]:
    """The rows of each service."""
    services: dict[str, list[Offer]] = {}
    for offer in offers:
        services.setdefault(offer.service_id, []).append(offer)
    return services


def plan_import(session: Session, offers: Sequence[Offer]) -> Plan:
    """Compare the offers of a file with the catalogue."""
    plan = Plan()
    services = services_of(offers)
    ids = list(services)
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        before = offers_of_services(session, batch)
        for key in batch:
            rows = services[key]
            if key not in before:
                plan.added[key] = rows[0].name
            elif changes := list(service_changes(before[key], rows)):
                plan.changed[key] = changes
            elif before[key] != rows:  # only what is said of its organization
                plan.changed[key] = []
            else:
                plan.unchanged += 1
    kept = {
        key: row
        for key, *row in session.execute(
            sa.select(Organization.id, *(FIELDS[name] for name in ORGANIZATION_FIELDS))
        )
    }
    for offer in {offer.organization_id: offer for offer in offers}.values():
        if offer.organization_id in kept and (
            changes := list(organization_changes(kept[offer.organization_id], offer))
        ):
            plan.organizations[offer.organization_id] = changes
    return plan
