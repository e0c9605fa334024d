# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP application: ``create_app(settings)`` and nothing global."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

from welfare_point import __version__
from welfare_point.catalogue.settings import Settings

from . import (
    chat,
    collective,
    directory,
    documents,
    editor,
    health,
    indicators,
    kept,
    manager,
    observatory,
    opendata,
    pages,
    plain,
    problems,
    retention,
    service_page,
    telegram,
    understanding,
)
from .crowd import AddressLimit
from .limits import BodyLimit
from .parts import Parts, build_parts
from .security import SecurityHeaders
from .widget import routes as widget

DESCRIPTION = """Il catalogo dei servizi di conciliazione, l'assistente e i bisogni senza risposta.

Gli errori sono documenti RFC 9457 (`application/problem+json`) con un `detail` in italiano."""


def create_app(settings: Settings | None = None, parts: Parts | None = None) -> FastAPI:
    """The application with its parts; tests hand in parts of their own."""
    made = parts or build_parts(settings or Settings())

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[None]:
        parts: Parts = running.state.parts
        erasing = asyncio.create_task(retention.every_day(parts.settings))
        yield
        erasing.cancel()
        await parts.close()

    app = FastAPI(
        title="Welfare Point",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.parts = made
    app.add_middleware(
        SessionMiddleware,
        secret_key=made.secret,
        session_cookie="welfare_point",
        max_age=8 * 3600,
        same_site="lax",
        https_only=made.settings.https,
    )
    app.add_middleware(BodyLimit, larger={editor.importing.PATH: made.settings.import_megabytes * 1_000_000})
    app.add_middleware(AddressLimit)
    app.add_middleware(SecurityHeaders)
    problems.install(app)
    for part in (
        chat,
        telegram,
        understanding,
        directory,
        opendata,
        manager,
        collective,
        documents,
        indicators,
        observatory,
        editor,
        health,
        service_page,
        kept,
        widget,
        plain,
        pages,
    ):
        part.install(app)
    return app
