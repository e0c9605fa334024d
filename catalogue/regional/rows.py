# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record of a public file as fields of an Offer, by its layout. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from welfare_point.catalogue.exchange.columns import READERS
from welfare_point.catalogue.exchange.errors import CellError, CellRefusedError
from welfare_point.catalogue.models.base import stable_id
from welfare_point.catalogue.reference import Municipality, distance_km, plain

from . import cells, places
from .files import Record, compared
from .layout import Layout
from .places import RefusedError
from .words import said

_READERS: dict[str, Callable[[str], Any]] = {
    **READERS,
    "capacity_maximum": cells.whole,
    "email": cells.email,
    "url": cells.url,
    "postal_code": cells.postal_code,
    "latitude": places.degrees,
    "longitude": places.degrees,
}
_BY_HAND = {"municipality", "province", "organization_id"}


@dataclass(slots=True)
class Row:
    """What a record says: values of fields, what is wrong with it, and what was put right."""

    layout: Layout
    record: Record
    headers: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    notices: list[CellError] = field(default_factory=list)

    def cell(self, name: str) -> tuple[str, str]:
        """The header, as it stands in the file, and the trimmed cell of a field: the first that is filled."""
        named = [compared(header) for header in self.layout.headers(name)]
        for header in named:
            if text := self.record.cells.get(header, "").strip():
                return self.headers.get(header, header), text
        first = next((h for h in named if h in self.headers), named[0] if named else name)
        return self.headers.get(first, first), ""

    def refuse(self, name: str, expected: str) -> None:
        """The cell of this field is wrong."""
        header, text = self.cell(name)
        self.errors.append(CellError(self.record.number, header, text, expected))

    def notice(self, name: str, expected: str, value: str | None = None) -> None:
        """The cell of this field was put right; ``value`` is shown in its place."""
        header, text = self.cell(name)
        self.notices.append(CellError(self.record.number, header, text if value is None else value, expected))


def read_row(layout: Layout, record: Record, headers: dict[str, str]) -> Row:
    """Read all cells of a record; every wrong one is reported."""
    row = Row(layout, record, headers)
    for name in layout.columns:
        if not row.cell(name)[1]:
            if name in layout.required:
                row.refuse(name, said("required"))
        elif name not in _BY_HAND:
            _read(row, name)
    comune = _comune(row)
    _coordinates(row, comune)
    _organization(row)
    row.values.pop("postal_code", None)
    if "service_id" in row.values:
        row.values["service_id"] = layout.id_prefix + row.values["service_id"]
    return row


def _read(row: Row, name: str) -> None:
    text = row.cell(name)[1]
    try:
        if name in row.layout.values:
            value = cells.mapped(text, row.layout.values[name])
            text = value or ""
        if "\0" in text or (not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)):
            raise RefusedError("characters")
        if text:
            row.values[name] = _READERS[name](text)
    except CellRefusedError as refused:
        row.refuse(name, str(refused))


def _comune(row: Row) -> Municipality | None:
    """Put the comune among the values; its province, if said, must be right."""
    text, stated = row.cell("municipality")[1], row.cell("province")[1]
    province = None
    try:
        province = places.province_of(stated) if stated else None
    except RefusedError as refused:
        row.refuse("province", str(refused))
    if not text:
        return None
    try:
        comune, as_called = places.comune_of(text, province)
    except RefusedError as refused:
        row.refuse("municipality", str(refused))
        return None
    if province and comune.province != province:
        row.refuse("province", said("province", province=comune.province, name=comune.name))
        return None
    if not as_called:
        row.notice("municipality", said("read_as", name=comune.name, province=comune.province))
    row.values["municipality"] = comune.istat
    row.values["service_areas"] = (places.area_around(comune, row.layout.areas),)
    return comune


def _coordinates(row: Row, comune: Municipality | None) -> None:
    """Check the coordinates against Lombardy and the comune; swapped ones are put in order."""
    pair = {name: row.values.get(name) for name in ("latitude", "longitude")}
    bounds = {"latitude": places.LATITUDES, "longitude": places.LONGITUDES}
    latitude, longitude = pair.values()
    if latitude is None and longitude is None:
        return
    if latitude is None or longitude is None:
        empty = "latitude" if latitude is None else "longitude"
        if not row.cell(empty)[1]:
            row.refuse(empty, said("both"))
        return
    if places.inside(longitude, places.LATITUDES) and places.inside(latitude, places.LONGITUDES):
        latitude, longitude = longitude, latitude
        row.values.update(latitude=latitude, longitude=longitude)
        row.notice("longitude", said("swapped"))
    for name, value in (("latitude", latitude), ("longitude", longitude)):
        if not places.inside(value, bounds[name]):
            row.refuse(name, said("bounds", low=bounds[name][0], high=bounds[name][1]))
            return
    if comune:
        away = distance_km((latitude, longitude), (comune.latitude, comune.longitude))
        if away > places.FAR_KM:
            row.refuse("latitude", said("far", name=comune.name, km=round(away)))


def _organization(row: Row) -> None:
    """The code of the body that offers it: from its fiscal code, else from its name."""
    text = row.cell("organization_id")[1]
    code = None
    try:
        code = cells.fiscal_code(text) if text else None
    except RefusedError as refused:
        row.refuse("organization_id", str(refused))
        return
    if text and code is None:
        row.notice("organization_id", said("person"), said("person_value"))
    if name := row.values.get("organization_name"):
        row.values["organization_id"] = f"ente-{code or stable_id('organization', plain(name))}"
