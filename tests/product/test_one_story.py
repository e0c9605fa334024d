# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The story of ``tests/telegram/test_one_story.py`` with Rasa and the actions themselves: from the page over Telegram
to nothing, on a copy of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.telegram.bot_api import TOKEN, BotApi, Rasa, served
from tests.telegram.conftest import eventually

from .conftest import Product, start, stop
from .talk import Talk
from .test_conversations import unmet_records
from .test_privacy import files, rows

ME = 7_100_043
MOST = 12
"""Questions of an interview."""
FACTS = {"municipality": "Livo, in provincia di Como", "child_age": "8 mesi", "employer": "non so"}
ANOTHER = "cerco un nido per il bimbo di 8 mesi a Livo in provincia di Como, melograno"


def unmet(http: httpx.Client) -> int:
    """How many unmet needs the manager is told."""
    return len(unmet_records(http))


def told_by(http: httpx.Client, conversation: str) -> dict[str, Any]:
    """All that is kept of a conversation."""
    told: dict[str, Any] = http.get(f"/api/v1/conversations/{conversation}/export").raise_for_status().json()
    return told


def places_of(product: Product, word: str) -> list[str]:
    """The tables and files of the home that hold a word."""
    return [place for place, text in (*files(product), *rows(product)) if word in text]


@pytest.mark.slow
def test_from_the_page_over_telegram_to_nothing(tmp_path: Path) -> None:
    telegram = BotApi()
    with served(telegram, Rasa()) as address:
        settings = {"WELFARE_POINT_TELEGRAM_TOKEN": TOKEN, "WELFARE_POINT_TELEGRAM_API": address}
        product = start(tmp_path / "home", **settings)
        try:
            with httpx.Client(base_url=product.url, timeout=60) as http:
                _story(product, http, telegram)
        finally:
            stop(product)


def _story(product: Product, http: httpx.Client, telegram: BotApi) -> None:
    other = Talk(http)
    other.say(ANOTHER)
    other.press("Sì, va bene")
    other.answer(FACTS | {"isee": "non so"})
    assert unmet(http) == 1, "another person's need"

    page = Talk(http)
    page.say("mi servirebbe un nido per la bimba di 8 mesi, ornitorinco")
    page.press("Sì, va bene")
    assert page.id is not None
    code = http.post(f"/api/v1/conversations/{page.id}/move").raise_for_status().json()["code"]
    telegram.text(ME, f"/start m_{code}")
    eventually(lambda: telegram.texts(ME), "an answer to the code")
    assert "Ho ripreso la conversazione" in telegram.texts(ME)[0]
    for _ in range(MOST):
        if unmet(http) > 1:
            break
        asks = [message.get("asks") for message in told_by(http, page.id)["messages"]]
        seen = len(telegram.texts(ME))
        telegram.text(ME, FACTS.get(str(asks[-1]), "non so"))
        eventually(lambda seen=seen: len(telegram.texts(ME)) > seen, f"an answer after {asks[-1]}")  # type: ignore[misc]
    assert unmet(http) == 2

    told = told_by(http, page.id)
    said = [message["text"] for message in told["messages"] if message["from"] == "user"]
    assert "ornitorinco" in said[0] and FACTS["municipality"] in said
    assert next(note["text"] for note in told["noted"] if note["from"] == "user") == said[0]
    assert [record["channel"] for record in told["records"]] == ["telegram"]
    key = page.id.rsplit(".", 1)[0]
    assert places_of(product, "ornitorinco") and places_of(product, key), "else the search finds nothing"

    telegram.text(ME, "/cancella")
    eventually(lambda: "Cancello tutta la conversazione?" in telegram.texts(ME)[-1], "the question")
    telegram.press(ME, "Sì, cancella tutto")
    eventually(lambda: "Ho cancellato tutto" in telegram.texts(ME)[-1], "the erasure")
    assert (places_of(product, "ornitorinco"), places_of(product, key)) == ([], [])
    assert unmet(http) == 1
    assert places_of(product, "melograno"), "another person's words stay"
    assert http.get(f"/api/v1/conversations/{page.id}").status_code == 404
    answer = http.post("/api/v1/chat", json={"conversation_id": page.id, "text": "ci sei?"})
    assert answer.status_code == 404, "the old page is told that the conversation is over"
