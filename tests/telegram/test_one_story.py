# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One conversation from its first word on the page, over Telegram, to its erasure: with a browser, the gateway, the
process of the channel and both stores. Only Telegram and the assistant are played."""

from __future__ import annotations

import datetime as dt
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect, sync_playwright
from starlette.requests import Request
from starlette.responses import Response

from tests.browser.widget_site import served
from tests.conftest import chromium
from welfare_point.api.app import create_app
from welfare_point.api.chat.identity import Identities
from welfare_point.api.parts import build_parts
from welfare_point.catalogue.database import session_factory
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.tallies import Tally, tally, total
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.unmet import as_json, record_need

from .bot_api import BotApi, Rasa
from .conftest import SECRET, Channel, eventually, held_in

ME = 7_100_042
DAY = dt.date(2026, 11, 23)
ON_THE_PAGE = "attacco alle sette e la scuola apre alle otto, ornitorinco"
ON_TELEGRAM = "abito a Bergamo, melograno"
ANOTHER = "anche a me serve il pre-scuola"
TOPIC, BERGAMO = "minori--pre-post-scuola", "016024"

CONSENT = [
    {
        "text": "Posso segnare il tuo bisogno in forma anonima?",
        "buttons": [{"title": "Sì, va bene", "payload": "/affirm"}],
    },
    {"custom": {"asks": "consent"}},
]
WHERE = [{"text": "In quale Comune abiti?"}, {"custom": {"asks": "municipality"}}]
NOTHING = [
    {"text": "A Bergamo non ho trovato niente di adatto. Ho segnato il bisogno."},
    {"custom": {"need": {"topic": TOPIC, "audience": "persona", "municipality": BERGAMO, "unmet": "age"}}},
]


class Interview(Rasa):
    """The assistant and its actions: notes each turn in Rasa's store, and records the need when its place is said."""

    def __init__(self, engine: sa.Engine, tracker: sa.Engine) -> None:
        super().__init__()
        self.script = {ON_THE_PAGE: CONSENT, "/affirm": WHERE, ON_TELEGRAM: NOTHING}
        self._sessions = session_factory(engine)
        self._tracker = tracker
        with tracker.begin() as connection:
            serial = "INTEGER" if tracker.dialect.name == "sqlite" else "SERIAL"
            columns = f"id {serial} PRIMARY KEY, sender_id TEXT, timestamp FLOAT, data TEXT"
            connection.execute(sa.text(f"CREATE TABLE events ({columns})"))

    async def answer(self, request: Request) -> Response:
        """The answer, noted as Rasa does before it is given."""
        given = await super().answer(request)
        asked = await request.json()
        sender, said = asked["sender"], asked["message"]
        self._note(sender, event="user", text=said)
        if said == ON_TELEGRAM:
            self._note(sender, event="slot", name="recorded", value=self.record(f"{ON_THE_PAGE}\n{said}"))
        for part in json.loads(bytes(given.body)):
            data = {"buttons": part.get("buttons"), "custom": part.get("custom")}
            self._note(sender, event="bot", text=part.get("text"), data=data)
        return given

    def record(self, said: str) -> dict[str, Any]:
        """A need, kept as the actions keep it; what it says."""
        record = NeedRecord(
            day=DAY, topic=TOPIC, municipality=BERGAMO, cause="age", channel="telegram", said=said
        )
        with self._sessions.begin() as session:
            record_need(session, record)
            return as_json(record)

    def _note(self, sender: str, **event: Any) -> None:
        now = dt.datetime.now(dt.UTC).timestamp()
        row = {"sender": sender, "at": now, "data": json.dumps({**event, "timestamp": now})}
        with self._tracker.begin() as connection:
            insert = "INSERT INTO events (sender_id, timestamp, data) VALUES (:sender, :at, :data)"
            connection.execute(sa.text(insert), row)


@pytest.fixture
def rasa(empty_engine: sa.Engine, other_engine: sa.Engine) -> Interview:
    """The assistant, in place of the one that echoes."""
    return Interview(empty_engine, other_engine)


@contextmanager
def visited(channel: Channel, tracker: sa.Engine, browser: str) -> Iterator[Page]:
    """The chat page, from a gateway that shares the channel's stores; at the end no script may have failed."""
    channel.env |= {
        "WELFARE_POINT_TRACKER_URL": tracker.url.render_as_string(hide_password=False),
        "WELFARE_POINT_TELEGRAM_BOT": "prova_bot",
    }
    failed: list[str] = []
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        for name, value in channel.env.items():
            patched.setenv(name, value)
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        with gateway(Settings()) as address, opened.new_context(locale="it-IT") as context:
            page = context.new_page()
            page.on("pageerror", lambda error: failed.append(str(error)))
            page.goto(address)
            yield page
        opened.close()
    assert failed == []


