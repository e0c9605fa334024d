# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came from Telegram, read from the JSON of an update. Pure, and content with any JSON.

The shapes: https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "command", "press", "place", "unread", "group", "blocked"]

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that Telegram is asked for."""

_UNREAD = {
    "voice": ("voice", "audio", "video_note"),
    "picture": ("photo", "sticker", "animation", "video"),
    "file": ("document",),
    "contact": ("contact",),
    "other": ("poll", "dice", "game", "venue", "story", "paid_media", "checklist", "invoice"),
}
"""What cannot be read, by what is said about it."""

_GONE = ("kicked", "left")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update that asks for an answer.

    ``text``: the words, or the argument of a command; ``name``: of the command, of what cannot be read, or the data
    of a button; ``message``: the number of the message that had the button.
    """

    number: int
    chat: int
    kind: Kind
    text: str = ""
    name: str = ""
    edited: bool = False
    place: tuple[float, float] | None = None
    query: str = ""
    message: int | None = None


def read(update: dict[str, Any]) -> Incoming | None:
    """What an update asks for; ``None`` for one that asks for nothing, or is not an update."""
    number = update.get("update_id")
    if not isinstance(number, int):
        return None
    for name in ALLOWED:
        body = update.get(name)
        if isinstance(body, dict):
            try:
                return _READERS[name](number, body)
            except (KeyError, TypeError, ValueError):  # not of the shape that Telegram promises
                return None
    return None


def _message(number: int, body: dict[str, Any]) -> Incoming | None:
    chat = int(body["chat"]["id"])
    if body["chat"]["type"] != "private":
        return Incoming(number, chat, "group")
    text = body.get("text")
    if isinstance(text, str):
        return _command(number, chat, text) or Incoming(number, chat, "text", text)
    if "location" in body and "venue" not in body:
        where = body["location"]
        return Incoming(number, chat, "place", place=(float(where["latitude"]), float(where["longitude"])))
    for name, fields in _UNREAD.items():
        if any(field in body for field in fields):
            return Incoming(number, chat, "unread", str(body.get("caption") or ""), name)
    return None  # news of the chat itself, such as a pinned message


def _command(number: int, chat: int, text: str) -> Incoming | None:
    """``/name@bot argument``."""
    head, _, argument = text.partition(" ")
    name = head[1:].partition("@")[0].lower()
    if not head.startswith("/") or not name.isidentifier():
        return None
    return Incoming(number, chat, "command", argument.strip(), name)


def _edited(number: int, body: dict[str, Any]) -> Incoming | None:
    came = _message(number, body)
    if came is None or came.kind not in ("text", "group"):
        return None  # a live position moves by editing; a corrected caption changes nothing
    return Incoming(number, came.chat, came.kind, came.text, edited=True)


def _pressed(number: int, body: dict[str, Any]) -> Incoming | None:
    message = body.get("message") or {}
    chat = message["chat"] if message else {"id": body["from"]["id"], "type": "private"}
    kind: Kind = "press" if chat["type"] == "private" else "group"
    return Incoming(
        number,
        int(chat["id"]),
        kind,
        name=str(body.get("data") or ""),
        query=str(body["id"]),
        message=message.get("message_id"),
    )


def _member(number: int, body: dict[str, Any]) -> Incoming | None:
    chat, status = body["chat"], body["new_chat_member"]["status"]
    if chat["type"] == "private":
        return Incoming(number, int(chat["id"]), "blocked") if status in _GONE else None
    return None if status in _GONE else Incoming(number, int(chat["id"]), "group")


_READERS = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _pressed,
    "my_chat_member": _member,
}
