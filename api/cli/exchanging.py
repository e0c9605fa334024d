# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``import`` and ``export``: the catalogue's CSV in and out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from welfare_point.catalogue.exchange.csv_import import CellError
from welfare_point.catalogue.settings import Settings

from .opening import open_sessions

importing = typer.Typer(help="Importa dati da un file.", no_args_is_help=True)
exporting = typer.Typer(help="Esporta dati in un file.", no_args_is_help=True)

SOURCE = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True)]


@importing.command("services")
def services(
    file: SOURCE,
    preview: Annotated[
        bool, typer.Option("--preview", help="Mostra che cosa cambierebbe, senza scrivere.")
    ] = False,
) -> None:
    """Importa servizi dal CSV del catalogo. Un file con errori non cambia niente."""
    from welfare_point.api.loading import load_services

    if preview:
        _preview(file)
        return

    with file.open("rb") as stream:
        report, errors = load_services(open_sessions(Settings()), stream)
    _stop_on(errors, file)
    assert report is not None
    services = f"{report.added} servizi nuovi, {report.changed} cambiati, {report.unchanged} uguali"
    typer.echo(f"{report.rows} righe: {services}.")


@importing.command("ambiti")
def ambiti(file: SOURCE) -> None:
    """Importa la tabella dei Comuni di ogni Ambito (municipality, ambito_id, ambito_name)."""
    from welfare_point.catalogue.exchange.ambiti import import_ambiti, parse_ambiti

    with file.open("rb") as stream:
        rows, errors = parse_ambiti(stream)
    _stop_on(errors, file)
    with open_sessions(Settings()).begin() as session:
        import_ambiti(session, rows)
    typer.echo(f"{len(rows)} Comuni assegnati al loro Ambito.")


@importing.command("desks")
def desks(file: SOURCE) -> None:
    """Importa gli sportelli dove rispondono persone (Welfare Point, Ambiti, Comuni, ATS)."""
    from welfare_point.api.loading import load_desks

    with file.open("rb") as stream:
        count, errors = load_desks(open_sessions(Settings()), stream)
    _stop_on(errors, file)
    typer.echo(f"{count} sportelli caricati.")


@importing.command("school-calendar")
def school_calendar(file: SOURCE) -> None:
    """Importa i giorni in cui una scuola o un Comune non segue il calendario scolastico regionale.

    Le colonne: municipality, school, from, to, kind, note.
    """
    from welfare_point.api.loading import load_school_exceptions

    with file.open("rb") as stream:
        count, errors = load_school_exceptions(open_sessions(Settings()), stream)
    _stop_on(errors, file)
    typer.echo(f"{count} eccezioni al calendario scolastico caricate.")


def _preview(file: Path) -> None:
    from welfare_point.api.loading import preview_services

    with file.open("rb") as stream:
        plan, errors = preview_services(open_sessions(Settings()), stream)
    _stop_on(errors, file)
    assert plan is not None
    for service_id, name in plan.added.items():
        typer.echo(f"nuovo {service_id}: {name}")
    for key, changes in (plan.changed | plan.organizations).items():
        typer.echo(f"cambiato {key}")
        for change in changes:
            typer.echo(f"  {change.field_name}: «{change.previous_value}» → «{change.replacement_value}»")
    counts = f"{len(plan.added)} servizi nuovi, {len(plan.changed)} cambiati, {plan.unchanged} uguali"
    typer.echo(f"Anteprima: {counts}. Niente è stato scritto.")


def _stop_on(errors: Sequence[CellError], file: Path) -> None:
    for error in errors:
        typer.echo(str(error), err=True)
    if errors:
        count = "1 errore" if len(errors) == 1 else f"{len(errors)} errori"
        typer.echo(f"{file.name}: {count}, niente è stato importato.", err=True)
        raise SystemExit(1)


@exporting.command("services")
def export_services(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, writable=True)],
) -> None:
    """Esporta tutto il catalogo nello stesso CSV dell'importazione."""
    from welfare_point.catalogue.exchange.csv_export import export_services as write

    with open_sessions(Settings())() as session, file.open("wb") as stream:
        rows = write(session, stream)
    typer.echo(f"{rows} righe scritte in {file}.")
