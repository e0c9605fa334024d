# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes that move conversations, kept by their digests. Whoever opens the session commits it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import ConversationRow, MovingCode


def keep_code(session: Session, conversation: str, digest: str, expires: dt.datetime) -> None:
    """From now on this code opens the conversation, and no other does."""
    forget_code(session, conversation)
    session.add(MovingCode(digest=digest, conversation=conversation, expires=expires))
    session.flush()


def use_code(session: Session, digest: str, channel: str, now: dt.datetime) -> str | None:
    """The conversation of a code, which goes on in ``channel``; the code is used up.

    ``None`` if nobody was given the code, if it is over, or if it was used: of two that use it at once, one gets it.
    """
    right = sa.delete(MovingCode).where(MovingCode.digest == digest, MovingCode.expires > now)
    conversation = session.scalar(right.returning(MovingCode.conversation))
    if conversation is not None:
        moved = sa.update(ConversationRow).where(ConversationRow.key == conversation)
        session.execute(moved.values(channel=channel))
    return conversation


def forget_code(session: Session, conversation: str) -> int:
    """The code of a conversation opens it no more; how many there were."""
    gone = sa.delete(MovingCode).where(MovingCode.conversation == conversation)
    return len(session.scalars(gone.returning(MovingCode.digest)).all())


def forget_codes_over(session: Session, now: dt.datetime) -> None:
    """Delete the codes that nobody used in time."""
    session.execute(sa.delete(MovingCode).where(MovingCode.expires <= now))
