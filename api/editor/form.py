# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a service: which fields it has, what was typed, and how it becomes cells of the file. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData

from welfare_point.catalogue.editing.cells import cells_of
from welfare_point.catalogue.exchange.columns import COLUMNS
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import find_municipality, municipalities

SERVICE_GROUPS: Mapping[str, tuple[str, ...]] = {
    "what": ("name", "description", "topics", "audience", "application_process", "required_documents"),
    "who": (
        "minimum_age",
        "maximum_age",
        "eligibility_description",
        "residents_only",
        "adherents_only",
        "disability_required",
        "isee_maximum",
        "company_size_maximum",
        "sectors",
        "languages",
        "accessibility",
    ),
    "about": ("status", "innovation", "structural", "source"),
}
ROW_GROUPS: Mapping[str, tuple[str, ...]] = {
    "where": (
        "service_areas",
        "delivery",
        "location_name",
        "address",
        "municipality",
        "latitude",
        "longitude",
    ),
    "contacts": ("phone", "email", "url"),
    "when": ("calendar_scope", "valid_from", "valid_to", "byday", "opens_at", "closes_at"),
    "cost": ("cost", "amount", "cost_description"),
    "places": ("capacity_maximum", "capacity_available", "capacity_updated"),
}
CHOICE = "organization_choice"
"""An organization that is there already, in place of a new one."""
ORGANIZATION = ("organization_id", "organization_name", "organization_type")
SERVICE_FIELDS = tuple(field for group in SERVICE_GROUPS.values() for field in group)
ROW_FIELDS = tuple(field for group in ROW_GROUPS.values() for field in group)

_KINDS: Mapping[str, tuple[str, ...]] = {
    "checks": ("topics", "delivery", "calendar_scope", "byday"),
    "yes": ("residents_only", "adherents_only", "disability_required"),
    "select": ("audience", "status", "cost", "innovation", "structural", "organization_type"),
    "long": (
        "description",
        "application_process",
        "required_documents",
        "eligibility_description",
        "accessibility",
        "cost_description",
    ),
    "date": ("valid_from", "valid_to", "capacity_updated", "suspended_from", "suspended_to"),
    "time": ("opens_at", "closes_at"),
    "decimal": ("minimum_age", "maximum_age", "isee_maximum", "latitude", "longitude", "amount"),
    "numeric": ("company_size_maximum", "capacity_maximum", "capacity_available"),
    "email": ("email",),
    "url": ("url",),
    "tel": ("phone",),
}
KINDS = {field: kind for kind, fields in _KINDS.items() for field in fields}
"""How a field is asked for; one that is not here is a line of text."""

MOST_ROWS = 100
_COMMA = re.compile(r"-?[0-9]+,[0-9]+")

Typed = dict[str, str]
"""What a person reads or writes in the fields of one row, those of the service included."""


def input_name(row: int, field: str) -> str:
    """The name and id of an input; the fields of the service have no row."""
    return f"row-{row}-{field}" if field in ROW_FIELDS else field


def shown(rows: Sequence[Offer]) -> list[Typed]:
    """What the form shows of the rows of a service: comuni by name."""
    return [_readable(cells_of(row)) for row in rows]


def typed(form: FormData) -> list[Typed]:
    """What was sent, by row; as it was typed but for spaces around it and the kind of line ends."""
    service = {field: _value(form, field, field) for field in (CHOICE, *ORGANIZATION, *SERVICE_FIELDS)}
    return [
        service | {field: _value(form, field, input_name(row, field)) for field in ROW_FIELDS}
        for row in range(_rows_in(form))
    ]


def as_cells(row: Typed) -> dict[str, str]:
    """The cells that the import reads: comuni among the areas may be written by name, decimals with a comma."""
    items = (item.strip() for item in row.get("service_areas", "").split(";"))
    codes = [comune.istat if (comune := find_municipality(item)) else item for item in items]
    numbers = {
        name: value.replace(",", ".")
        for name, value in row.items()
        if KINDS.get(name) == "decimal" and _COMMA.fullmatch(value)
    }
    cells = row | numbers | {"service_areas": ";".join(codes)}
    return {column: cell for column, cell in cells.items() if column in COLUMNS}


def after_action(rows: list[Typed], action: str) -> list[Typed]:
    """The rows after one was added (like the last, but for its place) or removed."""
    if action == "add-row" and len(rows) < MOST_ROWS:
        place = dict.fromkeys(("location_name", "address", "municipality", "latitude", "longitude"), "")
        return [*rows, rows[-1] | place]
    number = action.removeprefix("remove-row-")
    if number.isdecimal() and int(number) < len(rows) and len(rows) > 1:
        return rows[: int(number)] + rows[int(number) + 1 :]
    return rows


def _readable(cells: Mapping[str, str]) -> Typed:
    known = municipalities()
    areas = (known[item].name if item in known else item for item in cells["service_areas"].split(";"))
    place = known[cells["municipality"]].name if cells["municipality"] else ""
    return {**cells, "service_areas": "; ".join(areas), "municipality": place}


def _rows_in(form: FormData) -> int:
    said = str(form.get("rows", "1"))
    return min(max(int(said), 1), MOST_ROWS) if said.isdecimal() and len(said) <= len(str(MOST_ROWS)) else 1


def _value(form: FormData, field: str, name: str) -> str:
    values: list[Any] = form.getlist(name)
    # A list of boxes sends each that is ticked; any other field is taken once.
    texts = [_tidy(value) for value in values if isinstance(value, str)]
    return ";".join(texts) if KINDS.get(field) == "checks" else next(iter(texts), "")


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
