# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``understand`` and ``match``: the same answers as the HTTP API, on the command line."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from welfare_point.api.words import words
from welfare_point.catalogue.settings import Settings

from .opening import open_sessions

TEXT = Annotated[
    str, typer.Argument(metavar="TESTO", help="La frase da capire; «-» la legge dallo standard input.")
]
NEED = Annotated[
    str,
    typer.Argument(metavar="JSON", help="La richiesta di POST /api/v1/matches; «-» per lo standard input."),
]


def _given(argument: str) -> str:
    return sys.stdin.read() if argument == "-" else argument


def _show(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def understand(text: TEXT) -> None:
    """Di' che cosa chiede una frase."""
    from welfare_point.api.chat.turn import cleaned
    from welfare_point.api.problems import Problem
    from welfare_point.api.understanding import understood
    from welfare_point.bot.understanding.reader import Reader

    settings = Settings()
    try:
        asked = cleaned(_given(text))
    except Problem as problem:
        raise SystemExit(problem.detail) from problem
    if not settings.understanding.exists():
        raise SystemExit(words("understand.no_model"))
    _show(understood(Reader(settings.understanding)(asked, settings.today())))


def match(
    need: NEED,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Quanti servizi al massimo (predefinito: quanti ne chiede il JSON)."),
    ] = None,
) -> None:
    """Cerca i servizi adatti a un bisogno."""
    from pydantic import ValidationError

    from welfare_point.api.directory.matches import MatchRequest, findings_json
    from welfare_point.api.problems import Problem
    from welfare_point.catalogue.finding import find

    settings = Settings()
    try:
        request = MatchRequest.model_validate_json(_given(need))
        asked = request.need(settings.today())
    except ValidationError as invalid:
        raise SystemExit(str(invalid)) from invalid
    except Problem as problem:
        raise SystemExit(problem.detail) from problem
    with open_sessions(settings)() as session:
        most = limit or request.limit
        _show(findings_json(find(session, asked, most), most))
