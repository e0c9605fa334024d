# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database, SQLite in a file or PostgreSQL: connections, sessions, and the migrations that make tables.

Whoever opens a session commits it: repositories only read, add and flush.
"""

from __future__ import annotations

import fcntl
import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.orm import Session, sessionmaker

from .indexing import index_changes

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
LOCK = 7_203_115_902_441
"""Any number that no other program locks in the same PostgreSQL."""
WAIT_SECONDS = 30
PLANNING = " ".join(
    f"-c {setting}"
    for setting in (
        "join_collapse_limit=1",  # else the orders of the ten tables of an offer are tried: 8 ms to read 1
        "random_page_cost=1.1",  # the catalogue is in memory, or on a disk without a head that moves
        "max_parallel_workers_per_gather=0",  # else three processes read a whole table where one has an index
        "jit=off",  # nothing here runs for as long as compiling takes
    )
)
"""How PostgreSQL plans: for many short questions, not for a few that read much."""


def create_engine(url: str | sa.URL) -> sa.Engine:
    """An engine for ``sqlite:///file`` or ``postgresql://...``."""
    url = sa.make_url(url)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        if "options" not in url.query:
            url = url.update_query_dict({"options": PLANNING})
        return sa.create_engine(url, pool_pre_ping=True)
    # The driver's own transactions: reading takes no lock and keeps no old snapshot, so that what is read
    # first may be written later, and the first write waits its turn instead of failing.
    engine = sa.create_engine(url, connect_args={"timeout": WAIT_SECONDS, "isolation_level": "IMMEDIATE"})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def session_factory(engine: sa.Engine) -> sessionmaker[Session]:
    """Sessions; ``with factory.begin() as session`` commits at the end. Objects stay readable after it."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def reading(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session that only reads, each statement what is there when it runs, as in any transaction of ours.

    PostgreSQL is spared the words that open and end a transaction: a third of the time of finding.
    """
    bind = sessions.kw["bind"]
    if isinstance(bind, sa.Engine) and bind.dialect.name == "postgresql":
        bind = bind.execution_options(isolation_level="AUTOCOMMIT")
    with sessions(bind=bind) as session:
        yield session


def migrate(target: sa.Engine | sa.URL | str) -> None:
    """Bring the tables up to date. Several processes may call it at once: one works, the others wait."""
    engine = target if isinstance(target, sa.Engine) else create_engine(target)
    try:
        with migrations(engine) as config:
            command.upgrade(config, "head")
    finally:
        if engine is not target:
            engine.dispose()


@contextmanager
def migrations(engine: sa.Engine) -> Iterator[Config]:
    """A configuration for Alembic's commands: they run in one transaction, one process at a time."""
    config = Config(MIGRATIONS / "alembic.ini")
    with (
        _sqlite_alone(engine) if engine.dialect.name == "sqlite" else _postgresql_alone(engine) as connection
    ):
        config.attributes["connection"] = connection
        yield config


@contextmanager
def _postgresql_alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        yield connection


@contextmanager
def _sqlite_alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    path = Path(engine.url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    # A lock of the file system, because turning WAL on fails at once, without waiting, if two do it together.
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # the file remembers it
            # A table that a migration rebuilds is dropped for a moment: that must not empty those that refer
            # to it. Neither setting can change inside a transaction.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.rollback()
            try:
                with connection.begin():
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                    yield connection
            finally:
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _prepare_sqlite(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA secure_delete = ON")  # what people had erased must not linger in free pages
    cursor.close()
    _have_mathematics(connection)


def _have_mathematics(connection: Any) -> None:
    """SQLite has these functions only where it was built with them: Python's stand in for them elsewhere."""
    for name in ("asin", "sqrt"):
        try:
            connection.execute(f"SELECT {name}(0.0)")
        except sqlite3.OperationalError:
            function = partial(_of_number, getattr(math, name))
            connection.create_function(name, 1, function, deterministic=True)


def _of_number(function: Callable[[float], float], value: float | None) -> float | None:
    return None if value is None else function(value)


def in_parts(values: Sequence[str], size: int = 5000) -> Iterator[Sequence[str]]:
    """Lists short enough for one statement: PostgreSQL takes 65,535 parameters, some SQLites 32,766."""
    return (values[start : start + size] for start in range(0, len(values), size))


def settle(engine: sa.Engine) -> None:
    """Leave nothing of erased rows in SQLite's log of writes, unless others are reading just now.

    Then it goes with the next time, or when the last connection closes. PostgreSQL clears its own pages.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 500")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")


@sa.event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    index_changes(session)
