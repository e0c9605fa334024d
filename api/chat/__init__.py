# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations over HTTP: ``POST /api/v1/chat`` and what belongs to it."""

from fastapi import FastAPI


def install(app: FastAPI) -> None:
    """Add the routes. They need the parts, and those need what is in this folder: so they are imported here."""
    from .routes import install

    install(app)
