# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first start of a home: tables, a catalogue, an account to enter with. Later starts find them there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import create_account, list_accounts
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.offers import count_services
from welfare_point.catalogue.reference import DATA
from welfare_point.catalogue.settings import Settings

from .loading import load_desks, load_services
from .widget.networks import NetworksError, networks
from .words import words

DEMONSTRATION = DATA / "demonstration.csv"
DESKS = DATA / "demonstration-desks.csv"


def prepare_home(settings: Settings) -> Iterator[str]:
    """Make what is missing; yields what a person should read. Exits when the given catalogue or the file of
    the networks is not valid."""
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        networks(settings)
    except NetworksError as wrong:
        raise SystemExit(str(wrong)) from wrong
    engine = create_engine(settings.database_url)
    migrate(engine)
    sessions = session_factory(engine)
    yield from _catalogue(settings, sessions)
    yield from _account(settings, sessions)
    engine.dispose()


def _catalogue(settings: Settings, sessions: sessionmaker[Session]) -> Iterator[str]:
    with sessions() as session:
        if count_services(session):
            return
    file = settings.catalogue or DEMONSTRATION
    try:
        with file.open("rb") as stream:
            report, errors = load_services(sessions, stream)
    except OSError as missing:
        raise SystemExit(f"{missing.strerror}: {file}") from missing
    if errors:
        raise SystemExit("\n".join([*map(str, errors), words("serve.bad_catalogue", file=file)]))
    assert report is not None
    if settings.catalogue is None:
        with DESKS.open("rb") as stream:
            _, errors = load_desks(sessions, stream)
        assert not errors, errors[0]
    yield words("serve.first_catalogue", services=report.added, file=file.name)


def _account(settings: Settings, sessions: sessionmaker[Session]) -> Iterator[str]:
    with sessions.begin() as session:
        if list_accounts(session):
            return
        given = settings.admin_password
        password = given.get_secret_value() if given else secrets.token_urlsafe(9)
        create_account(session, "admin", password, role="admin")
    key = "serve.first_account_given" if given else "serve.first_account"
    yield words(key, password=password)
