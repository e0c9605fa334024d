# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was told to the public: once written, never changed."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class OpenDataRelease(Base):
    """A period whose counts were told. Needs recorded or withdrawn later no longer change them."""

    __tablename__ = "open_data_release"

    period: Mapped[str] = mapped_column(primary_key=True)
    """2026-07, 2026-Q3 or 2026."""
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date] = mapped_column(index=True)
    minimum: Mapped[int]
    """No count below it was told."""
    released_on: Mapped[dt.date]


class OpenDataRow(Base):
    """One count, as told. The columns are those of ``catalogue.opendata.tabulating.Row``."""

    __tablename__ = "open_data_row"
    __table_args__ = (sa.Index(None, "ats", "topic"), sa.Index(None, "place"))

    period: Mapped[str] = mapped_column(primary_key=True)
    period_type: Mapped[str] = mapped_column(primary_key=True)
    ats: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    place_type: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(primary_key=True)
    within: Mapped[str]
    needs: Mapped[int]
    release: Mapped[str] = mapped_column(sa.ForeignKey(OpenDataRelease.period), index=True)
    """The release with which it was told."""
