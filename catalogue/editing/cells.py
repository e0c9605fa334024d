# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A service as rows of cells, as in the file, and back: forms are read by the rules of the import. Pure."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from welfare_point.catalogue.exchange.cells import written
from welfare_point.catalogue.exchange.columns import COLUMNS
from welfare_point.catalogue.exchange.csv_import import parse_catalogue
from welfare_point.catalogue.offer import Offer

Cells = Mapping[str, str]
"""One row of the file: text by column. A column that is missing is empty."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """A bad cell of a form: in which row, from 0, and what was expected."""

    row: int
    field: str
    expected: str


def cells_of(offer: Offer) -> dict[str, str]:
    """The cells of a row, empty ones too."""
    return {column: written(getattr(offer, column)) for column in COLUMNS}


def parsed(rows: Sequence[Cells], ambiti: Collection[str] = ()) -> tuple[list[Offer], list[FieldError]]:
    """Read the rows of one service, all errors at once. With any error there are no offers."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    starts: list[int] = []
    for row in rows:
        starts.append(text.getvalue().count("\n") + 1)
        writer.writerow({column: _one_kind_of_line_end(cell) for column, cell in row.items()})
    stream = io.BytesIO(text.getvalue().encode("utf-8", "surrogatepass"))
    offers, errors = parse_catalogue(stream, ambiti)
    return offers, [
        FieldError(max(0, bisect_right(starts, error.line) - 1), error.column, error.expected)
        for error in errors
    ]


def _one_kind_of_line_end(cell: str) -> str:
    """Forms send CR LF; the lines of the text are counted to know the row of an error."""
    return cell.replace("\r\n", "\n").replace("\r", "\n")
