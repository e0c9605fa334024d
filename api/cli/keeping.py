# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``privacy``: what is kept, where, for how long."""

from __future__ import annotations

import typer

from welfare_point.catalogue.settings import Settings


def privacy() -> None:
    """Scrive la tabella di ciò che si conserva, in Markdown: per l'informativa e per la DPIA."""
    from welfare_point.api.kept.table import markdown

    typer.echo(markdown(Settings()))
