# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/privacy``: the notice, and the table of what is kept."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request, Response

from welfare_point.api.pages.routes import page

from .table import kept

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """Che cosa si conserva, dove, per quanto tempo e chi lo legge."""
    return page(request, "privacy.html", kept=kept(request.app.state.parts.settings))


def install(app: FastAPI) -> None:
    """Add the page."""
    app.include_router(router)
