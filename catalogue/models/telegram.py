# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the Telegram channel keeps: where each conversation is had, what was answered, what is still to be sent.

No message of a person is here: until it is answered it stays with Telegram.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class TelegramChat(Base):
    """One chat. It goes with its conversation, however that is erased."""

    __tablename__ = "telegram_chat"

    key: Mapped[str] = mapped_column(primary_key=True)
    """Made of the chat's number with our secret: finds the row, leads to nobody."""
    address: Mapped[str]
    """The chat's number, encrypted."""
    conversation: Mapped[str | None] = mapped_column(
        sa.ForeignKey("conversation.key", ondelete="CASCADE"), index=True
    )
    keyboard: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many keyboards were shown: older ones are good no more."""
    buttons: Mapped[list[Any]] = mapped_column(sa.JSON)
    """``[payload, title]`` of the last keyboard."""
    last_seen: Mapped[dt.datetime] = mapped_column(index=True)


class TelegramUpdate(Base):
    """An update that was answered. Kept for longer than Telegram would send it again."""

    __tablename__ = "telegram_update"

    id: Mapped[str] = mapped_column(primary_key=True)
    answered: Mapped[dt.datetime] = mapped_column(index=True)


class TelegramPost(Base):
    """A call of the Bot API that is still to be made; the row goes when it was."""

    __tablename__ = "telegram_post"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[str] = mapped_column(sa.ForeignKey("telegram_chat.key", ondelete="CASCADE"), index=True)
    method: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """The call's arguments without the chat."""
    sending: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Somebody is making the call just now."""
    doubtful: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """The call was begun before, and nobody knows whether it arrived."""
    farewell: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """After it nothing is kept of the chat."""