@contextmanager
def gateway(settings: Settings) -> Iterator[str]:
    """The gateway as it is; its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with served(create_app(parts=build_parts(settings)), listener):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def demand(engine: sa.Engine) -> Tally:
    """The needs that the observatory counts."""
    with session_factory(engine)() as session:
        return total(tally(session, Filters(topic=TOPIC, municipality=BERGAMO)).values())


def come_back(page: Page) -> None:
    """To the tab of the page: a window without a screen is told so."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def copied(page: Page) -> dict[str, Any]:
    """The copy that the page offers before it erases."""
    page.get_by_role("button", name="Cancella tutto").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Prima scarica una copia").click()
    page.get_by_role("button", name="No, tieni").click()
    told: dict[str, Any] = json.loads(Path(download.value.path()).read_text("utf-8"))
    return told


def test_from_the_page_over_telegram_to_nothing(
    channel: Channel,
    telegram: BotApi,
    rasa: Interview,
    empty_engine: sa.Engine,
    other_engine: sa.Engine,
    tmp_path: Path,
) -> None:
    browser = chromium()

    def told() -> None:
        with visited(channel, other_engine, browser) as page:
            _story(page, channel, telegram, rasa, empty_engine, other_engine, tmp_path)

    # In a thread of its own: once Playwright was opened in the tests' thread, no test there may use asyncio.run.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(told).result()


def _story(
    page: Page,
    channel: Channel,
    telegram: BotApi,
    rasa: Interview,
    empty_engine: sa.Engine,
    other_engine: sa.Engine,
    home: Path,
) -> None:
    rasa.record(ANOTHER)
    channel.start()

    # It begins on the page.
    page.get_by_label("Il tuo messaggio").fill(ON_THE_PAGE)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sì, va bene").click()
    expect(page.get_by_text("In quale Comune abiti?")).to_be_visible()
    page.get_by_role("button", name="Continua su Telegram").click()
    link = page.get_by_role("link", name="Apri Telegram")
    expect(link).to_be_visible()
    start = (link.get_attribute("href") or "").partition("https://t.me/prova_bot?start=")[2]
    page.keyboard.press("Escape")

    # It goes on in Telegram, from the question that was open.
    telegram.text(ME, f"/start {start}")
    eventually(lambda: telegram.texts(ME), "an answer to the code")
    assert "Ho ripreso la conversazione" in telegram.texts(ME)[0]
    assert "In quale Comune abiti?" in telegram.texts(ME)[0]
    telegram.text(ME, ON_TELEGRAM)
    eventually(lambda: "non ho trovato niente" in telegram.texts(ME)[-1], "the outcome")
    assert len(rasa.heard) == 1, "one conversation for the assistant"

    # The page shows it, and the copy holds both halves.
    come_back(page)
    expect(page.get_by_text(f"Tu: {ON_TELEGRAM}")).to_be_visible()
    copy = copied(page)
    said = [message["text"] for message in copy["messages"] if message["from"] == "user"]
    assert said == [ON_THE_PAGE, "Sì, va bene", ON_TELEGRAM]
    assert [note["text"] for note in copy["noted"] if note["from"] == "user"] == [
        ON_THE_PAGE,
        "/affirm",
        ON_TELEGRAM,
    ]
    assert (copy["channel"], copy["need"]["unmet"]) == ("telegram", "age")
    assert [(record["topic"], record["channel"]) for record in copy["records"]] == [(TOPIC, "telegram")]
    assert demand(empty_engine) == Tally(unmet=2)
    key = Identities(SECRET).read(copy["conversation_id"])
    assert key is not None
    before = held_in(empty_engine) + held_in(other_engine)
    traces = ("ornitorinco", "melograno", key)
    assert all(trace in before for trace in traces), "else the search finds nothing"

    # It is erased in Telegram.
    telegram.text(ME, "/cancella")
    eventually(lambda: "Cancello tutta la conversazione?" in telegram.texts(ME)[-1], "the question")
    telegram.press(ME, "Sì, cancella tutto")
    eventually(lambda: "Ho cancellato tutto" in telegram.texts(ME)[-1], "the erasure")
    eventually(lambda: "telegram_chat" not in filled(empty_engine), "nothing of the chat")
    left = held_in(empty_engine) + held_in(other_engine)
    assert [trace for trace in traces if trace in left] == []
    assert filled(other_engine) == set()
    assert filled(empty_engine).isdisjoint({"conversation", "moving_code", "telegram_post"})
    assert demand(empty_engine) == Tally(unmet=1)
    assert ANOTHER in left, "another person's need is left alone"

    # The page that was open all the while says so, and knows nothing any more.
    come_back(page)
    expect(page.locator("#status")).to_have_text("Questa conversazione è stata cancellata.")
    expect(page.locator(".message")).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0

    assert found_in(home, traces) == []
    channel.stop()
    assert found_in(home, traces) == [], "nor after the last write"


def filled(engine: sa.Engine) -> set[str]:
    """The tables that hold anything."""
    with engine.connect() as connection:
        return {
            name
            for name in sa.inspect(engine).get_table_names()
            if connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"'))
        }


def found_in(home: Path, traces: tuple[str, ...]) -> list[tuple[str, str]]:
    """The files below the home that hold one of the traces, byte by byte."""
    files = [file for file in home.rglob("*") if file.is_file()]
    return [(file.name, trace) for file in files for trace in traces if trace.encode() in file.read_bytes()]
