# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of the catalogue's CSV, in their order, and how the cells of each are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from ..offer import ORGANIZATION_TYPES
from . import cells
from .cells import Reader

REQUIRED = (
    "service_id",
    "organization_id",
    "organization_name",
    "name",
    "topics",
    "audience",
    "service_areas",
)

CALENDAR_SCOPES = ("scuola", "estate", "natale", "carnevale", "pasqua", "chiusure", "tutto-anno")


READERS: Mapping[str, Reader] = {
    "service_id": cells.text,
    "organization_id": cells.text,
    "organization_name": cells.text,
    "organization_type": cells.choice(*ORGANIZATION_TYPES),
    "name": cells.text,
    "description": cells.text,
    "topics": cells.listed(cells.topic),
    "audience": cells.choice("persona", "impresa", "entrambi"),
    "status": cells.choice("active", "inactive", "temporarily_closed", "defunct"),
    "minimum_age": cells.age,
    "maximum_age": cells.age,
    "eligibility_description": cells.text,
    "residents_only": cells.boolean,
    "adherents_only": cells.boolean,
    "isee_maximum": cells.amount,
    "disability_required": cells.boolean,
    "company_size_maximum": cells.whole,
    "sectors": cells.listed(str.lower),
    "service_areas": cells.listed(cells.area),
    "delivery": cells.choices("in_presenza", "online", "telefono", "domicilio"),
    "location_name": cells.text,
    "address": cells.text,
    "municipality": cells.municipality,
    "latitude": cells.latitude,
    "longitude": cells.longitude,
    "phone": cells.text,
    "email": cells.email,
    "url": cells.url,
    "application_process": cells.text,
    "cost": cells.choice("gratuito", "pagamento", "isee", "voucher"),
    "amount": cells.amount,
    "cost_description": cells.text,
    "calendar_scope": cells.choices(*CALENDAR_SCOPES),
    "valid_from": cells.date,
    "valid_to": cells.date,
    "byday": cells.choices("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
    "opens_at": cells.time,
    "closes_at": cells.time,
    "capacity_maximum": cells.whole,
    "capacity_available": cells.whole,
    "capacity_updated": cells.date,
    "assured_date": cells.date,
    "assured_by": cells.text,
    "languages": cells.listed(cells.text),
    "accessibility": cells.text,
    "required_documents": cells.text,
    "innovation": cells.choice("ordinario", "sperimentale"),
    "structural": cells.choice("strutturale", "occasionale"),
    "source": cells.text,
}
COLUMNS = tuple(READERS)


def readers(ambiti: Collection[str]) -> Mapping[str, Reader]:
    """The reader of each column, for a catalogue where these Ambiti (identifiers) are known."""
    return {**READERS, "service_areas": cells.listed(partial(cells.area, ambiti=ambiti))}
