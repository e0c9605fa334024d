# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the gateway keeps of a conversation while it lasts: redacted messages, and the buttons offered last."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class ConversationRow(Base):
    """One conversation. Erased after the retention, with everything in it."""

    __tablename__ = "conversation"

    key: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    last_seen: Mapped[dt.datetime] = mapped_column(index=True)
    offered: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    need: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    history: Mapped[list[Any]] = mapped_column(sa.JSON)
    given: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    """The ids of what was said of services, and of reports: they know nothing of the conversation."""
    turns: Mapped[int] = mapped_column(default=0, server_default="0")
