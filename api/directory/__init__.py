# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue over HTTP: matches for a need, and the open directory (HSDS)."""

from fastapi import FastAPI

from . import care, hsds, matches, rdf


def install(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(matches.router)
    app.include_router(hsds.router)
    app.include_router(care.router)
    app.include_router(rdf.router)
