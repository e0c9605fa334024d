# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people say of the services that a conversation showed them: of use or not, and what is wrong in a record.

Their words pass where every message passes: looked at for danger, stripped of personal data, then kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
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
    _, told = await _keep(parts, conversation_id, asked, partial(give_feedback, useful=asked.useful))
    return {"service_id": asked.service_id, "useful": asked.useful, **told}


@router.post("/conversations/{conversation_id}/reports")
async def wrong(conversation_id: str, asked: ReportRequest, parts: PartsOf) -> dict[str, Any]:
    """«Questa informazione è sbagliata»: arriva a chi cura la scheda. Resta anonimo."""
    kept, told = await _keep(parts, conversation_id, asked, partial(report, reason=asked.reason))
    if not kept:
        raise TooMany(words("chat.reported_enough"))
    return {"service_id": asked.service_id, "reason": asked.reason, **told}


async def _keep(
    parts: Parts, conversation_id: str, asked: FeedbackRequest | ReportRequest, give: Callable[..., Any]
) -> tuple[Any, dict[str, Any]]:
    """Give what was said of a service that this conversation was shown; what ``give`` says, and the words kept."""
    said, safety = await parts.chat.screened(asked.words)
    async with parts.chat.held(conversation_id) as conversation:
        if asked.service_id not in conversation.services():
            raise BadRequest(words("chat.not_shown"))

        def keep() -> Any:
            with parts.sessions.begin() as session:
                return give(
                    session, conversation.key, asked.service_id, said=said, day=parts.settings.today()
                )

        kept = await run_in_threadpool(keep)
    return kept, {"words": said, "messages": safety}
