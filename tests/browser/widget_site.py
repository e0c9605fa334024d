# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real application with a scripted assistant, and a page of somebody else's site, on another origin, that holds
the widget and is as hostile as a page can be without meaning it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from welfare_point.api.app import create_app
from welfare_point.api.chat.erasing import Erasing
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.moving import Moving
from welfare_point.api.chat.queue import LocalQueues
from welfare_point.api.chat.rasa import Answer, Assistant, AssistantDownError
from welfare_point.api.chat.tracker import TrackerStore
from welfare_point.api.chat.turn import Chat
from welfare_point.api.parts import Parts
from welfare_point.bot.understanding.safety import phrased_danger
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.settings import Settings

from .editor_site import SECRET, NoReader

SCRIPT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("scripted_answers.yml").read_text())

HOSTILE = """
* { all: unset !important; color: red !important; font: 900 60px/0.5 fantasy !important; display: inline !important;
    transform: rotate(3deg) !important; position: static !important; opacity: .2 !important; z-index: -1 !important;
    letter-spacing: 1em !important; text-transform: uppercase !important; pointer-events: none !important; }
html { font-size: 60px !important; filter: blur(0) !important; overflow: hidden !important; }
welfare-point, welfare-point * { display: none !important; visibility: hidden !important; width: 0 !important;
    clip-path: inset(50%) !important; }
button, dialog, iframe, aside { display: none !important; }
:root { --colour: red; --ink: red; }
"""


@dataclass
class ScriptedAssistant(Assistant):
    """Asks for consent, then for the Comune, then tells services; it is down when a test wants it down."""

    down: bool = False
    said: list[str] = field(default_factory=list)
    tones: list[str | None] = field(default_factory=list)
    begun: dict[str, int] = field(default_factory=dict)

    async def say(self, conversation: str, text: str, channel: str, tone: str | None = None) -> Answer:
        """The next answer of this conversation."""
        if self.down:
            raise AssistantDownError("down")
        self.said.append(text)
        self.tones.append(tone)
        turn = self.begun.get(conversation, 0)
        self.begun[conversation] = turn + 1
        state = ("opening", "consented", "found")[min(turn, 2)]
        return Answer([dict(message) for message in SCRIPT[state]])

    async def renew(self, conversation: str) -> None:
        """Nothing is kept."""

    async def is_up(self) -> bool:
        """Whether a test left it up."""
        return not self.down

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class WidgetSite:
    """The product, a page elsewhere that holds its widget, and the assistant behind it."""

    address: str
    elsewhere: str
    assistant: ScriptedAssistant


@contextmanager
def served(app: ASGIApp, listener: socket.socket) -> Iterator[None]:
    """The application on a socket that listens already."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def page_elsewhere(product: str) -> Starlette:
    """The pages of another site: strict policy, a stylesheet that reaches for everything, or a plain one."""
    policy = (
        f"default-src 'none'; script-src {product}; frame-src {product}; style-src 'self'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'"
    )

    def page(request: Request) -> Response:
        ats = request.query_params.get("ats", "325")
        sheet = "" if "plain" in request.query_params else '<link rel="stylesheet" href="/hostile.css">'
        return HTMLResponse(
            f'<!doctype html><html lang="it"><head><meta charset="utf-8"><title>Un altro sito</title>'
            f'<meta name="viewport" content="width=device-width">{sheet}'
            f'<script src="{product}/widget.js" data-ats="{ats}" async></script></head>'
            f'<body><main><h1>Notizie</h1><p>Parole. <a href="/?altra">Un’altra pagina</a></p></main></body></html>',
            headers={"Content-Security-Policy": policy},
        )

    def sheet(request: Request) -> Response:
        return Response(HOSTILE, media_type="text/css")

    return Starlette(routes=[Route("/", page), Route("/hostile.css", sheet)])


@contextmanager
def two_sites(folder: Path, build: Path) -> Iterator[WidgetSite]:
    """The product at 127.0.0.1 and the other site at localhost, which browsers take for different sites."""
    with socket.socket() as ours, socket.socket() as theirs:
        for listener in (ours, theirs):
            listener.bind(("127.0.0.1", 0))
            listener.listen()
        address = f"http://127.0.0.1:{ours.getsockname()[1]}"
        elsewhere = f"http://localhost:{theirs.getsockname()[1]}"
        networks = folder / "networks.yml"
        networks.write_text(
            yaml.safe_dump(
                {
                    "325": {"name": "ATS di Prova", "sites": [elsewhere]},
                    "326": {
                        "tone": "lei",
                        "colour": "#7a1f5c",
                        "welcome": "Benvenuti.",
                        "sites": [elsewhere],
                    },
                }
            )
        )
        settings = Settings(
            home=folder, build=build, database_url=f"sqlite:///{folder / 'test.db'}", networks=networks
        )
        engine = create_engine(settings.database_url)
        migrate(engine)
        sessions = session_factory(engine)
        assistant = ScriptedAssistant()
        chat = Chat(
            Conversations(sessions),
            Identities(SECRET),
            assistant,
            LocalQueues(),
            lambda text: text,
            phrased_danger,
            Erasing(sessions, TrackerStore(settings.tracker_url), settings),
            Moving(sessions, SECRET),
        )
        parts = Parts(settings, sessions, chat, assistant, NoReader(), SECRET)
        with served(create_app(parts=parts), ours), served(page_elsewhere(address), theirs):
            yield WidgetSite(address, elsewhere, assistant)
        engine.dispose()
