# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manager's side: who may enter, the unmet needs as records and as a page."""

from fastapi import FastAPI

from . import entering, oidc, opinions, overlaps, pages, records


def install(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(records.router)
    app.include_router(pages.router)
    app.include_router(entering.router)
    app.include_router(oidc.router)
    app.include_router(overlaps.router)
    app.include_router(opinions.router)
