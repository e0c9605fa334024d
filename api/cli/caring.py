# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``quality``: the records that need care first."""

from __future__ import annotations

from typing import Annotated

import typer

from welfare_point.api.words import words
from welfare_point.catalogue.settings import Settings

from .opening import open_sessions

SHOWN_FIELDS = 4


def quality(
    limit: Annotated[int, typer.Option(min=1, help="Quanti servizi elencare al massimo.")] = 20,
    organization: Annotated[str | None, typer.Option(help="Solo i servizi di questo ente (codice).")] = None,
) -> None:
    """Elenca i servizi con le informazioni più deboli: punteggio, ultima verifica, che cosa aggiungere."""
    from welfare_point.catalogue.caring import care_needed

    settings = Settings()
    with open_sessions(settings)() as session:
        care = care_needed(session, settings.today(), limit, organization)
    if not care.services:
        typer.echo(words("quality.none"))
        return
    typer.echo(
        words(
            "quality.summary",
            services=care.services,
            mean=f"{care.mean:.2f}",
            stale=care.stale,
            expired=care.capacity_expired,
        )
    )
    for one in care.worst:
        days = one.quality.assured_days
        verified = words("quality.never") if days is None else words("quality.days", days=days)
        missing = ", ".join(one.quality.missing[:SHOWN_FIELDS]) or words("quality.nothing")
        line = {"score": f"{one.quality.score:.2f}", "id": one.service_id, "name": one.name}
        typer.echo(words("quality.line", **line, verified=verified, missing=missing))
