# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the open directory answers, in the shapes of HSDS 3.1 (https://docs.openreferral.org).

The shapes themselves are those of the catalogue's exchange; here are only the pages and their shorter forms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from welfare_point.catalogue.directory import Listed, Page
from welfare_point.catalogue.exchange.hsds_tables import nested, tables
from welfare_point.catalogue.exchange.hsds_tables import organization as organization_record
from welfare_point.catalogue.models import Organization, Taxonomy

Shape = dict[str, Any]


def page(found: Page[Any], contents: list[Shape]) -> Shape:
    """HSDS pagination."""
    pages = max(1, -(-found.total // found.size))
    return {
        "total_items": found.total,
        "total_pages": pages,
        "page_number": found.number,
        "size": len(contents),
        "first_page": found.number == 1,
        "last_page": found.number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def full_service(listed: Listed) -> Shape:
    """``service`` with all that hangs on it."""
    return nested(tables(*listed))


def simple_service(listed: Listed) -> Shape:
    """``service`` with its organization, without lists."""
    found = tables(*listed)
    return {**found["service"][0], "organization": found["organization"][0]}


def minimal_service(key: str, last_modified: dt.datetime) -> Shape:
    """Its id and when it changed, under HSDS's two names for it."""
    moment = last_modified.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"id": key, "last_modified": moment, "modified_date": moment}


def full_row(key: str, listed: Listed) -> Shape:
    """``service_at_location`` with all that hangs on it, and its service without lists."""
    rows: Sequence[Shape] = full_service(listed)["service_at_locations"]
    found = next(row for row in rows if row["id"] == key)
    return {**found, "service": simple_service(listed)}


def simple_row(key: str, listed: Listed) -> Shape:
    """``service_at_location`` with its location, without lists."""
    found = tables(*listed)
    row = next(row for row in found["service_at_location"] if row["id"] == key)
    location = next(one for one in found["location"] if one["id"] == row["location_id"])
    return {**row, "location": location}


def organization(found: Organization, services: list[Shape] | None = None) -> Shape:
    """``organization``, with its ``services`` if they are given."""
    shape = organization_record(found.id, found.name, kind=found.organization_type)
    return shape if services is None else {**shape, "services": services}


def brief_service(listed: Listed) -> Shape:
    """A service inside its organization."""
    return {key: value for key, value in simple_service(listed).items() if key != "organization"}


def taxonomy(found: Taxonomy) -> Shape:
    """``taxonomy``."""
    return {"id": found.id, "name": found.name, "description": found.description}
