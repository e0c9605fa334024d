# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people say of the services they were shown. No conversation, no time of day; words for a while only."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, random_id

# Without hidden row numbers SQLite keeps rows by their random id: their order does not tell the hour.
_UNORDERED = {"sqlite_with_rowid": False}


class ServiceFeedback(Base):
    """Whether a service that was shown is of use. The conversation knows its row, never the other way round."""

    __tablename__ = "service_feedback"
    __table_args__ = (sa.Index(None, "ats", "service_id"), _UNORDERED)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    service_id: Mapped[str]
    useful: Mapped[bool]
    said: Mapped[str | None]
    """Redacted words, forgotten after ``Settings.words_days``."""
    day: Mapped[dt.date]
    municipality: Mapped[str | None]
    """ISTAT code, of the need in hand."""
    ats: Mapped[str | None]
    """``321`` to ``328``; follows from the municipality."""


class RecordReport(Base):
    """Somebody says that a record of the catalogue is wrong; open until an editor closes it."""

    __tablename__ = "record_report"
    __table_args__ = (sa.Index(None, "service_id", "closed"), _UNORDERED)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    service_id: Mapped[str]
    reason: Mapped[str]
    """One of ``reports.REASONS``."""
    said: Mapped[str | None]
    """Redacted words, forgotten after ``Settings.words_days``."""
    day: Mapped[dt.date]
    outcome: Mapped[str | None]
    """``corrected`` or ``not_an_error``; none while it is open."""
    closed: Mapped[dt.datetime | None]
    closed_by: Mapped[str | None]
    """As in the history of the record: ``editor:name``."""
