# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``open-data``: what is told of needs to the public, and the regional base."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from welfare_point.api.words import words
from welfare_point.catalogue.settings import Settings

from .opening import open_sessions

open_data = typer.Typer(help="Dati aperti sui bisogni: numeri senza persone.", no_args_is_help=True)

TARGET = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, writable=True)]
SOURCES = Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False, readable=True)]


@open_data.command("release")
def release() -> None:
    """Pubblica i periodi finiti. Quello che è pubblicato non cambia più."""
    from welfare_point.catalogue.opendata.releasing import release as tell

    settings = Settings()
    with open_sessions(settings).begin() as session:
        done = tell(
            session,
            settings.open_data_period,
            settings.today(),
            minimum=settings.open_data_minimum,
            days=settings.conversation_days,
        )
    for period, rows in done:
        typer.echo(words("open_data.released", period=period, rows=rows))
    if not done:
        typer.echo(words("open_data.nothing_due", days=settings.conversation_days))


@open_data.command("export")
def export(
    file: TARGET,
    ats: Annotated[str | None, typer.Option(help="Solo una ATS (321-328), per la base regionale.")] = None,
) -> None:
    """Esporta in CSV ciò che è stato pubblicato."""
    from welfare_point.catalogue.opendata.reading import count_rows, read_rows
    from welfare_point.catalogue.opendata.wording import ambito_names, told
    from welfare_point.catalogue.opendata.writing import csv_of
    from welfare_point.catalogue.reference import ATS

    if ats is not None and ats not in ATS:
        raise SystemExit(words("unmet.ats", value=ats))
    filters = {"ats": ats} if ats else {}
    with open_sessions(Settings())() as session, file.open("wb") as stream:
        ambiti = ambito_names(session)
        stream.writelines(csv_of(told(row, ambiti) for row in read_rows(session, filters)))
        typer.echo(words("open_data.written", rows=count_rows(session, filters), file=file))


@open_data.command("merge")
def merge(
    files: SOURCES,
    output: Annotated[
        Path, typer.Option("--output", "-o", dir_okay=False, writable=True, help="Il CSV regionale.")
    ],
) -> None:
    """Unisce i CSV esportati dalle ATS in una base regionale. Se uno ha errori, non scrive niente."""
    from welfare_point.catalogue.opendata import merging
    from welfare_point.catalogue.opendata.writing import csv_of

    minimum = Settings().open_data_minimum
    parsed: list[merging.Told] = []
    merged: dict[tuple[str, str], str] = {}
    refused = False
    for file in files:
        with file.open("rb") as stream:
            told, errors = merging.parse_told(stream, minimum, merged)
        _tell(file, [str(error) for error in errors])
        refused = refused or bool(errors)
        merged |= {(row.period, row.ats): file.name for row in told.rows}
        parsed.append(told)
    if refused:
        raise SystemExit(1)
    rows = list(merging.merge(parsed))
    with output.open("wb") as target:
        target.writelines(csv_of(rows))
    typer.echo(words("open_data.written", rows=len(rows), file=output))


def _tell(file: Path, errors: Sequence[str]) -> None:
    for error in errors:
        typer.echo(f"{file.name}, {error}", err=True)
    if errors:
        count = (
            words("open_data.one_error") if len(errors) == 1 else words("open_data.errors", count=len(errors))
        )
        typer.echo(words("open_data.refused", file=file.name, errors=count), err=True)
