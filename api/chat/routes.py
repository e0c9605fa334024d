# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes of the conversation. The contract's names; see ``turn.py`` for what happens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel, Field

from welfare_point.api.crowd import address_of, cost_of
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import TooMany
from welfare_point.api.words import words

router = APIRouter(prefix="/api/v1", tags=["assistente"])


class ChatRequest(BaseModel, extra="forbid"):
    """A text, or the payload of a button that was offered; no id: a new conversation."""

    conversation_id: str | None = Field(None, max_length=200)
    text: str | None = Field(None, description="Quello che la persona scrive, al massimo 2.000 caratteri.")
    payload: str | None = Field(None, max_length=500)


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
    if request.conversation_id is None:
        seconds = await parts.rates.wait(
            "begun", parts.rates.name(address_of(asked.scope)), cost_of(asked.scope)
        )
    else:
        seconds = await parts.rates.wait("conversation", request.conversation_id)
    if seconds:
        raise TooMany(words("problems.429", seconds=seconds), headers={"Retry-After": str(seconds)})
    return await parts.chat.turn(request.conversation_id, text=request.text, payload=request.payload)


@router.get("/conversations/{conversation_id}")
async def history(conversation_id: str, parts: Annotated[Parts, Depends(parts_of)]) -> dict[str, Any]:
    """I messaggi di una conversazione, senza dati personali."""
    return {"conversation_id": conversation_id, "messages": await parts.chat.history(conversation_id)}


def install(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(router)
