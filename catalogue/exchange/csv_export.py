# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue written as the CSV that the import reads."""

from __future__ import annotations

import csv
import io
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from welfare_point.catalogue.offers import each_offer

from .cells import neutralised, written
from .columns import COLUMNS


def export_services(session: Session, stream: BinaryIO) -> int:
    """Write the whole catalogue, by service, and return its rows. Importing it again changes nothing.

    Each row is written as it is read: memory does not grow with the catalogue.
    """
    rows = 0
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        # Lines end as the standard says, with CR LF: so a cell that holds either is quoted.
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for offer in each_offer(session):
            rows += 1
            writer.writerow([_cell(getattr(offer, column)) for column in COLUMNS])
        text.flush()
    finally:
        text.detach()
    return rows


def _cell(value: Any) -> str:
    """Numbers stay numbers, below zero too; only words can be formulas."""
    return neutralised(written(value)) if isinstance(value, str | tuple) else written(value)
