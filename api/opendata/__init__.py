# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The anonymous counts of needs, open to all."""

from fastapi import FastAPI

from . import routes


def install(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(routes.router)
