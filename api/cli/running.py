# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``prepare``, ``serve``, ``telegram`` and ``doctor``."""

from __future__ import annotations

from typing import Annotated

import typer

from welfare_point.catalogue.settings import Settings


def prepare() -> None:
    """Prepara il database: tabelle, catalogo al primo avvio, primo utente."""
    from welfare_point.api.first_start import prepare_home

    for line in prepare_home(Settings()):
        typer.echo(line)


def serve(
    only: Annotated[
        str | None, typer.Option(help="Avvia una parte sola (api, actions, bot o telegram), in primo piano.")
    ] = None,
) -> None:
    """Avvia tutto il prodotto: assistente, azioni, pagine. Ctrl-C ferma tutto."""
    from welfare_point.api.supervisor import Supervisor, run_one

    settings = Settings()
    if only is not None:
        run_one(only, settings)
    prepare()
    raise SystemExit(Supervisor(settings).run())


def telegram() -> None:
    """Rispondi su Telegram: serve il token del bot, in WELFARE_POINT_TELEGRAM_TOKEN."""
    from welfare_point.api.telegram.process import run

    run(Settings())


def doctor() -> None:
    """Di' che cosa è in uso: versioni, database, modello, catalogo, porte."""
    from welfare_point.api.doctor import report

    lines, well = report(Settings())
    for name, value in lines:
        typer.echo(f"{name:<24} {value}")
    raise SystemExit(0 if well else 1)
