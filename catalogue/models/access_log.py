# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who read single records."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, random_id


class AccessLog(Base):
    """One reading of single records by an operator: who, when, with which filters, how many were shown."""

    __tablename__ = "access_log"
    __table_args__ = (sa.Index(None, "at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    at: Mapped[dt.datetime]
    account: Mapped[str]
    """A name, not a reference: the line outlives the account."""
    what: Mapped[str]
    """``dashboard``, ``unmet-needs`` or ``feedback``."""
    filters: Mapped[str]
    """As in the address: ``ats=325&topic=...``."""
    shown: Mapped[int]
    """Records on the page that was read."""
