# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows as CSV: UTF-8, commas, lines that end with CR LF, as the catalogue's."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from welfare_point.catalogue.exchange.cells import neutralised

from .wording import COLUMNS

LINES_AT_ONCE = 1_000


def csv_of(told: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The file in pieces; each of ``told`` has the keys ``COLUMNS``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number, row in enumerate(told, 1):
        writer.writerow([_cell(row[column]) for column in COLUMNS])
        if number % LINES_AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _cell(value: Any) -> str:
    """The names of Ambiti come from files of others: no cell is a formula."""
    return neutralised(str(value))
