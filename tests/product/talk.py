# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person in front of the chat: says things, answers what is asked, keeps what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

Answer = dict[str, Any]


class Talk:
    """One conversation over ``POST /api/v1/chat``."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.id: str | None = None
        self.seen: list[Answer] = []
        self.asked: list[str] = []

    def say(self, text: str) -> Answer:
        """Send a text."""
        return self._send({"conversation_id": self.id, "text": text})

    def press(self, title: str) -> Answer:
        """Press the button with this title, among those of the last answer."""
        buttons = [b for m in self.last["messages"] for b in m.get("buttons", ())]
        payload = next(b["payload"] for b in buttons if b["title"] == title)
        return self._send({"conversation_id": self.id, "payload": payload})

    def answer(self, facts: Mapping[str, str], most: int = 12) -> Answer:
        """Answer whatever is asked from ``facts`` until nothing is asked any more."""
        for _ in range(most):
            asks = self.asks
            if asks is None or asks not in facts:
                return self.last
            self.say(facts[asks])
        raise AssertionError(f"still asking after {most} answers: {self.asked}")

    @property
    def last(self) -> Answer:
        return self.seen[-1]

    @property
    def asks(self) -> str | None:
        """What the bot is asking for now."""
        return next((m["asks"] for m in reversed(self.last["messages"]) if m.get("asks")), None)

    @property
    def text(self) -> str:
        """Everything said in the last answer."""
        return "\n".join(m["text"] for m in self.last["messages"])

    @property
    def services(self) -> list[dict[str, Any]]:
        """The services told so far, the last telling first."""
        for answer in reversed(self.seen):
            told = [s for m in answer["messages"] for s in m.get("services", ())]
            if told:
                return told
        return []

    @property
    def need(self) -> dict[str, Any]:
        need: dict[str, Any] = self.last["need"]
        return need

    def _send(self, body: dict[str, Any]) -> Answer:
        response = self._http.post("/api/v1/chat", json=body)
        response.raise_for_status()
        answer: Answer = response.json()
        assert self.id in (None, answer["conversation_id"])
        self.id = answer["conversation_id"]
        self.seen.append(answer)
        if self.asks:
            self.asked.append(self.asks)
        return answer
