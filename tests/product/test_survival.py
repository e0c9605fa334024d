# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""With the real assistant: a conversation that is erased leaves nothing, one that is interrupted goes on."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from welfare_point.api.chat.rasa import merged
from welfare_point.api.chat.tracker import TrackerStore, answer_to, recorded_in, texts_of

from .conftest import PASSWORD, Product, start, stop
from .talk import Talk

WORD = "ornitorinco"
STORY = f"Attacco alle sei e la scuola materna apre alle otto, a Bergamo, mia figlia ha 4 anni e un {WORD}"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Product]:
    """A copy of its own: its files are searched, and it is stopped."""
    running = start(tmp_path / "home")
    yield running
    if running.process.poll() is None:
        stop(running)


def told(http: httpx.Client) -> Talk:
    """A need told to its end, with consent."""
    talk = Talk(http)
    talk.say(STORY)
    talk.press("Sì, va bene")
    talk.answer(
        {"municipality": "Bergamo", "child_age": "4 anni", "period": "scuola", "time_slot": "dalle 6"}
    )
    if talk.asks == "satisfied":
        talk.say("no, nessuno va bene")
    return talk


def records(http: httpx.Client) -> int:
    answer = http.get("/api/v1/unmet-needs", auth=("admin", PASSWORD)).raise_for_status()
    return int(answer.json()["total_items"])


def holding(home: Path, text: str) -> list[str]:
    files = [path for path in home.rglob("*") if path.is_file()]
    return [str(path.relative_to(home)) for path in files if text.encode() in path.read_bytes()]


@pytest.mark.slow
def test_erased_leaves_no_byte_and_interrupted_goes_on(own: Product) -> None:
    with httpx.Client(base_url=own.url, timeout=60) as http:
        talk, other = told(http), Talk(http)
        other.say("cerco un nido a Lodi")
        assert talk.id is not None and other.id is not None
        key = talk.id.rsplit(".", 1)[0]
        kept = TrackerStore(f"sqlite:///{own.home / 'conversations.db'}")
        events = kept.events(key)
        kept.close()
        assert STORY in texts_of(events)
        assert len(recorded_in(events)) == 1
        last = [message["text"] for message in talk.last["messages"]]
        heard = answer_to(texts_of(events)[-1], events)
        assert [message["text"] for message in merged(heard).messages] == last, "as the REST channel told it"
        assert records(http) == 1
        assert {"conversations.db"} <= set(holding(own.home, WORD))
        export = http.get(f"/api/v1/conversations/{talk.id}/export").raise_for_status().json()
        assert export["records"] and export["understood"]["municipality"] == "016024"

        erased = http.delete(f"/api/v1/conversations/{talk.id}").raise_for_status().json()["erased"]
        assert erased["messages"] > 0 and erased["events"] == len(events) and erased["needs"] == 1
        assert records(http) == 0
        assert holding(own.home, WORD) == []
        assert holding(own.home, key) == []
        assert http.get(f"/api/v1/conversations/{talk.id}").status_code == 404
        again = {"conversation_id": talk.id, "text": "ci sei?"}
        assert http.post("/api/v1/chat", json=again).status_code == 404
        turn = {"conversation_id": other.id, "text": "ha 2 anni", "turn_id": "un-turno-di-prova-000001"}
        answered = http.post("/api/v1/chat", json=turn).raise_for_status().json()
    stop(own)
    with closing(sqlite3.connect(own.home / "welfare-point.db")) as database:
        # As if the gateway had died before it wrote the turn down: only Rasa knows of it.
        earlier = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
        database.execute("UPDATE conversation SET history = '[]', last_seen = ?", (earlier,))
        database.commit()
    revived = start(own.home)
    try:
        with httpx.Client(base_url=revived.url, timeout=60) as http:
            found = http.post("/api/v1/chat", json=turn).raise_for_status().json()
            assert found["messages"] == answered["messages"]
            history = http.get(f"/api/v1/conversations/{other.id}").json()["messages"]
            assert [m["text"] for m in history if m["from"] == "user"] == ["ha 2 anni"]
    finally:
        stop(revived)
