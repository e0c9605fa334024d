# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The editors' side: the catalogue as a list, forms to add and correct, history, links for providers."""

from fastapi import FastAPI

from . import access, files, importing, links, listing, provider, record, reports, writing


def install(app: FastAPI) -> None:
    """Add the routes, and the page that asks to log in."""
    access.install(app)
    for part in (listing, files, importing, record, reports, writing, links, provider):
        app.include_router(part.router)
