# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Catalogues made of the few cells that a test is about."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange.csv_import import (
    CellError,
    ImportReport,
    import_services,
    parse_catalogue,
)
from welfare_point.catalogue.offer import Offer

Row = dict[str, str]

GOOD_ROW: Row = {
    "service_id": "s1",
    "organization_id": "o1",
    "organization_name": "Cooperativa Arcobaleno",
    "name": "Centro estivo",
    "topics": "minori--chiusure-scolastiche",
    "audience": "persona",
    "service_areas": "016024",
}


@pytest.fixture
def csv_of() -> Callable[..., bytes]:
    """Rows as a file, with the columns that any of them has. Each row is good, but for the cells given."""

    def csv_of(*rows: Row) -> bytes:
        rows = tuple(GOOD_ROW | row for row in rows)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(dict.fromkeys(c for row in rows for c in row)), restval="")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()

    return csv_of


@pytest.fixture
def parse(csv_of: Callable[..., bytes]) -> Callable[..., tuple[list[Offer], list[CellError]]]:
    """Parse rows: offers and errors."""

    def parse(*rows: Row, ambiti: tuple[str, ...] = ()) -> tuple[list[Offer], list[CellError]]:
        return parse_catalogue(io.BytesIO(csv_of(*rows)), ambiti)

    return parse


@pytest.fixture
def load(session: Session, parse: Callable[..., Any]) -> Callable[..., ImportReport]:
    """Parse and import rows, none of which may have errors."""

    def load(*rows: Row, ambiti: tuple[str, ...] = (), **options: Any) -> ImportReport:
        offers, errors = parse(*rows, ambiti=ambiti)
        assert errors == []
        return import_services(session, offers, **options)

    return load
