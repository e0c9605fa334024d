# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collective needs, the records that they are made of, and what people did with them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, random_id


class CollectiveNeed(Base):
    """A need that several people told. Whom it concerns follows from its records."""

    __tablename__ = "collective_need"
    __table_args__ = (sa.Index(None, "ats", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    ats: Mapped[str]
    topic: Mapped[str]
    """That of most records when it was made."""
    label: Mapped[str]
    renamed: Mapped[bool] = mapped_column(default=False)
    """A person chose the label: the program no longer does."""
    words: Mapped[tuple[str, ...] | None]
    """Words of several records that outlive what each person said."""
    state: Mapped[str] = mapped_column(default="new")
    state_since: Mapped[dt.date]
    notes: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    deadline: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every decision of a person: who decides says which one was seen."""
    merged_into: Mapped[str | None]
    """The need that has its records now; it is kept for its history."""
    covered: Mapped[int] = mapped_column(default=0)
    """Records that services met which are new or changed since."""
    covering: Mapped[tuple[str, ...] | None]
    """Those services."""
    coverage_stamp: Mapped[str] = mapped_column(default="")
    """What the catalogue and the records were when that was computed."""


class CollectiveNeedRecord(Base):
    """A record belongs to one collective need at most."""

    __tablename__ = "collective_need_record"

    record_id: Mapped[str] = mapped_column(
        sa.ForeignKey("need_record.id", ondelete="CASCADE"), primary_key=True
    )
    need_id: Mapped[str] = mapped_column(sa.ForeignKey("collective_need.id", ondelete="CASCADE"), index=True)


class CollectiveNeedChange(Base):
    """One change: what, who, when, from what to what, as texts."""

    __tablename__ = "collective_need_history"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey("collective_need.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    who: Mapped[str]
    """A username; empty for the program."""
    what: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]


class ServiceFacts(Base):
    """Since when a service is what it is for those who need it."""

    __tablename__ = "service_facts"

    service_id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    """Changes when anything that decides whom it fits changes; empty before it was first looked at."""
    since: Mapped[dt.date | None]
    """None: as it was when this table was made."""
    noted: Mapped[dt.datetime]
