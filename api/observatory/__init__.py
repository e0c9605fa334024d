# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio``: what is asked for, met or not, as figures, charts and tables."""

from fastapi import FastAPI

from . import baseline, coverage, pages, supply


def install(app: FastAPI) -> None:
    """Add the routes. Those with an address of their own stand before the one that takes any view."""
    app.include_router(baseline.router)
    app.include_router(coverage.router)
    app.include_router(supply.router)
    app.include_router(pages.router)
