# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One process at a time, of all that use a database. A process that dies leaves its place at once."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path
from typing import IO

import sqlalchemy as sa


class Alone:
    """A place for one, held by a lock of the file system (SQLite) or of the server (PostgreSQL)."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._file: IO[str] | None = None
        self._connection: sa.Connection | None = None

    def enter(self) -> bool:
        """Take the place if it is free; whether it is ours."""
        return self._enter_file() if self._engine.dialect.name == "sqlite" else self._enter_server()

    def check(self) -> None:
        """Raises ``OperationalError`` when the place is lost, because the server's connection is."""
        if self._connection is not None:
            self._connection.execute(sa.text("SELECT 1"))

    def leave(self) -> None:
        """Give the place back."""
        if self._file is not None:
            self._file.close()
        if self._connection is not None:
            self._connection.invalidate()  # not back to the pool: the lock ends with the connection
            self._connection.close()
        self._file = self._connection = None

    def _enter_file(self) -> bool:
        path = Path(self._engine.url.database or "")
        file = path.with_name(f"{path.name}.{self._name}.lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def _enter_server(self) -> bool:
        number = int.from_bytes(hashlib.sha256(self._name.encode()).digest()[:8], signed=True)
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(number))):
            connection.close()
            return False
        self._connection = connection
        return True
