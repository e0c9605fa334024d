# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that speaks as much of the Bot API over HTTP as the channel uses, and Rasa's side with scripted answers.

Both run in a thread of the tests. What a test wants to go wrong, it writes into the server's fields.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "4242:un-token-di-prova"
Call = dict[str, Any]


class BotApi:
    """Telegram's side: chats that people write to, and what the bot sent there."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.sent: list[Call] = []  # sendMessage calls that were accepted
        self.calls: list[tuple[str, Call]] = []  # all others
        self.tried: Counter[str] = Counter()
        self.refuse: deque[JSONResponse] = deque()  # answers to the next sendMessage calls
        self.blocked: set[int] = set()
        self.too_fast: list[str] = []
        self.shuffle: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] = lambda found: found
        self.after_sending: Callable[[Call], None] | None = None  # accepted, but not answered yet
        self.before_sending: Callable[[Call], None] | None = None  # not accepted yet
        self.forgotten = 0  # updates that were confirmed
        self.repeat = 0  # how many confirmed updates are given again
        self.largest_second = 0
        self._numbers = itertools.count(1000)
        self._messages = itertools.count(1)
        self._times: deque[float] = deque()
        self._last: dict[int, float] = {}
        self._lock = threading.Lock()

    # What people do.

    def _arrive(self, **update: Any) -> int:
        with self._lock:
            number = next(self._numbers)
            self.updates.append({"update_id": number, **update})
        return number

    def message(self, chat: int, *, kind: str = "private", edited: bool = False, **content: Any) -> int:
        """Somebody sends a message."""
        body = {
            "message_id": next(self._messages),
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": kind},
            "from": {"id": abs(chat), "is_bot": False, "first_name": "Persona"},
            **content,
        }
        return self._arrive(**{"edited_message" if edited else "message": body})

    def text(self, chat: int, text: str, **more: Any) -> int:
        """Somebody writes."""
        return self.message(chat, text=text, **more)

    def press(self, chat: int, title: str) -> int:
        """Somebody presses a button of the newest keyboard that has it."""
        for call in reversed(self.to(chat)):
            for row in (call.get("reply_markup") or {}).get("inline_keyboard", ()):
                for button in row:
                    if button["text"] == title:
                        return self.press_data(chat, button["callback_data"], call["message_id"])
        raise AssertionError(f"no button {title!r}")

    def press_data(self, chat: int, data: str, message: int = 1) -> int:
        """Somebody presses a button that carries this."""
        about = {"message_id": message, "date": 1_790_000_000, "chat": {"id": chat, "type": "private"}}
        who = {"id": chat, "is_bot": False, "first_name": "Persona"}
        return self._arrive(
            callback_query={
                "id": f"q{chat}",
                "from": who,
                "chat_instance": "x",
                "data": data,
                "message": about,
            }
        )

    def to(self, chat: int) -> list[Call]:
        """The messages that a chat got."""
        with self._lock:
            return [call for call in self.sent if call["chat_id"] == chat]

    def texts(self, chat: int) -> list[str]:
        """Their texts."""
        return [call["text"] for call in self.to(chat)]

    def called(self, method: str) -> list[Call]:
        """The arguments of each call of a method."""
        with self._lock:
            return [body for name, body in self.calls if name == method]

    # The server.

    async def answer(self, request: Request) -> Response:
        """One call of the Bot API."""
        if request.path_params["token"] != TOKEN:
            return refusal(401, "Unauthorized")
        method = request.path_params["method"]
        body = await _arguments(request)
        self.tried[method] += 1
        if method == "getUpdates":
            return await self._give(int(body.get("offset") or 0), float(body.get("timeout") or 0))
        if method == "sendMessage":
            return await self._accept(body)
        with self._lock:
            self.calls.append((method, body))
        if method == "getMe":
            me = {"id": 4242, "is_bot": True, "first_name": "Prova", "username": "prova_bot"}
            return accepted(me)
        return accepted(True)

    async def _give(self, offset: int, patience: float) -> Response:
        with self._lock:
            kept = [update for update in self.updates if update["update_id"] >= offset - self.repeat]
            self.forgotten += len(self.updates) - len(kept)
            self.updates = kept
        until = time.monotonic() + patience
        while True:
            with self._lock:
                found = [u for u in self.updates if self.repeat or u["update_id"] >= offset][:100]
            if found or time.monotonic() >= until:
                return accepted(self.shuffle(found))
            await asyncio.sleep(0.02)

    async def _accept(self, body: Call) -> Response:
        body["chat_id"] = chat = int(body["chat_id"])
        if self.before_sending:
            await asyncio.to_thread(self.before_sending, body)
        if self.refuse:
            return self.refuse.popleft()
        if chat in self.blocked:
            return refusal(403, "Forbidden: bot was blocked by the user")
        if len(body["text"]) > 4096:
            return refusal(400, "Bad Request: message is too long")
        now = time.monotonic()
        with self._lock:
            if now - self._last.get(chat, -9.0) < 0.95:
                self.too_fast.append(f"chat {chat} again after {now - self._last[chat]:.2f} s")
            self._last[chat] = now
            while self._times and now - self._times[0] >= 1.0:
                self._times.popleft()
            self._times.append(now)
            self.largest_second = max(self.largest_second, len(self._times))
            message = {"message_id": next(self._messages), "date": 1_790_000_000}
            self.sent.append(body | message)
        if self.after_sending:
            await asyncio.to_thread(self.after_sending, body)
        return accepted(message | {"chat": {"id": chat, "type": "private"}, "text": body["text"]})


async def _arguments(request: Request) -> Call:
    """What was sent: JSON, or a form whose structured fields are JSON."""
    import json

    if "json" in request.headers.get("content-type", ""):
        body: Call = await request.json()
        return body
    form = await request.form()
    read: Call = {}
    for name, value in form.items():
        try:
            read[name] = json.loads(str(value)) if str(value)[:1] in "[{" else str(value)
        except ValueError:
            read[name] = str(value)
    return read


def accepted(result: Any) -> JSONResponse:
    return JSONResponse({"ok": True, "result": result})


def refusal(code: int, description: str, **parameters: Any) -> JSONResponse:
    """How the Bot API says no."""
    told = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return JSONResponse(told, code)


class Rasa:
    """Answers each message by echoing it, or by what ``script`` says for it."""

    def __init__(self) -> None:
        self.heard: dict[str, list[str]] = defaultdict(list)
        self.script: dict[str, list[dict[str, Any]]] = {}
        self.down = False
        self.pause = 0.0
        self.on_message: Callable[[str], None] | None = None

    async def answer(self, request: Request) -> Response:
        """Rasa's REST channel."""
        if request.method == "GET":
            return JSONResponse({"status": "ok"})
        body = await request.json()
        said = body["message"]
        if said == "/session_start":
            return JSONResponse([])
        if self.down:
            return Response(status_code=503)
        self.heard[body["sender"]].append(said)
        if self.on_message:
            await asyncio.to_thread(self.on_message, said)
        await asyncio.sleep(self.pause)
        return JSONResponse(self.script.get(said) or [{"text": f"Eco: {said}"}])

    def all_heard(self) -> list[str]:
        """Every message, of all conversations."""
        return [said for heard in self.heard.values() for said in heard]


@contextmanager
def served(telegram: BotApi, rasa: Rasa) -> Iterator[str]:
    """Both on one port of this machine; the address."""
    routes = [
        Route("/bot{token}/{method}", telegram.answer, methods=["GET", "POST"]),
        Route("/webhooks/rest/webhook", rasa.answer, methods=["POST"]),
        Route("/webhooks/rest/", rasa.answer),
    ]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), port=0, log_level="critical", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = server.force_exit = True
    thread.join()
