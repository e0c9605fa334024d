# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS services become offers, judged by the same readers as the cells of the catalogue's CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from welfare_point.catalogue.hsds import ORGANIZATION_FIELDS
from welfare_point.catalogue.offer import Offer

from .columns import readers
from .csv_import import DEFAULTS, PAIRS
from .errors import PlacedError, expectation
from .hsds_fields import (
    Row,
    area_cell,
    cost_cells,
    delivery_cell,
    first_cell,
    location_cells,
    own_or_shared,
    schedule_cells,
    service_cells,
)
from .hsds_nodes import Cell, Log, Node


@dataclass(frozen=True, slots=True)
class HsdsFile:
    """What a file holds. With any error there are no offers: a bad file changes nothing.

    ``left_out``: how many times the file says something that the catalogue does not keep, by ``table.field``.
    """

    offers: list[Offer]
    errors: list[PlacedError]
    left_out: Counter[str]


class Reading:
    """Services read one after the other; ``ambiti``: the identifiers that ``ambito:`` areas may have."""

    def __init__(self, ambiti: Collection[str] = ()) -> None:
        self.log = Log()
        self._readers = readers(ambiti)
        self._offers: list[Offer] = []
        self._places: dict[str, str] = {}
        self._organizations: dict[str, tuple[dict[str, Any], str]] = {}

    def service(self, data: Any, where: str) -> None:
        """Read one full service that stands at ``where``."""
        if not isinstance(data, dict):
            self.log.refuse(where, data, "json_service")
            return
        service = Node("service", data, where, self.log)
        common_cells = service_cells(service, self.log)
        common = self._judged(common_cells)
        self._once(service, common)
        self._same_organization(service, common)
        for cells in _rows(service, self.log):
            values = common | self._judged(cells)
            self._check_pairs(values, common_cells | cells)
            self._check_required(values, common_cells | cells, service)
            if not self.log.errors:
                present = {column: value for column, value in values.items() if value is not None}
                self._offers.append(Offer(**{**DEFAULTS, **present}))
        self.log.settle()

    def file(self) -> HsdsFile:
        """What was read, once it is all."""
        errors = list(dict.fromkeys(self.log.errors))
        return HsdsFile([] if errors else self._offers, errors, +self.log.left_out)

    def _judged(self, cells: Row) -> dict[str, Any]:
        return {column: self.log.judge(cell, self._readers[column]) for column, cell in cells.items()}

    def _once(self, service: Node, values: dict[str, Any]) -> None:
        """A service that an earlier one has the id of."""
        key = values.get("service_id")
        if key and (first := self._places.setdefault(key, service.place("id"))) != service.place("id"):
            self.log.refuse(service.place("id"), key, "service_once", place=first)

    def _same_organization(self, service: Node, values: dict[str, Any]) -> None:
        """All services of an organization say the same of it."""
        key = values.get("organization_id")
        if not key:
            return
        said = {field: values.get(field) for field in ORGANIZATION_FIELDS}
        first, place = self._organizations.setdefault(key, (said, service.place("organization")))
        for field, value in said.items():
            if value != first[field]:
                self.log.refuse(
                    f"{service.place('organization')} ({field})",
                    value,
                    "same_organization_at",
                    value=first[field],
                    place=place,
                )

    def _check_pairs(self, values: dict[str, Any], cells: Row) -> None:
        for column, holds, other, kind in PAIRS:
            value, limit = values.get(column), values.get(other)
            if value is not None and limit is not None and not holds(value, limit):
                cell = cells[column]
                expected = expectation(kind, column=other, value=cells[other].text)
                self.log.errors.append(PlacedError(cell.place, cell.text, expected))

    def _check_required(self, values: dict[str, Any], cells: Row, service: Node) -> None:
        """What nothing is said of; a cell that is bad is reported already, and so is a missing record."""
        organization = service.inside("organization")
        fields = {"service_id": (service, "id"), "name": (service, "name")}
        if organization is not None:
            fields |= {"organization_id": (organization, "id"), "organization_name": (organization, "name")}
        for column, (node, field) in fields.items():
            cell = cells.get(column)
            if values.get(column) is None and not (cell and (cell.refused or cell.text.strip())):
                self.log.refuse(node.place(field), "", "required")


