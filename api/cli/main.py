# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""All commands, put together. Each imports what it needs when it runs: ``--help`` must be quick."""

from __future__ import annotations

import typer

from . import (
    caring,
    collecting,
    exchanging,
    hsds,
    keeping,
    opendata,
    overlapping,
    people,
    reading,
    regional,
    running,
)

app = typer.Typer(
    help="Welfare Point: l'assistente e il catalogo delle reti di conciliazione.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
exchanging.importing.command("hsds")(hsds.import_hsds)
exchanging.exporting.command("hsds")(hsds.export_hsds)
exchanging.exporting.command("hsds-tabular")(hsds.export_hsds_tabular)
regional.add_to(exchanging.importing, exchanging.exporting)
app.add_typer(exchanging.importing, name="import")
app.add_typer(exchanging.exporting, name="export")
app.add_typer(overlapping.overlaps, name="overlaps")
app.add_typer(opendata.open_data, name="open-data")
app.add_typer(collecting.needs, name="needs")
app.command("match")(reading.match)
app.command("understand")(reading.understand)
app.command("serve")(running.serve)
app.command("telegram")(running.telegram)
app.command("prepare")(running.prepare)
app.command("quality")(caring.quality)
app.command("doctor")(running.doctor)
app.add_typer(people.users, name="users")
app.command("privacy")(keeping.privacy)
app.command("retention")(people.retention)


def main() -> None:
    """Entry point."""
    app()
