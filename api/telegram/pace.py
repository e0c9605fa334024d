# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fast Telegram may be called. Pure: the time is given.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

EACH = 1.0
"""Seconds between two messages to one chat."""

OVERALL = 1 / 28
"""Seconds between two messages: a little less than 30 a second."""


class Pace:
    """Remembers when what was sent. Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._next = 0.0
        self._chats: dict[str, float] = {}

    def is_free(self, chat: str, now: float) -> bool:
        """Whether this chat may be sent a message."""
        return self._chats.get(chat, 0.0) <= now

    def book(self, chat: str, now: float, *, message: bool) -> float:
        """When the call may leave; its place is taken. Only messages count for the chat."""
        at = max(now, self._next)
        self._next = at + OVERALL
        if message:
            self._chats = {key: free for key, free in self._chats.items() if free > now}
            self._chats[chat] = at + EACH
        return at

    def hold(self, until: float) -> None:
        """Telegram asked to wait: nothing leaves before."""
        self._next = max(self._next, until)
