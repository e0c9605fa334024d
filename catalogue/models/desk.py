# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people answer: the physical Welfare Points and the offices of Ambiti, Comuni and ATS."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class DeskRow(Base):
    """A desk with the area for which it answers. ``hours`` are written as people read them."""

    __tablename__ = "desk"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    """``welfare_point``, ``ambito``, ``comune`` or ``ats``."""
    audience: Mapped[str]
    service_areas: Mapped[tuple[str, ...]]
    address: Mapped[str | None]
    municipality: Mapped[str | None]
    """ISTAT code."""
    phone: Mapped[str | None]
    email: Mapped[str | None]
    hours: Mapped[str]
    assured_date: Mapped[dt.date | None]
    source: Mapped[str | None]
