# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS ``metadata``: who changed what, and when."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, random_id


class Metadata(Base):
    """One change of one field. Values are written as in a cell of the file.

    ``resource_type``: ``organization``, ``service`` or ``service_at_location``.
    ``last_action_type``: ``create``, ``update`` or ``delete``; the first and the last have the field ``id``.
    A row that comes to a service or leaves it has every other field too, so that it can be told and undone.
    """

    __tablename__ = "metadata"
    __table_args__ = (sa.Index(None, "resource_type", "resource_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    resource_id: Mapped[str]
    resource_type: Mapped[str]
    last_action_date: Mapped[dt.datetime]
    last_action_type: Mapped[str]
    field_name: Mapped[str]
    previous_value: Mapped[str]
    replacement_value: Mapped[str]
    updated_by: Mapped[str]
    # Extensions
    service_id: Mapped[str | None] = mapped_column(index=True)
    """The service that the record is of or belongs to: the id of a row that is gone does not tell it."""
