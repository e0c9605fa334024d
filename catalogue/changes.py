# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What differs between the offers kept and those that replace them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .exchange.cells import written
from .hsds import ORGANIZATION_FIELDS, ROW_FIELDS, SERVICE_FIELDS, row_ids
from .offer import Offer


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one field of one record; its values are written as in a cell of the file.

    Named as in the HSDS table ``metadata``, where it ends.
    """

    resource_type: str
    resource_id: str
    last_action_type: str
    field_name: str
    previous_value: str
    replacement_value: str
    service_id: str | None = None


def service_changes(before: Sequence[Offer], after: Sequence[Offer]) -> Iterator[Change]:
    """From the rows of a service, none if it is new, to its rows now, at least one."""
    service_id = after[0].service_id
    for change in _all_changes(service_id, before, after):
        yield replace(change, service_id=service_id)


def _all_changes(service_id: str, before: Sequence[Offer], after: Sequence[Offer]) -> Iterator[Change]:
    if not before:
        yield _created("service", service_id)
        return
    for field in SERVICE_FIELDS:
        yield from _updated("service", service_id, field, getattr(before[0], field), getattr(after[0], field))
    old_rows, new_rows = _placed(before), _placed(after)
    for row_id, (position, offer) in new_rows.items():
        if row_id not in old_rows:
            yield from _whole_row("create", row_id, position, offer)
            continue
        old_position, old_offer = old_rows[row_id]
        for field in ROW_FIELDS:
            old, new = getattr(old_offer, field), getattr(offer, field)
            yield from _updated("service_at_location", row_id, field, old, new)
        yield from _updated("service_at_location", row_id, "position", old_position, position)
    for row_id, (position, offer) in old_rows.items():
        if row_id not in new_rows:
            yield from _whole_row("delete", row_id, position, offer)


def _whole_row(action: str, row_id: str, position: int, offer: Offer) -> Iterator[Change]:
    """A row that comes or goes, with its cells: one at another place is another row, yet people see a change."""
    cells = {"id": row_id, "position": written(position)}
    cells |= {field: written(getattr(offer, field)) for field in ROW_FIELDS}
    for field, cell in cells.items():
        if cell:
            values = ("", cell) if action == "create" else (cell, "")
            yield Change("service_at_location", row_id, action, field, *values)


def organization_changes(before: Sequence[Any] | None, after: Offer) -> Iterator[Change]:
    """From the ``ORGANIZATION_FIELDS`` that are kept, ``None`` if it is new, to those of an offer."""
    organization_id = after.organization_id
    if before is None:
        yield _created("organization", organization_id)
        return
    for field, old in zip(ORGANIZATION_FIELDS, before, strict=True):
        yield from _updated("organization", organization_id, field, old, getattr(after, field))


def _created(resource_type: str, resource_id: str) -> Change:
    return Change(resource_type, resource_id, "create", "id", "", resource_id)


def _updated(resource_type: str, resource_id: str, field: str, old: object, new: object) -> Iterator[Change]:
    if old != new:
        yield Change(resource_type, resource_id, "update", field, written(old), written(new))


def _placed(offers: Sequence[Offer]) -> dict[str, tuple[int, Offer]]:
    return dict(zip(row_ids(offers), enumerate(offers), strict=True))
