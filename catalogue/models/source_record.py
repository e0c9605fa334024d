# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which services came from which source of scheduled imports."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class SourceRecord(Base):
    """That a source had a service. It outlives the service, so that nothing hinders removing that."""

    __tablename__ = "source_record"

    source: Mapped[str] = mapped_column(primary_key=True)
    """The name of the source in the configuration."""
    service_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    last_seen: Mapped[dt.datetime]
    vanished: Mapped[dt.date | None]
    """The day on which it was missing first; none while it is there."""
    assured_before: Mapped[dt.date | None]
    """The ``assured_date`` that was emptied then, to be put back if it reappears."""
