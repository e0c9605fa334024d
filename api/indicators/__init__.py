# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio/indicatori``: the indicators of the region and of one's own ATS, and those that an ATS adds."""

from fastapi import FastAPI

from . import deciding, pages


def install(app: FastAPI) -> None:
    """Add the routes; before those of the observatory, one of which takes any view."""
    app.include_router(pages.router)
    app.include_router(deciding.router)
