# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``users`` and ``retention``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import Role
from welfare_point.catalogue.settings import Settings

users = typer.Typer(help="Utenti della parte riservata.", no_args_is_help=True)

NAME = Annotated[str, typer.Argument(metavar="NOME")]
PASSWORD = Annotated[
    str,
    typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, envvar="WELFARE_POINT_NEW_PASSWORD"),
]


def _sessions(settings: Settings) -> sessionmaker[Session]:
    from welfare_point.catalogue.database import create_engine, migrate, session_factory

    engine = create_engine(settings.database_url)
    migrate(engine)
    return session_factory(engine)


@users.command("add")
def add(
    name: NAME,
    password: PASSWORD,
    role: Annotated[Role, typer.Option(help="Che cosa può vedere e fare.")] = "manager",
    ats: Annotated[str | None, typer.Option(help="Codice dell'ATS (321-328) di cui vede i dati.")] = None,
) -> None:
    """Aggiungi un utente."""
    from welfare_point.catalogue.accounts import create_account

    try:
        with _sessions(Settings()).begin() as session:
            create_account(session, name, password, role=role, ats=ats)
    except ValueError as wrong:
        raise SystemExit(str(wrong)) from wrong
    typer.echo(f"Utente «{name}» creato ({role}).")


@users.command("list")
def list_() -> None:
    """Elenca gli utenti."""
    from welfare_point.catalogue.accounts import list_accounts

    with _sessions(Settings())() as session:
        for account in list_accounts(session):
            state = "disattivato" if account.disabled else ""
            typer.echo(f"{account.username:<24} {account.role:<10} {account.ats or 'tutte':<6} {state}")


@users.command("password")
def password(name: NAME, password: PASSWORD) -> None:
    """Cambia la password di un utente."""
    from welfare_point.catalogue.accounts import set_password

    try:
        with _sessions(Settings()).begin() as session:
            set_password(session, name, password)
    except KeyError as missing:
        raise SystemExit(f"L'utente «{name}» non esiste.") from missing
    typer.echo("Password cambiata.")


def retention(
    days: Annotated[
        int | None, typer.Option(help="Giorni da tenere (predefinito: WELFARE_POINT_CONVERSATION_DAYS).")
    ] = None,
) -> None:
    """Cancella le conversazioni più vecchie del limite, in tutti gli archivi."""
    from welfare_point.api.retention import purge

    settings = Settings()
    limit = settings.conversation_days if days is None else days
    erased = purge(settings, dt.datetime.now(dt.UTC) - dt.timedelta(days=limit))
    typer.echo(f"Cancellate {erased} conversazioni più vecchie di {limit} giorni.")
