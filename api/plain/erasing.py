# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing the conversation without JavaScript: a page that asks and offers a copy, and one that says what is gone."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import NotFound, Unavailable

from .drawing import HOME, address, check_origin, content_of, draw, forget, gone, hold

FILE = "conversazione.json"

router = APIRouter(prefix=HOME, include_in_schema=False)
PartsOf = Annotated[Parts, Depends(parts_of)]
Field = Annotated[str, Form()]


@router.post("/cancella")
async def ask(request: Request, parts: PartsOf, conversation: Field, ats: Field = "") -> Response:
    """Dice che cosa si cancella e chiede conferma."""
    check_origin(request, parts, ats)
    try:
        await parts.chat.history(conversation)
    except NotFound:
        return gone(request, parts, ats)
    return _ask(request, parts, ats, conversation)


@router.post("/copia")
async def copy(request: Request, parts: PartsOf, conversation: Field, ats: Field = "") -> Response:
    """Una copia di tutto quello che è conservato della conversazione."""
    check_origin(request, parts, ats)
    try:
        told = await parts.chat.export(conversation)
    except NotFound:
        return gone(request, parts, ats)
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"', "Cache-Control": "no-store"}
    return Response(
        json.dumps(told, ensure_ascii=False, indent=1), media_type="application/json", headers=headers
    )


@router.post("/cancellata")
async def erase(request: Request, parts: PartsOf, conversation: Field, ats: Field = "") -> Response:
    """Cancella la conversazione da ogni archivio e dice che cosa c'era."""
    check_origin(request, parts, ats)
    try:
        erased = asdict(await parts.chat.erase(conversation))
    except NotFound:  # erased elsewhere, or this form was sent twice
        erased = {}
    except Unavailable as left:
        said = content_of(parts, ats)["script"]["erase"]["failed"]
        return _ask(request, parts, ats, conversation, trouble=said, status=left.status)
    counts = content_of(parts, ats)["script"]["erase"]["counts"]
    lines = [text.format(n=erased[name]) for name, text in counts.items() if erased.get(name)]
    return forget(draw(request, parts, ats, "plain_erased.html", lines=lines, back=address(ats)))


def _ask(
    request: Request, parts: Parts, ats: str, conversation: str, *, trouble: str = "", status: int = 200
) -> Response:
    asked = draw(
        request,
        parts,
        ats,
        "plain_erase.html",
        status=status,
        conversation=conversation,
        trouble=trouble,
        back=address(ats),
    )
    return hold(asked, parts, conversation)
