# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes of the conversation. The contract's names; see ``turn.py`` for what happens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel, Field

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.widget.networks import tone_of

router = APIRouter(prefix="/api/v1", tags=["assistente"])


class ChatRequest(BaseModel, extra="forbid"):
    """A text, or the payload of a button that was offered; no id: a new conversation."""

    conversation_id: str | None = Field(None, max_length=200)
    text: str | None = Field(None, description="Quello che la persona scrive, al massimo 2.000 caratteri.")
    payload: str | None = Field(None, max_length=500)
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
async def chat(request: ChatRequest, parts: Annotated[Parts, Depends(parts_of)]) -> dict[str, Any]:
    """Un turno della conversazione."""
    return await parts.chat.turn(
        request.conversation_id,
        text=request.text,
        payload=request.payload,
        tone=tone_of(parts.settings, request.network),
    )


@router.get("/conversations/{conversation_id}")
async def history(conversation_id: str, parts: Annotated[Parts, Depends(parts_of)]) -> dict[str, Any]:
    """I messaggi di una conversazione, senza dati personali."""
    return {"conversation_id": conversation_id, "messages": await parts.chat.history(conversation_id)}


def install(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(router)
