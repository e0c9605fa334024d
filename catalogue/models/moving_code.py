# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes by which a person takes a conversation to another channel."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class MovingCode(Base):
    """One code, good once and for minutes. Whoever reads the table learns no code from it."""

    __tablename__ = "moving_code"

    digest: Mapped[str] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(
        sa.ForeignKey("conversation.key", ondelete="CASCADE"), unique=True
    )
    """A new code of a conversation takes the place of the one before."""
    expires: Mapped[dt.datetime] = mapped_column(index=True)
