# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The annex of the *Documento territoriale di indirizzo*, made from the figures of the observatory."""

from fastapi import FastAPI

from . import routes


def install(app: FastAPI) -> None:
    """Add the routes; before those of the observatory, one of which takes any name."""
    app.include_router(routes.router)
