# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collective needs, for whoever follows them: ``/api/v1/collective-needs`` and ``/osservatorio/bisogni``."""

from fastapi import FastAPI

from . import deciding, evaluation, needs, pages


def install(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(needs.router)
    app.include_router(evaluation.router)
    app.include_router(pages.router)
    app.include_router(deciding.router)
