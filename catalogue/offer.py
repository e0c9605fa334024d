# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An offer: one service at one location, with everything that decides whether it fits.

It is one row of the catalogue's CSV with typed values, and the one form in which a row travels:
the import makes it from cells, the database keeps it in HSDS tables, matching reads it, the export
writes it back. Field names are the CSV's column names; an empty cell is ``None`` or an empty tuple.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ORGANIZATION_TYPES = (
    "ente_pubblico",
    "ambito",
    "scuola",
    "sindacato",
    "associazione_datoriale",
    "no_profit",
    "grande_impresa",
    "media_impresa",
    "piccola_impresa",
    "micro_impresa",
)
"""What kinds of bodies offer services, as the networks' own tables name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One service at one location. Ages in years, money in euro, coordinates in WGS84 degrees."""

    service_id: str
    organization_id: str
    organization_name: str
    name: str
    topics: tuple[str, ...]
    audience: str
    service_areas: tuple[str, ...]
    organization_type: str | None = None
    description: str | None = None
    status: str = "active"
    minimum_age: float | None = None
    maximum_age: float | None = None
    eligibility_description: str | None = None
    residents_only: bool = False
    adherents_only: bool = False
    isee_maximum: float | None = None
    disability_required: bool = False
    company_size_maximum: int | None = None
    sectors: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    location_name: str | None = None
    address: str | None = None
    municipality: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None
    email: str | None = None
    url: str | None = None
    application_process: str | None = None
    cost: str | None = None
    amount: float | None = None
    cost_description: str | None = None
    calendar_scope: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    byday: tuple[str, ...] = ()
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    capacity_maximum: int | None = None
    capacity_available: int | None = None
    capacity_updated: dt.date | None = None
    assured_date: dt.date | None = None
    assured_by: str | None = None
    languages: tuple[str, ...] = ()
    accessibility: str | None = None
    required_documents: str | None = None
    innovation: str | None = None
    structural: str | None = None
    source: str | None = None
