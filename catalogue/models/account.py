# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may enter."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Account(Base):
    """An account of an operator. Citizens have none."""

    __tablename__ = "account"

    username: Mapped[str] = mapped_column(primary_key=True)
    password_hash: Mapped[str]
    role: Mapped[str]
    ats: Mapped[str | None]
    """The ATS whose data it sees (``321`` to ``328``); none for regional roles."""
    organization: Mapped[str | None]
    """The organization whose services it edits, if not a whole ATS's."""
    created: Mapped[dt.datetime]
    disabled: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong passwords since the last right one or the last lockout."""
    locked_until: Mapped[dt.datetime | None]
    totp_secret: Mapped[str | None]
    """What the codes of a second factor are made from (RFC 6238, base 32); none where it is not wanted."""
    totp_used: Mapped[int] = mapped_column(default=0)
    """The half minute of the last code that was taken: no code is taken twice."""
