# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole product in one of the two tones, a page elsewhere that holds its widget, an assistant that can refuse."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from welfare_point.api.chat.rasa import Answer
from welfare_point.api.pages import CONTENT
from welfare_point.api.problems import Problem
from welfare_point.api.words import toned

from .chat_site import SCRIPT, ChatSite, WrittenAssistant
from .editor_site import ROOT
from .widget_site import page_elsewhere, served


class TroubledAssistant(WrittenAssistant):
    """Knows two Comuni of one name, and refuses when a test wants it to."""

    trouble: Problem | None = None

    async def say(self, conversation: str, text: str, channel: str, tone: str | None = None) -> Answer:
        if self.trouble:
            raise self.trouble
        if text == "Villanova":
            return Answer(json.loads(json.dumps(SCRIPT["which"])))
        return await super().say(conversation, text, channel, tone)


@dataclass
class Sites:
    """The product, and a page elsewhere that holds its widget."""

    product: ChatSite
    elsewhere: str
    assistant: TroubledAssistant
    tone: str
    said: dict[str, Any]


@contextmanager
def whole_site(folder: Path, tone: str) -> Iterator[Sites]:
    """The product with a bot on Telegram and the catalogue of the editors' tests."""
    with socket.socket() as theirs:
        theirs.bind(("127.0.0.1", 0))
        theirs.listen()
        elsewhere = f"http://localhost:{theirs.getsockname()[1]}"
        networks = folder / "networks.yml"
        networks.write_text(yaml.safe_dump({"325": {"name": "ATS di Prova", "sites": [elsewhere]}}))
        product = ChatSite(folder, ROOT / ".build", "prova_bot", more={"tone": tone, "networks": networks})
        assistant = product.assistant = TroubledAssistant(product.tracker)
        product.start()
        with served(page_elsewhere(product.address), theirs):
            yield Sites(product, elsewhere, assistant, tone, toned(CONTENT, tone))
        product.close()
