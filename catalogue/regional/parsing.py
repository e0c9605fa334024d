# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A public file becomes offers. Every wrong cell is named by line, column, value and what was expected."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import attrgetter

from welfare_point.catalogue.exchange.columns import READERS
from welfare_point.catalogue.exchange.errors import CellError
from welfare_point.catalogue.offer import Offer

from .files import Records, compared, read_records
from .layout import Layout, detect_layout, shipped
from .rows import Row, read_row
from .words import said


@dataclass(slots=True)
class Parsed:
    """What a file says.

    ``given``: of each service (by id) the fields that the file fills, the others being what is true of the
    whole file. ``seen``: the ids of all records, good and faulty: a faulty record has not vanished.
    """

    layout: Layout | None = None
    offers: list[Offer] = field(default_factory=list)
    given: dict[str, frozenset[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    errors: list[CellError] = field(default_factory=list)
    notices: list[CellError] = field(default_factory=list)
    rows: int = 0
    faulty: int = 0
    """How many rows have errors."""
    readable: bool = True
    """Whether the file as a whole could be read; if not, there is nothing to import even without the faulty."""


def parse_regional(content: bytes, layout: Layout | None = None) -> Parsed:
    """Read a file; the layout is found by the headers if it is not given."""
    records = read_records(content, layout.encoding if layout else "utf-8")
    layout = layout or (detect_layout(records.headers) if records.headers else None)
    parsed = Parsed(layout, errors=list(records.errors))
    if not records.headers:
        parsed.readable = False
        return parsed
    if layout is None:
        shown = ", ".join(records.headers.values())
        parsed.errors.append(CellError(1, "", shown, said("layout_unclear", known=", ".join(shipped()))))
        parsed.readable = False
        return parsed
    if missing := _missing(records, layout):
        parsed.errors += [CellError(1, header, "", said("column_present")) for header in missing]
        parsed.readable = False
        return parsed
    _read_all(parsed, records, layout)
    parsed.errors.sort(key=attrgetter("line"))
    return parsed


def _missing(records: Records, layout: Layout) -> list[str]:
    known = {
        header for names in layout.columns.values() for header in names if compared(header) in records.headers
    }
    return layout.missing(known)


def _read_all(parsed: Parsed, records: Records, layout: Layout) -> None:
    constants = {name: READERS[name](text) for name, text in layout.constants.items()}
    lines: dict[str, int] = {}
    bodies: dict[str, tuple[int, str]] = {}
    for record in records.records:
        row = read_row(layout, record, records.headers)
        service_id = row.values.get("service_id")
        if service_id:
            parsed.seen.add(service_id)
            if lines.setdefault(service_id, record.number) != record.number:
                row.refuse("service_id", said("code_once", line=lines[service_id]))
        _one_name(row, bodies)
        split = record.number in records.numbers
        parsed.rows += 1
        parsed.faulty += bool(row.errors or split)
        parsed.notices += row.notices
        if split:  # its cells may stand under the wrong headers: what they say is not reported
            continue
        parsed.errors += row.errors
        if not row.errors:
            values = {name: value for name, value in row.values.items() if value not in (None, ())}
            offer = Offer(**{"source": layout.source, **constants, **values})
            parsed.offers.append(offer)
            parsed.given[offer.service_id] = frozenset(values)
    _one_type(parsed)
    broken = records.numbers - {record.number for record in records.records}
    parsed.rows += len(broken)
    parsed.faulty += len(broken)


def _one_type(parsed: Parsed) -> None:
    """A body has one type: the first that any of its rows says. Else each import would change it anew."""
    types: dict[str, str] = {}
    for offer in parsed.offers:
        if offer.organization_type:
            types.setdefault(offer.organization_id, offer.organization_type)
    for position, offer in enumerate(parsed.offers):
        if kind := types.get(offer.organization_id):
            parsed.offers[position] = replace(offer, organization_type=kind)
            parsed.given[offer.service_id] |= {"organization_type"}


def _one_name(row: Row, bodies: dict[str, tuple[int, str]]) -> None:
    """A body whose name is spelled in several ways has the first."""
    if row.errors or "organization_id" not in row.values:
        return
    name = row.values["organization_name"]
    line, first = bodies.setdefault(row.values["organization_id"], (row.record.number, name))
    if name != first:
        row.values["organization_name"] = first
        row.notice("organization_name", said("same_name", value=first, line=line))
