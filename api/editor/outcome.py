# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an import would do, or what is wrong with its file, as a CSV for whoever has more than a page shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from welfare_point.catalogue.changes import Change
from welfare_point.catalogue.exchange.cells import neutralised
from welfare_point.catalogue.exchange.errors import CellError
from welfare_point.catalogue.exchange.planning import Plan


def write_plan(stream: IO[bytes], plan: Plan, words: Mapping[str, Any]) -> None:
    """One line for each service to add and for each field that changes; ``words``: ``editor`` in ``content.yml``."""
    said = words["importing"]
    _write(stream, said["plan_columns"], _plan_lines(plan, said["outcomes"], words["fields"]))


def write_errors(
    stream: IO[bytes], errors: Sequence[CellError], outside: Sequence[str], words: Mapping[str, Any]
) -> None:
    """One line for each bad cell, or for each service that the person may not change."""
    said = words["importing"]
    lines: Iterator[Sequence[str]] = ((str(e.line), e.column, e.value, e.expected) for e in errors)
    if not errors:
        lines = (("", "", key, said["outside"].format(id=key)) for key in outside)
    _write(stream, said["error_columns"], lines)


def _plan_lines(
    plan: Plan, outcomes: Mapping[str, str], fields: Mapping[str, Mapping[str, str]]
) -> Iterator[Sequence[str]]:
    for key, name in plan.added.items():
        yield outcomes["added"], key, "", "", name
    for outcome, found in (("changed", plan.changed), ("organization", plan.organizations)):
        for key, changes in found.items():
            for change in changes:
                yield outcomes[outcome], key, *_values(change, fields)
            if not changes:  # only what is said of its organization, which has lines of its own
                yield outcomes[outcome], key, "", "", ""


def _values(change: Change, fields: Mapping[str, Mapping[str, str]]) -> tuple[str, str, str]:
    label = fields.get(change.field_name, {}).get("label", change.field_name)
    return label, change.previous_value, change.replacement_value


def _write(stream: IO[bytes], header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow(header)
        writer.writerows([neutralised(cell) for cell in line] for line in lines)
        text.flush()
    finally:
        text.detach()
