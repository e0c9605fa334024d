# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping what a public file says, without losing what people have added to its records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields, replace

from sqlalchemy.orm import Session

from welfare_point.catalogue.hsds import SERVICE_FIELDS
from welfare_point.catalogue.importing import SERVICES_AT_ONCE, ImportReport, import_services
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of_services

from .parsing import Parsed

_PLACE = {"municipality", "service_areas", "latitude", "longitude", "address"}


def keep_regional(
    session: Session, parsed: Parsed, *, updated_by: str = "import", now: dt.datetime | None = None
) -> ImportReport:
    """Add the services of a file, or bring those that are there up to date; the caller commits."""
    offers: list[Offer] = []
    for start in range(0, len(parsed.offers), SERVICES_AT_ONCE):
        batch = parsed.offers[start : start + SERVICES_AT_ONCE]
        kept = offers_of_services(session, [offer.service_id for offer in batch])
        for offer in batch:
            rows = kept.get(offer.service_id, [])
            offers += merged(offer, rows, parsed.given[offer.service_id])
    return import_services(session, offers, updated_by=updated_by, now=now)


def merged(offer: Offer, kept: Sequence[Offer], given: frozenset[str]) -> list[Offer]:
    """The rows of a service after an import: what the file fills is new, all else stays as people left it.

    An empty cell says nothing. If the place has changed, all of the place is that of the file, with its area;
    if not, the area stays. Rows that people have added stay too.
    """
    if not kept:
        return [offer]
    moved = kept[0].municipality != offer.municipality
    taken = given | _PLACE if moved else given - {"service_areas"}
    first = replace(kept[0], **{name: getattr(offer, name) for name in taken})
    common = {name for name in taken if name in SERVICE_FIELDS or name.startswith("organization_")}
    shared = {field.name: getattr(first, field.name) for field in fields(Offer) if field.name in common}
    return [first, *(replace(row, **shared) for row in kept[1:])]
