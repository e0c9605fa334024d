# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``import regional``, ``import scheduled``, ``export cpsv`` and ``export dcat``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from welfare_point.catalogue.exchange.errors import CellError
from welfare_point.catalogue.regional.words import said
from welfare_point.catalogue.settings import Settings

from .exchanging import SOURCE
from .opening import open_sessions


def regional(
    file: SOURCE,
    layout: Annotated[
        str | None,
        typer.Option(help="anziani, centri-diurni o un file .yml; se manca, si capisce dalle intestazioni."),
    ] = None,
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="Importa le righe buone anche se altre hanno errori.")
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Di' che cosa cambierebbe, senza cambiare niente.")
    ] = False,
) -> None:
    """Importa le unità di offerta sociali di Regione Lombardia (CSV o JSON del portale)."""
    from welfare_point.catalogue.regional.keeping import keep_regional
    from welfare_point.catalogue.regional.layout import LayoutError, load_layout
    from welfare_point.catalogue.regional.parsing import parse_regional

    try:
        chosen = load_layout(layout) if layout else None
    except LayoutError as wrong:
        raise SystemExit(str(wrong)) from wrong
    parsed = parse_regional(file.read_bytes(), chosen)
    _tell(parsed.errors, parsed.notices)
    if parsed.errors and not (skip_faulty and parsed.readable):
        typer.echo(said("nothing", file=file.name, count=len(parsed.errors)), err=True)
        raise SystemExit(1)
    with open_sessions(Settings())() as session:
        report = keep_regional(session, parsed)
        if not preview:
            session.commit()
    services = f"{report.added} servizi nuovi, {report.changed} cambiati, {report.unchanged} uguali"
    typer.echo(f"{parsed.rows} righe: {services}.")
    if parsed.faulty:
        typer.echo(said("skipped", count=parsed.faulty))
    if preview:
        typer.echo(said("preview"))


def scheduled(file: SOURCE) -> None:
    """Importa le fonti di un file YAML; segna «da verificare» ciò che non c'è più. Per cron o systemd."""
    from welfare_point.api.fetching import fetched, web_client
    from welfare_point.catalogue.regional.scheduled import SourceError, import_source, load_configuration

    settings = Settings()
    try:
        sources = load_configuration(file)
    except SourceError as wrong:
        raise SystemExit(str(wrong)) from wrong
    sessions, failed = open_sessions(settings), False
    with web_client() as client:
        for source in sources:
            now = dt.datetime.now(dt.UTC)
            try:
                with sessions.begin() as session:
                    done = import_source(
                        session, source, lambda wanted: fetched(wanted, client), now, settings.today()
                    )
            except SourceError as wrong:
                _tell(wrong.errors, ())
                typer.echo(str(wrong), err=True)
                failed = True
                continue
            _tell(done.errors, done.notices)
            told = {
                "added": done.report.added,
                "changed": done.report.changed,
                "unchanged": done.report.unchanged,
                "vanished": done.compared.vanished,
                "back": done.compared.back,
                "faulty": len(done.errors),
            }
            typer.echo(said("done", source=source.name, **told))
    if failed:
        raise SystemExit(1)


def _tell(errors: Iterable[CellError], notices: Iterable[CellError]) -> None:
    for notice in notices:
        typer.echo(said("corrected", notice=notice), err=True)
    for error in errors:
        typer.echo(str(error), err=True)


FILE = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, writable=True)]
BASE = Annotated[
    str, typer.Option("--base", help="L'indirizzo pubblico di questo Welfare Point, per gli identificativi.")
]


def cpsv(file: FILE, base: BASE = "") -> None:
    """Esporta i servizi in RDF (Turtle), secondo CPSV-AP_IT."""
    from welfare_point.catalogue.rdf.cpsv import cpsv_turtle

    settings = Settings()
    with open_sessions(settings)() as session, file.open("wb") as stream:
        stream.writelines(cpsv_turtle(session, _base(base, settings)))
    typer.echo(said("written", file=file))


def dcat(file: FILE, base: BASE = "") -> None:
    """Esporta la scheda del catalogo per un portale di dati aperti (DCAT-AP_IT): .ttl o .jsonld."""
    from welfare_point.catalogue.rdf.dcat import Format
    from welfare_point.catalogue.rdf.dcat import dcat as entry

    settings = Settings()
    with open_sessions(settings)() as session:
        form: Format = "json-ld" if file.suffix in (".jsonld", ".json") else "turtle"
        file.write_bytes(entry(session, _base(base, settings), settings.today(), form))
    typer.echo(said("written", file=file))


def _base(base: str, settings: Settings) -> str:
    return base.rstrip("/") or f"http://{settings.host}:{settings.port}"


def add_to(importing: typer.Typer, exporting: typer.Typer) -> None:
    """Add these commands to ``import`` and ``export``."""
    importing.command("regional")(regional)
    importing.command("scheduled")(scheduled)
    exporting.command("cpsv")(cpsv)
    exporting.command("dcat")(dcat)
