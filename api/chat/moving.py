# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a conversation from one channel to another, with a code that the person carries over."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.moving import keep_code, use_code

VALID = dt.timedelta(minutes=10)

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What cannot be taken for another letter when somebody types it: no i, l, o, 0, 1."""
_LENGTH = 12
"""Of 31 letters: 59 bits."""


class Moving:
    """Makes codes and takes them back. ``secret`` must be the same in every process."""

    def __init__(self, sessions: sessionmaker[Session], secret: str) -> None:
        self._sessions = sessions
        self._secret = secret.encode()

    def code_for(self, key: str) -> str:
        """A code for a conversation that exists; the one before is good no more."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        with self._sessions.begin() as session:
            keep_code(session, key, self._digest(code), dt.datetime.now(dt.UTC) + VALID)
        return code

    def taken(self, code: str, channel: str) -> str | None:
        """The conversation of a code, which goes on in ``channel``; ``None`` if it is wrong, over or used."""
        with self._sessions.begin() as session:
            return use_code(session, self._digest(code), channel, dt.datetime.now(dt.UTC))

    def _digest(self, code: str) -> str:
        """With our secret: whoever reads the table cannot try out all codes."""
        return hmac.new(self._secret, b"moving:" + code.strip().lower().encode(), hashlib.sha256).hexdigest()
