# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``needs``: from single unmet needs to collective ones."""

from __future__ import annotations

from typing import Annotated

import typer

from welfare_point.api.words import words
from welfare_point.catalogue.reference import ATS
from welfare_point.catalogue.settings import Settings

from .opening import open_sessions

needs = typer.Typer(help="Bisogni collettivi.", no_args_is_help=True)

OneATS = Annotated[str | None, typer.Option(help="Codice dell'ATS (321-328); senza, tutte.")]


@needs.command("propose")
def propose(ats: OneATS = None) -> None:
    """Raggruppa le richieste senza risposta che si somigliano. Le decisioni già prese restano."""
    from welfare_point.catalogue.collective.proposing import propose_needs

    settings = Settings()
    _check(ats)
    with open_sessions(settings).begin() as session:
        found = propose_needs(session, settings.today(), ats)
    typer.echo(words("collective.proposed", new=found.new, joined=found.joined))


@needs.command("cover")
def cover(ats: OneATS = None) -> None:
    """Guarda quali bisogni collettivi trovano risposta nei servizi nuovi o cambiati."""
    from welfare_point.catalogue.collective.repository import count_needs, cover

    settings = Settings()
    _check(ats)
    with open_sessions(settings).begin() as session:
        looked_at = cover(session, settings.today(), ats)
        covered = count_needs(session, ats=ats, covered=True)
    typer.echo(words("collective.covered", looked_at=looked_at, covered=covered))


def _check(ats: str | None) -> None:
    if ats is not None and ats not in ATS:
        raise typer.BadParameter(words("unmet.ats", value=ats))
