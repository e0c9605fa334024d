# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs of services that repeat themselves, and what people decided about them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class OverlapPair(Base):
    """A pair. ``id`` follows from the two services, which may have been deleted since: no foreign keys."""

    __tablename__ = "overlap_pair"
    __table_args__ = (sa.Index(None, "ats", "grade"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    first_id: Mapped[str] = mapped_column(index=True)
    second_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    """duplicate, overlap or complementary, as computed."""
    grade: Mapped[float]
    """0..1"""
    shares: Mapped[tuple[str, ...] | None]
    differs: Mapped[tuple[str, ...] | None]
    topic: Mapped[str]
    cell: Mapped[str]
    ats: Mapped[str | None]
    """None when the place is larger than one ATS: such pairs concern everyone."""
    group_id: Mapped[str]
    """The same for all services that repeat each other, directly or through others."""
    fingerprint: Mapped[str]
    present: Mapped[bool]
    """False when the last computation no longer found it; kept because somebody had decided."""
    state: Mapped[str]
    """open, duplicate, complementary or to_join, as decided."""
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[dt.datetime | None]
    reviewed_fingerprint: Mapped[str | None]
    """What the two services were when somebody decided."""
