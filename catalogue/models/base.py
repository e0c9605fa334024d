# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all tables share: the base class, identifiers, and the column types that SQLite lacks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

NAMESPACE = uuid.UUID("6f2d0c3e-52a4-4c63-9a0b-3d1f6a6c7e10")


def stable_id(*parts: str) -> str:
    """The same identifier for the same parts, today and at every later import."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def random_id() -> str:
    """An identifier that says nothing, not even when it was made."""
    return str(uuid.uuid4())


class Words(sa.types.TypeDecorator[tuple[str, ...]]):
    """A list of words in one text column. No word contains ``separator``; the empty list is NULL."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, separator: str = ";") -> None:
        super().__init__()
        self.separator = separator

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: sa.Dialect) -> str | None:
        """``("MO", "TU")`` is kept as ``MO;TU``."""
        return self.separator.join(value) if value else None

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> tuple[str, ...]:
        """NULL, also that of a missing row of an outer join, is the empty list."""
        return tuple(value.split(self.separator)) if value else ()


class Moment(sa.types.TypeDecorator[dt.datetime]):
    """A point in time in UTC. SQLite forgets time zones: there it is kept as UTC without one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Raises ValueError for a time without a zone, which could be any moment."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(dt.UTC) if value else None

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Always with a time zone: UTC."""
        if value is None:
            return None
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """The base of all tables."""

    # Constraints need names, or a later migration could not drop them on both databases.
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: sa.Text(),
        float: sa.Double(),
        tuple[str, ...]: Words(),
        dt.datetime: Moment(),
    }
