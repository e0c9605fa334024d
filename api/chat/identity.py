# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversation ids that cannot be guessed or forged: 128 random bits with a signature of ours."""

from __future__ import annotations

import secrets

from itsdangerous import BadSignature, Signer


class Identities:
    """Makes and checks ids. ``secret`` must be the same in every process and after a restart."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, salt="conversation", sep=".")
        self._first_turns = Signer(secret, salt="first-turn")

    def new(self) -> str:
        """A fresh key; the name under which Rasa and the store know the conversation."""
        return secrets.token_urlsafe(16)

    def of_first_turn(self, channel: str, turn_id: str) -> str:
        """The key of the conversation that a turn begins: the same when the turn is sent again.

        Only whoever knows the turn's id can find it; ids of one channel lead to no conversation of another.
        """
        return self._first_turns.get_signature(f"{channel}:{turn_id}").decode()

    def sign(self, key: str) -> str:
        """The id that is given out for a key."""
        return self._signer.sign(key).decode()

    def read(self, signed: str) -> str | None:
        """The key of an id, or ``None`` for one that we did not sign."""
        try:
            return self._signer.unsign(signed).decode()
        except (BadSignature, UnicodeError):
            return None
