# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the templates draw: fields with their labels and errors, the history in words. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from welfare_point.catalogue.editing.cells import FieldError
from welfare_point.catalogue.editing.history import Event
from welfare_point.catalogue.exchange.columns import REQUIRED
from welfare_point.catalogue.reference import municipalities, topics
from welfare_point.catalogue.settings import ITALY

from .form import KINDS, ROW_FIELDS, ROW_GROUPS, SERVICE_GROUPS, Typed, input_name
from .merging import Place

Content = Mapping[str, Any]
"""The words of ``editor`` in ``content.yml``."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field to draw. ``both`` and ``taken``: the other value, after a change by two people at once."""

    name: str
    label: str
    hint: str
    kind: str
    value: str
    options: Mapping[str, str]
    required: bool
    error: str | None = None
    both: str | None = None
    taken: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Fields below one heading."""

    title: str
    fields: list[Field]


@dataclass(slots=True)
class Marks:
    """What stands beside fields."""

    errors: Sequence[FieldError] = ()
    both: Mapping[Place, str] = field(default_factory=dict)
    taken: Mapping[Place, str] = field(default_factory=dict)


def options_of(words: Content, name: str) -> Mapping[str, str]:
    """The words for the values of a field; none if it takes any text."""
    if name == "topics":
        return {code: topic.label_it for code, topic in topics().items()}
    found: Mapping[str, str] = words["options"].get(name, {})
    return found


def one_field(words: Content, row: int, name: str, value: str, marks: Marks) -> Field:
    """A field of a row, or of the service (row 0)."""
    said = words["fields"][name]
    place = (row, name)
    expected = next((e.expected for e in marks.errors if (e.row, e.field) == place), None)
    return Field(
        input_name(row, name),
        said["label"],
        said.get("hint", ""),
        KINDS.get(name, "text"),
        value,
        options_of(words, name),
        name in REQUIRED,
        expected and words["expected"].format(expected=in_words(words, expected)),
        in_options(words, name, marks.both[place]) if place in marks.both else None,
        in_options(words, name, marks.taken[place]) if place in marks.taken else None,
    )


def service_groups(words: Content, rows: Sequence[Typed], marks: Marks) -> list[Group]:
    """The groups of fields that all rows share."""
    return [
        Group(
            words["groups"][title],
            [one_field(words, 0, name, rows[0].get(name, ""), marks) for name in names],
        )
        for title, names in SERVICE_GROUPS.items()
    ]


def row_groups(words: Content, number: int, row: Typed, marks: Marks) -> list[Group]:
    """The groups of fields of one row."""
    return [
        Group(
            words["groups"][title],
            [one_field(words, number, name, row.get(name, ""), marks) for name in names],
        )
        for title, names in ROW_GROUPS.items()
    ]


def summary(words: Content, errors: Iterable[FieldError]) -> list[tuple[str, str]]:
    """The errors above the form: the id of the field, and a sentence. What all rows share is said once."""
    said: dict[str, str] = {}
    for error in errors:
        name = input_name(error.row, error.field)
        label = words["fields"].get(error.field, {}).get("label", "")
        where = words["row"].format(n=error.row + 1) if error.field in ROW_FIELDS else ""
        before = ", ".join(part for part in (where, label) if part)
        sentence = words["expected"].format(expected=in_words(words, error.expected))
        said.setdefault(name, f"{before}. {sentence}" if before else sentence)
    return list(said.items())


def in_words(words: Content, expected: str) -> str:
    """The import speaks of columns; people at a form see labels."""
    for name, said in words["fields"].items():
        if "_" in name:
            expected = re.sub(rf"\b{name}\b", f"«{said['label']}»", expected)
    return expected


def in_options(words: Content, name: str, value: str) -> str:
    """A value as people read it; nothing is «(vuoto)»."""
    if value and (KINDS.get(name) == "date" or name == "assured_date"):
        return dt.date.fromisoformat(value).strftime("%d/%m/%Y")
    names = options_of(words, name)
    if name in ("service_areas", "municipality"):
        names = {code: comune.name for code, comune in municipalities().items()}
    items = [names.get(item.strip(), item.strip()) for item in value.split(";")] if names else [value]
    return ", ".join(items) if value else str(words["conflict_empty"])


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words; ``before`` and ``after`` are ``None`` where there is nothing to compare."""

    text: str
    before: str | None = None
    after: str | None = None


def history(words: Content, events: Iterable[Event]) -> list[tuple[str, list[Line]]]:
    """Each event: when and by whom, and its changes."""
    return [
        (
            words["history_head"].format(
                day=event.moment.astimezone(ITALY).strftime("%d/%m/%Y %H:%M"),
                who=_who(words, event.updated_by),
            ),
            [*_service_lines(words, event), *_row_lines(words, event)],
        )
        for event in events
    ]


def _who(words: Content, updated_by: str) -> str:
    kind, _, name = updated_by.partition(":")
    said = words["who"].get(kind, kind)
    return f"{said} ({name})" if name else said


def _service_lines(words: Content, event: Event) -> Iterator[Line]:
    for change in event.changes:
        if change.resource_type == "service":
            if change.last_action_type == "create":
                yield Line(words["history_created"])
            else:
                yield _line(words, change.field_name, change.previous_value, change.replacement_value)


def _row_lines(words: Content, event: Event) -> Iterator[Line]:
    """Rows that changed; one that left and one that came in its place are told as one that changed."""
    gone: dict[str, dict[str, str]] = {}
    come: dict[str, dict[str, str]] = {}
    for change in event.changes:
        if change.resource_type != "service_at_location" or change.field_name == "id":
            continue
        if change.last_action_type == "delete":
            gone.setdefault(change.resource_id, {})[change.field_name] = change.previous_value
        elif change.last_action_type == "create":
            come.setdefault(change.resource_id, {})[change.field_name] = change.replacement_value
        else:
            yield _line(
                words, change.field_name, change.previous_value, change.replacement_value, of_row=True
            )
    befores = {row["position"]: row for row in gone.values() if "position" in row}
    afters = {row["position"]: row for row in come.values() if "position" in row}
    for position in sorted({*befores, *afters}, key=int):
        before, after = befores.get(position, {}), afters.get(position, {})
        if not before:
            yield Line(words["history_row_created"])
        if not after:
            yield Line(words["history_row_deleted"])
        for name in ROW_FIELDS:
            if before.get(name, "") != after.get(name, ""):
                yield _line(words, name, before.get(name, ""), after.get(name, ""), of_row=True)


def _line(words: Content, name: str, before: str, after: str, *, of_row: bool = False) -> Line:
    label = words["fields"][name]["label"]
    return Line(
        words["history_row"].format(field=label) if of_row else label,
        in_options(words, name, before),
        in_options(words, name, after),
    )
