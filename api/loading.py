# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a catalogue file in: parse it whole, then keep it in one transaction, or not at all."""

from __future__ import annotations

from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.exchange.csv_import import (
    CellError,
    ImportReport,
    import_services,
    parse_catalogue,
)
from welfare_point.catalogue.models import MunicipalityAmbito


def load_services(
    sessions: sessionmaker[Session], stream: BinaryIO
) -> tuple[ImportReport | None, list[CellError]]:
    """Import a catalogue CSV. With any error nothing is changed and there is no report."""
    with sessions.begin() as session:
        ambiti = set(session.scalars(sa.select(MunicipalityAmbito.ambito_id).distinct()))
        offers, errors = parse_catalogue(stream, ambiti)
        return (None, errors) if errors else (import_services(session, offers), [])
