# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates, static files and the two public pages."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

from welfare_point.api.words import toned
from welfare_point.catalogue.directory import has_demonstration

HERE = Path(__file__).parent
CONTENT = HERE / "content.yml"
templates = Jinja2Templates(HERE / "templates")
router = APIRouter(include_in_schema=False)


def page(request: Request, template: str, **context: object) -> Response:
    """Draw a template with what every page needs.

    The database is asked whether the catalogue is a demonstration, unless ``context`` says it.
    """
    if "demonstration" not in context:
        with request.app.state.parts.sessions() as session:
            context["demonstration"] = has_demonstration(session)
    common = {
        "settings": SimpleNamespace(title="Welfare Point"),
        "vendor": _vendor(request).is_dir(),
        "content": page_content(request),
    }
    return templates.TemplateResponse(request, template, common | context)


def page_content(request: Request) -> dict[str, Any]:
    """The words of the pages, in the tone of the settings."""
    return toned(CONTENT, request.app.state.parts.settings.tone)


def _vendor(request: Request) -> Path:
    folder: Path = request.app.state.parts.settings.build / "web" / "vendor"
    return folder


@router.get("/")
def chat_page(request: Request) -> Response:
    """La pagina dell'assistente."""
    settings = request.app.state.parts.settings
    return page(request, "chat.html", telegram=bool(settings.telegram_bot))


@router.get("/docs")
def documentation(request: Request) -> Response:
    """La documentazione dell'API."""
    return page(request, "docs.html", swagger=(_vendor(request) / "swagger-ui.css").exists())


@router.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Dove scrivere di un problema di sicurezza (RFC 9116)."""
    return Response((HERE / "static" / "security.txt").read_text("utf-8"), media_type="text/plain")


def install(app: FastAPI) -> None:
    """Add pages and files. The vendor folder may appear later: npm may be missing at first."""
    vendor = app.state.parts.settings.build / "web" / "vendor"
    app.mount("/static/vendor", StaticFiles(directory=vendor, check_dir=False), name="vendor")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(router)
