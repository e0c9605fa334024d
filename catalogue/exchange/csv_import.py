# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue's CSV becomes offers; ``import_services`` then keeps them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, BinaryIO

from welfare_point.catalogue.hsds import ORGANIZATION_FIELDS, SERVICE_FIELDS
from welfare_point.catalogue.importing import ImportReport, import_services
from welfare_point.catalogue.offer import Offer

from .cells import written
from .columns import COLUMNS, REQUIRED, readers
from .errors import CellError, expectation
from .reading import Line, Table, read_cells

__all__ = ["CellError", "ImportReport", "import_services", "parse_catalogue"]

DEFAULTS = {f.name: f.default for f in fields(Offer) if f.default is not MISSING}

# column, what it must satisfy, towards which other column, and what to say
PAIRS: tuple[tuple[str, Callable[[Any, Any], bool], str, str], ...] = (
    ("maximum_age", operator.ge, "minimum_age", "not_below"),
    ("valid_to", operator.ge, "valid_from", "not_before"),
    ("capacity_available", operator.le, "capacity_maximum", "not_above"),
)


def parse_catalogue(stream: BinaryIO, ambiti: Collection[str] = ()) -> tuple[list[Offer], list[CellError]]:
    """Read a catalogue; ``ambiti``: the identifiers that ``ambito:`` areas may have.

    All errors are reported, by line. If there is any, there are no offers: a bad file changes nothing.
    """
    table = Table(stream, COLUMNS, REQUIRED)
    read = readers(ambiti)
    seen = Seen()
    offers: list[Offer] = []
    for line in table:
        values, errors = read_cells(line, read, REQUIRED)
        for column, value in values.items():
            if value is None:
                values[column] = DEFAULTS[column]
        errors += [*_pair_errors(line, values), *seen.errors(line, values)]
        table.errors += errors
        if not table.errors:
            offers.append(Offer(**values))
    table.errors.sort(key=operator.attrgetter("line"))
    return ([] if table.errors else offers), table.errors


def _pair_errors(line: Line, values: dict[str, Any]) -> Iterator[CellError]:
    for column, holds, other, kind in PAIRS:
        value, limit = values.get(column), values.get(other)
        if value is not None and limit is not None and not holds(value, limit):
            expected = expectation(kind, column=other, value=written(limit))
            yield CellError(line.number, column, line.cells[column], expected)


@dataclass(slots=True)
class Seen:
    """What the first lines of each service and organization said, with which all others must agree."""

    _firsts: dict[tuple[str, str], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    _later: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """The line of a value that the first line could not say, because its cell is bad."""

    def errors(self, line: Line, values: dict[str, Any]) -> list[CellError]:
        """Where a line contradicts an earlier one. Values that agree are shared, to spare memory."""
        return [
            *self._disagreements(line, values, "service_id", SERVICE_FIELDS, "same_service"),
            *self._disagreements(line, values, "organization_id", ORGANIZATION_FIELDS, "same_organization"),
        ]

    def _disagreements(
        self, line: Line, values: dict[str, Any], key: str, columns: tuple[str, ...], kind: str
    ) -> Iterator[CellError]:
        if key not in values:
            return
        mine = {column: values[column] for column in columns if column in values}
        first_line, first = self._firsts.setdefault((key, values[key]), (line.number, mine))
        for column, value in mine.items():
            if column not in first:
                first[column] = value
                self._later[key, values[key], column] = line.number
            elif value == first[column]:
                values[column] = first[column]
            else:
                said = self._later.get((key, values[key], column), first_line)
                expected = expectation(kind, value=written(first[column]), line=said)
                yield CellError(line.number, column, line.cells[column], expected)
