# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links by which providers correct their own records without an account."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, random_id


class ProviderLink(Base):
    """A link given to an organization. The address holds the signed id; what it allows is decided here."""

    __tablename__ = "provider_link"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    organization_id: Mapped[str] = mapped_column(index=True)
    ats: Mapped[str | None]
    """The ATS of whoever made it: a link opens no more than its maker may open."""
    created: Mapped[dt.datetime]
    created_by: Mapped[str]
    expires: Mapped[dt.datetime]
    revoked: Mapped[dt.datetime | None]
