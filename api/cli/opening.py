# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database of a command: any command may be the first that a home sees."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.settings import Settings


def open_sessions(settings: Settings) -> sessionmaker[Session]:
    """Sessions on a database that has its tables."""
    from welfare_point.catalogue.database import create_engine, migrate, session_factory

    engine = create_engine(settings.database_url)
    migrate(engine)
    return session_factory(engine)
