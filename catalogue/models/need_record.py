# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is remembered of a need: enough for statistics, nothing that leads to a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, random_id

COUNTED = (
    "ambito",
    "municipality",
    "topic",
    "cause",
    "audience",
    "age_band",
    "time_band",
    "work_constraint",
    "channel",
    "outcome",
    "periods",
)
"""What is counted and filtered, beside ATS and day."""


class NeedRecord(Base):
    """A need that was told, met or not. No conversation, no time of day, no words older than the retention."""

    __tablename__ = "need_record"
    # Without hidden row numbers SQLite keeps rows by their random id: their order does not tell the hour.
    # The observatory counts from the indexes alone: those who see one ATS from the first, the region from all.
    __table_args__ = (
        sa.Index("ix_need_record_of_ats", "ats", "day", *COUNTED),
        sa.Index(
            "ix_need_record_of_topic", "topic", "cause", "ats", "day", "municipality", "ambito", "outcome"
        ),
        sa.Index("ix_need_record_of_day", "day", "cause", "outcome"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    day: Mapped[dt.date]
    topic: Mapped[str | None]
    """A code of the taxonomy; none if not understood."""
    audience: Mapped[str | None]
    municipality: Mapped[str | None]
    """ISTAT code."""
    ats: Mapped[str | None]
    """``321`` to ``328``; follows from the municipality."""
    ambito: Mapped[str | None]
    """As the table of the Ambiti said on the day."""
    cause: Mapped[str | None]
    """Why it is unmet; none if it is met."""
    age_band: Mapped[str | None]
    periods: Mapped[tuple[str, ...] | None]
    time_band: Mapped[str | None]
    work_constraint: Mapped[str | None]
    """``orari``, ``turni``, ``distanza`` or ``imprevisti``: from what of the work the need comes."""
    channel: Mapped[str | None]
    offers_shown: Mapped[int] = mapped_column(default=0)
    offers: Mapped[tuple[str, ...] | None]
    """The services shown, best first."""
    outcome: Mapped[str | None]
    """``accepted`` or ``rejected``; none where the person did not say."""
    said: Mapped[str | None]
    """The need in the person's redacted words, forgotten after ``Settings.words_days``."""