def _rows(service: Node, log: Log) -> Iterator[Row]:
    """The cells of each row: a service without places has one, a place with several schedules several."""
    places = sorted(service.below("service_at_locations"), key=_position)
    shared = _Shared(service, places)
    for place in places or [service]:
        location = place.inside("location") if place is not service else None
        cells = shared.of(place, location, log)
        schedules = own_or_shared(
            [
                *(place.below("schedules") if place is not service else ()),
                *(location.below("schedules") if location else ()),
            ],
            shared.schedules,
            (),
        )
        if not schedules:
            yield cells
        for schedule in schedules:
            yield cells | schedule_cells(schedule, log)


def _position(place: Node) -> int:
    """Places stand in the order of the file, unless they say theirs: tables have no order."""
    position = str(place.data.get("position"))
    return int(position) if position.isascii() and position.isdigit() else 0


class _Shared:
    """What is said of the whole service, and so of each place that does not say it of itself."""

    def __init__(self, service: Node, places: Iterable[Node]) -> None:
        places = list(places)
        self._service = service
        self.schedules = service.below("schedules")
        self._areas = service.below("service_areas")
        self._costs = service.below("cost_options")
        self._phones = service.below("phones")
        self._contacts = service.below("contacts")
        self._capacities = service.below("capacities")
        contacts = [contact for place in places for contact in place.below("contacts")]
        self._taken = {contact.text(field) for contact in contacts for field in ("email", "url")}
        own_costs = {cost.text("id") for place in places for cost in place.below("cost_options")}
        own_areas = {area.text("id") for place in places for area in place.below("service_areas")}
        self._costs = [cost for cost in self._costs if cost.text("id") not in own_costs - {""}]
        self._areas = [area for area in self._areas if area.text("id") not in own_areas - {""}]

    def of(self, place: Node, location: Node | None, log: Log) -> Row:
        """The cells of one place, without its schedule."""
        here = place is not self._service
        row = dict(location_cells(location, log)) if location else {}
        row |= cost_cells(self._own(place, "cost_options", self._costs, here), log)
        contacts = (place.below("contacts") if here else []) + (
            location.below("contacts") if location else []
        )
        contacts = contacts or self._contacts
        phones = (place.below("phones") if here else []) + (location.below("phones") if location else [])
        phones = phones or [p for contact in contacts for p in contact.below("phones")] or self._phones
        log.left_out["phone"] += max(0, len(phones) - 1)
        areas = self._own(place, "service_areas", self._areas, here)
        if not areas:
            log.miss(self._service.place("service_areas"), "hsds_areas")
        cells = {
            "phone": first_cell(phones, "number"),
            "email": first_cell(contacts, "email") or self._whole("email"),
            "url": first_cell(contacts, "url") or self._whole("url"),
            "service_areas": area_cell(areas, log),
            "delivery": delivery_cell(place, location) if here else None,
            **self._capacity(place, here),
        }
        return row | {column: cell for column, cell in cells.items() if cell is not None}

    def _own(self, place: Node, field: str, shared: list[Node], here: bool) -> list[Node]:
        own = place.below(field) if here else []
        mine = [node for node in shared if node.text("service_at_location_id") == place.text("id")]
        return own or mine or [node for node in shared if not node.text("service_at_location_id")]

    def _whole(self, field: str) -> Cell | None:
        """A contact of the whole service, unless it only repeats that of a place."""
        cell = self._service.cell(field, of_text=True)
        return None if cell is None or cell.text in self._taken else cell

    def _capacity(self, place: Node, here: bool) -> Row:
        columns = ("capacity_maximum", "capacity_available", "capacity_updated")
        found = {column: place.cell(column) for column in columns}
        if not any(found.values()):
            nodes = self._own(place, "capacities", self._capacities, here)[:1]
            fields = ("maximum", "available", "updated")
            found = {f"capacity_{field}": node.cell(field) for node in nodes for field in fields}
            if updated := found.get("capacity_updated"):
                found["capacity_updated"] = Cell(updated.text[:10], updated.place, updated.refused)
        return {column: cell for column, cell in found.items() if cell is not None}
