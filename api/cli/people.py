# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``users`` and ``retention``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from welfare_point.api.words import words
from welfare_point.catalogue.accounts import Role
from welfare_point.catalogue.reference import ATS
from welfare_point.catalogue.settings import Settings

from .opening import open_sessions

users = typer.Typer(help="Utenti della parte riservata.", no_args_is_help=True)

NAME = Annotated[str, typer.Argument(metavar="NOME")]
PASSWORD = Annotated[
    str,
    typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, envvar="WELFARE_POINT_NEW_PASSWORD"),
]


@users.command("add")
def add(
    name: NAME,
    password: PASSWORD,
    role: Annotated[Role, typer.Option(help="Che cosa può vedere e fare.")] = "manager",
    ats: Annotated[str | None, typer.Option(help="Codice dell'ATS (321-328) di cui vede i dati.")] = None,
    organization: Annotated[
        str | None,
        typer.Option(help="Codice dell'organizzazione (organization_id) di cui corregge i servizi."),
    ] = None,
) -> None:
    """Aggiungi un utente. Chi ha il ruolo editor corregge i servizi della sua ATS o della sua organizzazione."""
    from welfare_point.catalogue.accounts import create_account

    _not_empty(name, password)
    if ats is not None and ats not in ATS:
        raise SystemExit(words("unmet.ats", value=ats))
    try:
        with open_sessions(Settings()).begin() as session:
            create_account(session, name, password, role=role, ats=ats, organization=organization)
    except ValueError as taken:
        raise SystemExit(words("users.taken", name=name)) from taken
    typer.echo(f"Utente «{name}» creato ({role}).")


@users.command("list")
def list_() -> None:
    """Elenca gli utenti."""
    from welfare_point.catalogue.accounts import list_accounts

    with open_sessions(Settings())() as session:
        for account in list_accounts(session):
            state = "disattivato" if account.disabled else ""
            sees = f"{account.ats or 'tutte':<6} {account.organization or '':<12}"
            typer.echo(f"{account.username:<24} {account.role:<10} {sees} {state}")


@users.command("password")
def password(name: NAME, password: PASSWORD) -> None:
    """Cambia la password di un utente."""
    from welfare_point.catalogue.accounts import set_password

    _not_empty(name, password)
    try:
        with open_sessions(Settings()).begin() as session:
            set_password(session, name, password)
    except KeyError as missing:
        raise SystemExit(words("users.unknown", name=name)) from missing
    typer.echo("Password cambiata.")


@users.command("code")
def code(
    name: NAME,
    off: Annotated[bool, typer.Option("--off", help="Non chiedere più il codice.")] = False,
) -> None:
    """Chiedi a un utente, oltre alla password, il codice di un'app (TOTP)."""
    from welfare_point.catalogue.accounts import set_second_factor

    try:
        with open_sessions(Settings()).begin() as session:
            address = set_second_factor(session, name, wanted=not off)
    except KeyError as missing:
        raise SystemExit(words("users.unknown", name=name)) from missing
    typer.echo(words("entering.totp_on", address=address) if address else words("entering.totp_off"))


def _not_empty(name: str, password: str) -> None:
    if not name.strip() or not password:
        raise SystemExit(words("users.empty"))


def retention(
    days: Annotated[
        int | None,
        typer.Option(min=0, help="Giorni da tenere (predefinito: WELFARE_POINT_CONVERSATION_DAYS)."),
    ] = None,
) -> None:
    """Cancella le conversazioni più vecchie del limite, in tutti gli archivi."""
    from welfare_point.api.retention import purge

    settings = Settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    open_sessions(settings)
    limit = settings.conversation_days if days is None else days
    erased = purge(settings, dt.datetime.now(dt.UTC) - dt.timedelta(days=limit))
    typer.echo(f"Cancellate {erased} conversazioni più vecchie di {limit} giorni.")
