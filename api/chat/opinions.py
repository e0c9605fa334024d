# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people say of the services that a conversation showed them: of use or not, and what is wrong in a record.

Their words pass where every message passes: looked at for danger, stripped of personal data, then kept.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest, TooMany
from welfare_point.api.words import words
from welfare_point.catalogue.opinions import give_feedback
from welfare_point.catalogue.reports import report

router = APIRouter(prefix="/api/v1", tags=["assistente"])

Words = Annotated[str | None, Field(max_length=500, description="Facoltative; senza dati personali.")]
PartsOf = Annotated[Parts, Depends(parts_of)]


class FeedbackRequest(BaseModel, extra="forbid"):
    """Whether a service that was shown is of use. Sent again, it takes the place of what was said before."""

    service_id: str = Field(max_length=200)
    useful: bool
    words: Words = None


class ReportRequest(BaseModel, extra="forbid"):
    """What is wrong in the record of a service that was shown."""

    service_id: str = Field(max_length=200)
    reason: Literal["contacts", "hours", "place", "cost", "conditions", "gone", "other"]
    words: Words = None


@router.post("/conversations/{conversation_id}/feedback")
async def feedback(conversation_id: str, asked: FeedbackRequest, parts: PartsOf) -> dict[str, Any]:
    """Dice se un servizio mostrato è utile. Resta anonimo."""
    said, safety = await parts.chat.screened(asked.words)
    async with parts.chat.held(conversation_id) as conversation:
        _shown(conversation.services(), asked.service_id)

        def keep() -> None:
            with parts.sessions.begin() as session:
                give_feedback(
                    session,
                    conversation.key,
                    asked.service_id,
                    useful=asked.useful,
                    said=said,
                    day=parts.settings.today(),
                )

        await run_in_threadpool(keep)
    return {"service_id": asked.service_id, "useful": asked.useful, "words": said, "messages": safety}


@router.post("/conversations/{conversation_id}/reports")
async def wrong(conversation_id: str, asked: ReportRequest, parts: PartsOf) -> dict[str, Any]:
    """«Questa informazione è sbagliata»: arriva a chi cura la scheda. Resta anonimo."""
    said, safety = await parts.chat.screened(asked.words)
    async with parts.chat.held(conversation_id) as conversation:
        _shown(conversation.services(), asked.service_id)

        def keep() -> bool:
            with parts.sessions.begin() as session:
                return report(
                    session,
                    conversation.key,
                    asked.service_id,
                    reason=asked.reason,
                    said=said,
                    day=parts.settings.today(),
                )

        if not await run_in_threadpool(keep):
            raise TooMany(words("chat.reported_enough"))
    return {"service_id": asked.service_id, "reason": asked.reason, "words": said, "messages": safety}


def _shown(services: set[str], service_id: str) -> None:
    if service_id not in services:
        raise BadRequest(words("chat.not_shown"))
