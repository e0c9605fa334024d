# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``overlaps``: the services that repeat themselves."""

from __future__ import annotations

import csv
import json
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from welfare_point.catalogue.settings import Settings

from .opening import open_sessions

overlaps = typer.Typer(help="Servizi che si ripetono.", no_args_is_help=True)

COLUMNS = ("id", "group", "first", "second", "kind", "grade", "shares", "differs", "state", "to_review")


class Form(StrEnum):
    """How the list is written."""

    JSON = "json"
    CSV = "csv"


@overlaps.command("compute")
def compute() -> None:
    """Cerca di nuovo i servizi che si ripetono. Le decisioni già prese restano."""
    from welfare_point.catalogue.overlap import repository

    with open_sessions(Settings()).begin() as session:
        count = repository.compute(session)
    typer.echo(f"{count} coppie di servizi da confrontare.")


@overlaps.command("list")
def list_(
    form: Annotated[Form, typer.Option("--format", help="Come scrivere l'elenco.")] = Form.JSON,
    kind: Annotated[str | None, typer.Option(help="duplicate, overlap o complementary.")] = None,
    ats: Annotated[str | None, typer.Option(help="Codice dell'ATS (321-328).")] = None,
    limit: Annotated[int, typer.Option(min=1)] = 1_000,
) -> None:
    """Elenca le coppie trovate, le più forti per prime."""
    from welfare_point.catalogue.overlap.repository import list_pairs
    from welfare_point.catalogue.overlap.sentences import pair_json

    with open_sessions(Settings())() as session:
        pairs = [pair_json(pair) for pair in list_pairs(session, kind=kind, ats=ats, limit=limit)]
    if form is Form.JSON:
        typer.echo(json.dumps(pairs, ensure_ascii=False, indent=2))
        return
    writer = csv.DictWriter(sys.stdout, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_flat(pair) for pair in pairs)


def _flat(pair: dict[str, Any]) -> dict[str, Any]:
    first, second = (_harmless(service) for service in pair["services"])
    said = {name: " ".join(facet["detail"] for facet in pair[name]) for name in ("shares", "differs")}
    return pair | said | {"first": first, "second": second}


def _harmless(text: str) -> str:
    """A spreadsheet runs a cell that starts like a formula: an apostrophe makes it text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
