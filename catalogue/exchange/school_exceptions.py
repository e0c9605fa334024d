# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What schools do otherwise than the regional calendar, read from the CSV that an ATS or a comune supplies.

Columns: ``municipality*`` (ISTAT code or exact name), ``school`` (empty: all schools of the comune), ``from*`` and
``to*`` (both days included), ``kind*`` (``scuola``: there are lessons; else which closure it is), ``note``.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any, BinaryIO

from welfare_point.catalogue.school_calendar import SchoolException

from . import cells
from .errors import CellError, expectation
from .reading import Line, Table, read_cells

KINDS = ("scuola", "chiusure", "natale", "carnevale", "pasqua", "estate")
READERS = {
    "municipality": cells.municipality,
    "school": cells.text,
    "from": cells.date,
    "to": cells.date,
    "kind": cells.choice(*KINDS),
    "note": cells.text,
}
REQUIRED = ("municipality", "from", "to", "kind")

Said = tuple[int, SchoolException]
"""An exception and the line that says it."""


def parse_school_exceptions(stream: BinaryIO) -> tuple[list[SchoolException], list[CellError]]:
    """Read the file. All errors are reported, by line; if there is any, there are no exceptions."""
    table = Table(stream, READERS, REQUIRED)
    said: dict[tuple[str, str | None], list[Said]] = {}
    for line in table:
        values, errors = read_cells(line, READERS, REQUIRED)
        if not errors:
            errors = list(_contradictions(line, values, said))
        if not errors:
            exception = _exception(values)
            said.setdefault((exception.municipality, exception.school), []).append((line.number, exception))
        table.errors += errors
    table.errors.sort(key=attrgetter("line"))
    in_order = sorted((item for items in said.values() for item in items), key=lambda item: item[0])
    return ([] if table.errors else [exception for _, exception in in_order]), table.errors


def _exception(values: dict[str, Any]) -> SchoolException:
    return SchoolException(
        values["municipality"],
        values.get("school"),
        values["from"],
        values["to"],
        values["kind"],
        values.get("note"),
    )


def _contradictions(
    line: Line, values: dict[str, Any], said: dict[tuple[str, str | None], list[Said]]
) -> Iterator[CellError]:
    """An end before the beginning; days of which an earlier line speaks for the same school."""
    if values["to"] < values["from"]:
        expected = expectation("not_before", column="from", value=values["from"].isoformat())
        yield CellError(line.number, "to", line.cells["to"], expected)
    for number, other in said.get((values["municipality"], values.get("school")), ()):
        if values["from"] <= other.last and other.first <= values["to"]:
            yield CellError(
                line.number, "from", line.cells["from"], expectation("school_days_once", line=number)
            )
