# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that lead to people, made unreadable: a chat's number is found by a keyed digest and kept encrypted."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Seals:
    """Keys of its own for each use, all from the application's secret; the same in every process.

    ``bot``: the bot's number, because each bot counts its updates for itself.
    """

    def __init__(self, secret: str, bot: str) -> None:
        self._secret = secret.encode()
        self._bot = bot
        self._fernet = Fernet(base64.urlsafe_b64encode(self._derived(b"telegram address")))
        self._digests = self._derived(b"telegram digest")

    def chat(self, number: int) -> str:
        """The key under which a chat is found."""
        return self._digest(f"chat:{number}")

    def update(self, number: int) -> str:
        """The name of an update, which nobody can guess: it also names the turn that it makes."""
        return self._digest(f"update:{self._bot}:{number}")

    def webhook(self) -> str:
        """The word by which Telegram shows that a call of the webhook comes from it."""
        return self._digest("webhook")

    def sealed(self, number: int) -> str:
        """A chat's number, encrypted."""
        return self._fernet.encrypt(str(number).encode()).decode()

    def opened(self, address: str) -> int | None:
        """The number again; ``None`` if it was sealed with another secret."""
        try:
            return int(self._fernet.decrypt(address.encode()))
        except InvalidToken:
            return None

    def _derived(self, use: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(self._secret)

    def _digest(self, text: str) -> str:
        return hmac.new(self._digests, text.encode(), hashlib.sha256).hexdigest()
