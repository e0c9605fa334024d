# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/catalogo/nuovo``, ``/catalogo/modifica``: the form to add and to correct a service."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from .listing import Editor, Form, PartsOf
from .saving import show, submit

router = APIRouter(include_in_schema=False)


@router.get("/catalogo/nuovo")
def new(request: Request, parts: PartsOf, actor: Editor) -> Response:
    """Un servizio nuovo."""
    return show(request, parts, actor, None)


@router.post("/catalogo/nuovo")
def add(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """Aggiungi il servizio."""
    return submit(request, parts, actor, form, None)


@router.get("/catalogo/modifica")
def edit(request: Request, parts: PartsOf, actor: Editor, id: str) -> Response:  # noqa: A002 -- in the address
    """Correggi la scheda."""
    return show(request, parts, actor, id)


@router.post("/catalogo/modifica")
def correct(request: Request, parts: PartsOf, actor: Editor, form: Form, id: str) -> Response:  # noqa: A002
    """Salva la scheda."""
    return submit(request, parts, actor, form, id)
