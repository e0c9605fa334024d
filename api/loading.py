# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a catalogue file in: parse it whole, then keep it in one transaction, or not at all."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.desks import keep_desks
from welfare_point.catalogue.exchange.ambiti import known_ambiti
from welfare_point.catalogue.exchange.csv_import import (
    CellError,
    ImportReport,
    import_services,
    parse_catalogue,
)
from welfare_point.catalogue.exchange.desks import parse_desks
from welfare_point.catalogue.exchange.hsds_import import HsdsFile
from welfare_point.catalogue.exchange.hsds_json import read_json
from welfare_point.catalogue.exchange.hsds_package import read_package
from welfare_point.catalogue.exchange.planning import Plan, plan_import
from welfare_point.catalogue.exchange.school_exceptions import parse_school_exceptions
from welfare_point.catalogue.school_exceptions import keep_school_exceptions


def load_services(
    sessions: sessionmaker[Session], stream: BinaryIO
) -> tuple[ImportReport | None, list[CellError]]:
    """Import a catalogue CSV. With any error nothing is changed and there is no report."""
    with sessions.begin() as session:
        offers, errors = parse_catalogue(stream, known_ambiti(session))
        return (None, errors) if errors else (import_services(session, offers), [])


def preview_services(
    sessions: sessionmaker[Session], stream: BinaryIO
) -> tuple[Plan | None, list[CellError]]:
    """What :func:`load_services` would do. Nothing is written."""
    with sessions() as session:
        offers, errors = parse_catalogue(stream, known_ambiti(session))
        return (None, errors) if errors else (plan_import(session, offers), [])


def load_desks(sessions: sessionmaker[Session], stream: BinaryIO) -> tuple[int, list[CellError]]:
    """Import a CSV of desks; how many. With any error nothing is changed."""
    with sessions.begin() as session:
        found, errors = parse_desks(stream, known_ambiti(session))
        return (0, errors) if errors else (keep_desks(session, found), [])


def load_school_exceptions(sessions: sessionmaker[Session], stream: BinaryIO) -> tuple[int, list[CellError]]:
    """Import a CSV of what schools do otherwise; how many lines. With any error nothing is changed."""
    found, errors = parse_school_exceptions(stream)
    with sessions.begin() as session:
        return (0, errors) if errors else (keep_school_exceptions(session, found), [])


def load_hsds(sessions: sessionmaker[Session], stream: BinaryIO) -> tuple[ImportReport | None, HsdsFile]:
    """Import HSDS, as JSON or as a package of tables. With any error nothing is changed and there is no report."""
    read = read_package if zipfile.is_zipfile(stream) else read_json
    stream.seek(0)
    with sessions.begin() as session:
        file = read(stream, known_ambiti(session))
        return (None if file.errors else import_services(session, file.offers)), file
