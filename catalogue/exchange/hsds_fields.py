# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an HSDS service says what the columns of the catalogue's CSV say: cells by column.

Our own files say everything in our extensions. In those of others, what HSDS says of a whole service holds for
each of its places, unless a place says it of itself; a place with several schedules becomes as many rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from welfare_point.catalogue.hsds import term_id
from welfare_point.catalogue.reference import ATS, PROVINCES, find_municipality, plain, topics
from welfare_point.catalogue.taxonomy import TAXONOMY_ID

from . import cells
from .columns import READERS
from .hsds_nodes import Cell, Log, Node, without
from .hsds_tables import STATUS

Row = dict[str, Cell]

_SAME = (
    "name",
    "description",
    "minimum_age",
    "maximum_age",
    "eligibility_description",
    "residents_only",
    "adherents_only",
    "isee_maximum",
    "disability_required",
    "company_size_maximum",
    "sectors",
    "application_process",
    "assured_date",
    "innovation",
    "structural",
    "source",
)
"""Columns that are fields of ``service`` with the same name."""

_OPTIONS = ("gratuito", "pagamento", "isee", "voucher")
_CLOCK = re.compile(r"(\d\d:\d\d)(:00(\.0+)?)?(\+0[12]:00)?")
"""A time of day of Italy; the summer's and the winter's offset both leave the clock as it is."""


def service_cells(service: Node, log: Log) -> Row:
    """What all rows of the service share."""
    row = {"service_id": service.cell("id", of_text=True)}
    row |= {column: service.cell(column, of_text=READERS[column] is cells.text) for column in _SAME}
    row["status"] = _status(service)
    organization = service.inside("organization")
    if organization is None:
        log.miss(service.place("organization"), "hsds_organization")
    else:
        for column, field in (("organization_id", "id"), ("organization_name", "name")):
            row[column] = organization.cell(field, of_text=True)
        row["organization_type"] = organization.cell("organization_type")
    row["topics"] = _topics(service, log)
    row["audience"] = service.cell("audience") or _audience(row["topics"])
    row["assured_by"] = service.cell("assured_by", of_text=True) or service.cell("assurer_email")
    languages = [_joinable(node.cell("code") or node.cell("name")) for node in service.below("languages")]
    row["languages"] = _joined(languages, ";")
    documents = [node.cell("document", of_text=True) for node in service.below("required_documents")]
    row["required_documents"] = _joined(documents, "; ")
    row["accessibility"] = service.cell("accessibility", of_text=True) or _accessibility(service)
    return {column: cell for column, cell in row.items() if cell is not None}


def _status(service: Node) -> Cell | None:
    cell = service.cell("status")
    ours = {theirs: ours for ours, theirs in STATUS.items()}
    return cell and Cell(ours.get(cell.text, cell.text), cell.place, cell.refused)


def _topics(service: Node, log: Log) -> Cell | None:
    """The codes of our taxonomy. Terms of other taxonomies are left out; a code of ours that is none is bad."""
    found: list[str] = []
    places: list[str] = []
    others = []
    for attribute in service.below("attributes"):
        term = attribute.inside("taxonomy_term")
        code = term.text("code") if term else ""
        code = code or _terms().get(attribute.text("taxonomy_term_id"), "")
        ours = term is not None and TAXONOMY_ID in (term.text("taxonomy_id"), term.text("taxonomy"))
        if code in topics() or ours:
            found.append(code)
            places.append((term or attribute).place("code" if term else "taxonomy_term_id"))
        else:
            others.append(code or attribute.text("taxonomy_term_id"))
    if found:
        log.left_out["attribute"] += len(others)
        return Cell(";".join(found), places[0])
    log.refuse(service.place("attributes"), ", ".join(others), "hsds_topics")
    return None


@cache
def _terms() -> dict[str, str]:
    return {term_id(code): code for code in topics()}


def _audience(codes: Cell | None) -> Cell | None:
    """For whom the topics are, where HSDS, which has no such field, says nothing."""
    if codes is None:
        return None
    audiences = {topics()[code].audience for code in codes.text.split(";") if code in topics()}
    return Cell(audiences.pop() if len(audiences) == 1 else "entrambi", codes.place)


def _accessibility(service: Node) -> Cell | None:
    found: dict[str, Cell] = {}
    for place in service.below("service_at_locations"):
        location = place.inside("location")
        for node in location.below("accessibility") if location else ():
            if cell := node.cell("description", of_text=True):
                found.setdefault(cell.text, cell)
    return _joined(list(found.values()), "; ")


def _joined(found: Sequence[Cell | None], separator: str) -> Cell | None:
    """Several cells as one; the first that is bad, if any is."""
    present = [cell for cell in found if cell]
    bad = [cell for cell in present if cell.refused]
    if not present or bad:
        return bad[0] if bad else None
    return Cell(separator.join(cell.text for cell in present), present[0].place)


def _joinable(cell: Cell | None) -> Cell | None:
    """A word for a list, where a semicolon would make two of it."""
    return cell and Cell(cell.text.replace(";", ","), cell.place, cell.refused)


