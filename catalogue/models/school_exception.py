# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What schools do otherwise than the regional calendar: an ATS or a comune supplies it as a file."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class SchoolExceptionRow(Base):
    """Days, both ends included, of one school or (``school`` is none) of all schools of a comune."""

    __tablename__ = "school_exception"

    id: Mapped[str] = mapped_column(primary_key=True)
    municipality: Mapped[str] = mapped_column(index=True)
    """ISTAT code."""
    school: Mapped[str | None]
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    scope: Mapped[str]
    """What the days are there: ``scuola``, or the word of ``calendar_scope`` for the closure."""
    note: Mapped[str | None]
