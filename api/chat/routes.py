# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes of the conversation. The contract's names; see ``turn.py`` for what happens."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel, Field

from welfare_point.api.crowd import admit
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.widget.networks import tone_of
from welfare_point.catalogue.settings import Settings

from . import opinions
from .moving import VALID

router = APIRouter(prefix="/api/v1", tags=["assistente"])


class ChatRequest(BaseModel, extra="forbid"):
    """A text, or the payload of a button that was offered; no id: a new conversation."""

    conversation_id: str | None = Field(None, max_length=200)
    text: str | None = Field(None, description="Quello che la persona scrive, al massimo 2.000 caratteri.")
    payload: str | None = Field(None, max_length=500)
    turn_id: str | None = Field(
        None,
        min_length=22,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Scelto a caso da chi chiama (almeno 128 bit). Mandato di nuovo, riceve la stessa risposta: "
        "niente accade due volte, anche se la risposta si era persa.",
    )
    network: str | None = Field(
        None, description="Il codice dell’ATS che offre la pagina: decide se si dà del tu o del lei."
    )


class Button(BaseModel):
    title: str
    payload: str


class ToldService(BaseModel, extra="allow"):
    """A service as it is told; further fields say where it is and how to reach it."""

    service_id: str
    name: str
    why: list[str]
    warnings: list[str]


class ChatMessage(BaseModel, extra="allow"):
    text: str
    asks: str | None = None
    buttons: list[Button] | None = None
    services: list[ToldService] | None = None


class ToldNeed(BaseModel):
    topic: str | None
    audience: str | None
    municipality: str | None
    unmet: str | None


class ChatAnswer(BaseModel):
    conversation_id: str
    messages: list[ChatMessage]
    need: ToldNeed | None


@router.post("/chat", response_model=ChatAnswer, response_model_exclude_unset=True)
async def chat(
    request: ChatRequest, asked: Request, parts: Annotated[Parts, Depends(parts_of)]
) -> dict[str, Any]:
    """Un turno della conversazione."""
    await admit(parts.rates, asked.scope, request.conversation_id)
    return await parts.chat.turn(
        request.conversation_id,
        text=request.text,
        payload=request.payload,
        turn_id=request.turn_id,
        tone=tone_of(parts.settings, request.network),
    )


@router.get("/conversations/{conversation_id}")
async def history(conversation_id: str, parts: Annotated[Parts, Depends(parts_of)]) -> dict[str, Any]:
    """I messaggi di una conversazione, senza dati personali."""
    messages = await parts.chat.history(conversation_id)
    feedback = await parts.chat.feedback(conversation_id)
    return {"conversation_id": conversation_id, "messages": messages, "feedback": feedback}


@router.get("/conversations/{conversation_id}/export")
async def export(conversation_id: str, parts: Annotated[Parts, Depends(parts_of)]) -> dict[str, Any]:
    """Tutto quello che è conservato di una conversazione, e fino a quando."""
    return await parts.chat.export(conversation_id)


@router.delete("/conversations/{conversation_id}")
async def erase(conversation_id: str, parts: Annotated[Parts, Depends(parts_of)]) -> dict[str, Any]:
    """Cancella una conversazione da ogni archivio. Risponde con quanto è stato cancellato."""
    return {"conversation_id": conversation_id, "erased": asdict(await parts.chat.erase(conversation_id))}


@router.post("/conversations/{conversation_id}/move")
async def move(conversation_id: str, parts: Annotated[Parts, Depends(parts_of)]) -> dict[str, Any]:
    """Un codice, valido una volta e per dieci minuti, per continuare altrove."""
    expires = dt.datetime.now(dt.UTC) + VALID
    code = await parts.chat.moving_code(conversation_id)
    return {"code": code, "expires_at": expires.isoformat(), "telegram": _telegram(parts.settings, code)}


def _telegram(settings: Settings, code: str) -> str | None:
    bot = settings.telegram_bot.removeprefix("@")
    return f"https://t.me/{bot}?start=m_{code}" if bot else None


def install(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(router)
    app.include_router(opinions.router)
