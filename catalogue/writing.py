# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Inserting many records of one table at once, in the way each database takes quickest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import Base

Record = Mapping[str, Any]


def insert_all(session: Session, model: type[Base], records: Iterable[Record]) -> None:
    """Insert ``records``, which all name the same columns: those too for which Python has a default. The caller
    commits.

    They are given to the table, not to its class: that would send a statement for every change in which values are
    empty, some hundreds for the parts of 300 services. What the table refuses is an error of ``sqlalchemy.exc`` in
    SQLite, of ``psycopg`` in PostgreSQL.
    """
    rows, table = list(records), Base.metadata.tables[model.__tablename__]
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        _copy(session.connection(), table, rows)
    else:
        session.connection().execute(sa.insert(table), rows)


def _copy(connection: sa.Connection, table: sa.Table, rows: Sequence[Record]) -> None:
    """As ``COPY`` reads them: a statement a row takes the client and the server half as long again."""
    given = [(name, _kept(table.c[name], connection.dialect)) for name in rows[0]]
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name, _ in given)
    driver: Any = connection.connection.driver_connection  # psycopg's own connection, in the same transaction
    with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([kept(row[name]) for name, kept in given])


def _kept(column: sa.ColumnElement[Any], dialect: sa.Dialect) -> Callable[[Any], Any]:
    """How a value is written in a column: as its type says."""
    return column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
