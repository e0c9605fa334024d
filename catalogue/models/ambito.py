# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which Ambito a comune belongs to: no public data set says it, so an ATS supplies it as a file."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class MunicipalityAmbito(Base):
    """The Ambito of one comune (ISTAT code)."""

    __tablename__ = "municipality_ambito"

    municipality: Mapped[str] = mapped_column(primary_key=True)
    ambito_id: Mapped[str] = mapped_column(index=True)
    ambito_name: Mapped[str]
