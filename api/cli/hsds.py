# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``import hsds``, ``export hsds`` and ``export hsds-tabular``: the catalogue in the open standard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from welfare_point.catalogue.settings import Settings

from .exchanging import SOURCE
from .opening import open_sessions

TARGET = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, writable=True)]


def import_hsds(file: SOURCE) -> None:
    """Importa servizi da un file HSDS 3: JSON (pagina o elenco di servizi interi) o pacchetto .zip di tabelle."""
    from welfare_point.api.loading import load_hsds

    with file.open("rb") as stream:
        report, read = load_hsds(open_sessions(Settings()), stream)
    for error in read.errors:
        typer.echo(str(error), err=True)
    if report is None:
        count = "1 errore" if len(read.errors) == 1 else f"{len(read.errors)} errori"
        typer.echo(f"{file.name}: {count}, niente è stato importato.", err=True)
        raise SystemExit(1)
    services = f"{report.added} servizi nuovi, {report.changed} cambiati, {report.unchanged} uguali"
    typer.echo(f"{report.rows} righe: {services}.")
    if read.left_out:
        left_out = ", ".join(f"{name} ({times})" for name, times in sorted(read.left_out.items()))
        typer.echo(f"Non si è potuto tenere: {left_out}.")


def export_hsds(file: TARGET) -> None:
    """Esporta tutto il catalogo in un file JSON secondo HSDS 3.1."""
    from welfare_point.catalogue.exchange.hsds_json import export_json

    with open_sessions(Settings())() as session, file.open("wb") as stream:
        count = export_json(session, stream)
    typer.echo(f"{count} servizi scritti in {file}.")


def export_hsds_tabular(file: TARGET) -> None:
    """Esporta tutto il catalogo in un pacchetto di tabelle (Frictionless) secondo HSDS 3.1."""
    from welfare_point.catalogue.exchange.hsds_package import export_package

    with open_sessions(Settings())() as session, file.open("wb") as stream:
        count = export_package(session, stream)
    typer.echo(f"{count} servizi scritti in {file}.")
