# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Indicators that an ATS defines for itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, random_id


class IndicatorRow(Base):
    """One indicator of one ATS. Its values are not kept: they are computed from the records."""

    __tablename__ = "indicator"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    ats: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    formula: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    direction: Mapped[str]
    target: Mapped[float | None]
    made_by: Mapped[str]
    made_at: Mapped[dt.datetime]