def area_cell(areas: Sequence[Node], log: Log) -> Cell | None:
    """The codes of some ``service_area`` records, by code or by name."""
    codes = []
    for area in areas:
        code = area.text("code") or area.text("extent") or _named_area(area.text("name"))
        if not code or code.startswith("{"):  # a polygon is not a code
            code = _named_area(area.text("name"))
        if code:
            codes.append(code)
        else:
            log.refuse(area.place("name"), area.text("name"), "hsds_area")
    return Cell(";".join(codes), areas[0].place("code")) if codes else None


@cache
def _areas_by_name() -> dict[str, str]:
    named = {plain(name): f"ats:{code}" for code, name in ATS.items()}
    provinces = {plain(f"provincia di {name}"): f"prov:{code}" for code, name in PROVINCES.items()}
    return {**named, **provinces, "lombardia": "regione:03", "regione lombardia": "regione:03"}


def _named_area(name: str) -> str:
    comune = find_municipality(name) if name else None
    return comune.istat if comune else _areas_by_name().get(plain(name), "")


def schedule_cells(schedule: Node, log: Log) -> Row:
    """One ``schedule``. Other rhythms than every week on some days are left out."""
    row = {
        "valid_from": schedule.cell("valid_from") or schedule.cell("dtstart"),
        "valid_to": schedule.cell("valid_to") or schedule.cell("until"),
        "opens_at": _clock(schedule.cell("opens_at")),
        "closes_at": _clock(schedule.cell("closes_at")),
        "calendar_scope": schedule.cell("calendar_scope"),
    }
    if schedule.text("freq") in ("", "WEEKLY") and schedule.data.get("interval") in (None, "", 1, "1"):
        days = schedule.cell("byday")
        row["byday"] = days and Cell(days.text.replace(",", ";"), days.place, days.refused)
    else:
        log.left_out["schedule.freq"] += 1
    return {column: cell for column, cell in row.items() if cell is not None}


def _clock(cell: Cell | None) -> Cell | None:
    hour = cell and _CLOCK.fullmatch(cell.text)
    return Cell(hour[1], cell.place) if cell and hour else cell


def cost_cells(costs: Sequence[Node], log: Log) -> Row:
    """The first ``cost_option``. A free text of others is a description; an amount of zero is free."""
    if not costs:
        return {}
    first = costs[0]
    log.left_out["cost_option"] += len(costs) - 1
    option = first.cell("option", of_text=True)
    row: dict[str, Cell | None] = {"amount": first.cell("amount")}
    described = [first.cell("amount_description", of_text=True)]
    if option and option.text in _OPTIONS:
        row["cost"] = option
    elif option:
        described.append(option)
    if "option" not in first or (option and option.text not in _OPTIONS):
        row["cost"] = _paid(row["amount"])
    row["cost_description"] = _joined(described, "; ")
    return {column: cell for column, cell in row.items() if cell is not None}


def _paid(amount: Cell | None) -> Cell | None:
    if amount is None or amount.refused:
        return None
    free = re.fullmatch(r"0+(\.0*)?", amount.text)
    return Cell("gratuito" if free else "pagamento", amount.place)


def location_cells(location: Node, log: Log) -> Row:
    """Where it is. A comune outside Lombardy is left out: the catalogue has none."""
    row = {
        "location_name": location.cell("name", of_text=True),
        "latitude": location.cell("latitude"),
        "longitude": location.cell("longitude"),
    }
    addresses = location.below("addresses")
    log.left_out["address"] += max(0, len(addresses) - 1)
    for address in addresses[:1]:
        lines = [address.cell("address_1", of_text=True), address.cell("address_2", of_text=True)]
        row["address"] = _joined(lines, ", ")
        row["municipality"] = address.cell("municipality")
        city = address.cell("city", of_text=True)
        if row["municipality"] is None and city and not city.refused and "municipality" not in address.data:
            found = find_municipality(city.text)
            row["municipality"] = Cell(found.istat, city.place) if found else None
            log.left_out["address.city"] += found is None
    return {column: cell for column, cell in row.items() if cell is not None}


def delivery_cell(place: Node, location: Node | None) -> Cell | None:
    """How it is given; for files of others, which have no such field, by the kind of the location."""
    if "delivery" in place.data or location is None:
        return place.cell("delivery")
    words = {"virtual": "online", "physical": "in_presenza"}
    word = words.get(location.text("location_type"))
    return Cell(word, location.place("location_type")) if word else None


def first_cell(nodes: Sequence[Node], field: str) -> Cell | None:
    """The first of a field among some records."""
    found: Iterator[Cell | None] = (node.cell(field, of_text=True) for node in nodes)
    return next((cell for cell in found if cell), None)


def own_or_shared(own: list[Node], shared: Sequence[Node], all_own: Sequence[Node]) -> list[Node]:
    """The records of a place, or else those of the service that are of no place."""
    return own or without(shared, all_own)
