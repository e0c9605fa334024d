# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people on Telegram are answered, update by update, without the process that sends."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from tests.awaiting import awaited
from welfare_point.api.app import create_app
from welfare_point.api.chat.erasing import Erasing
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.moving import Moving
from welfare_point.api.chat.queue import LocalQueues
from welfare_point.api.chat.rasa import Answer, Assistant, AssistantDownError
from welfare_point.api.chat.tracker import TrackerStore
from welfare_point.api.chat.turn import Chat
from welfare_point.api.parts import Parts
from welfare_point.api.processes import all_processes
from welfare_point.api.telegram import replying
from welfare_point.api.telegram.taking import Taking
from welfare_point.api.telegram.webhook import PATH
from welfare_point.bot.understanding.reader import Reader
from welfare_point.bot.understanding.safety import phrased_danger
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import session_factory
from welfare_point.catalogue.models import ConversationRow, TelegramChat, TelegramUpdate
from welfare_point.catalogue.settings import ROOT, Settings
from welfare_point.catalogue.telegram import Waiting, forget_silent

from .bot_api import TOKEN, BotApi
from .conftest import SECRET, held_in

ME = 71
BERGAMO = {"latitude": 45.6983, "longitude": 9.6773}
ROMA = {"latitude": 41.9, "longitude": 12.5}
HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONG = "/inform" + str({"municipality": "016024", "and": "x" * 80})


class Scripted(Assistant):
    """Says what it was told to say, or echoes."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.next: list[Answer] = []
        self.down = False

    async def say(self, conversation: str, text: str, channel: str, tone: str | None = None) -> Answer:
        assert channel == "telegram"
        if self.down:
            raise AssistantDownError("down")
        self.heard.append(text)
        return self.next.pop(0) if self.next else Answer([{"text": f"Eco: {text}"}])

    def offers(self, **payloads: str) -> None:
        buttons = [{"title": title, "payload": payload} for title, payload in payloads.items()]
        self.next.append(Answer([{"text": "Va bene?", "buttons": buttons, "asks": "consent"}]))


class Desk:
    """Telegram's updates in, calls out."""

    def __init__(self, sessions: sessionmaker[Session], settings: Settings, assistant: Scripted) -> None:
        self.telegram = BotApi()
        self.assistant = assistant
        tracker = TrackerStore(settings.tracker_url)
        self.chat = Chat(
            Conversations(sessions),
            Identities(SECRET),
            assistant,
            LocalQueues(),
            lambda text: text.replace("333 1234567", "[telefono]"),
            phrased_danger,
            Erasing(sessions, tracker, settings),
            Moving(sessions, SECRET),
        )
        self.parts = Parts(settings, sessions, self.chat, assistant, Reader.__new__(Reader), SECRET)
        self.taking = Taking(self.parts)
        self.store = self.taking.store

    def take(self) -> None:
        """Answer what arrived."""
        updates, self.telegram.updates = self.telegram.updates, []
        for update in updates:
            awaited(self.taking.take(update))

    def posts(self) -> list[Waiting]:
        """The calls that wait, which are then made."""
        made = []
        while heads := self.store.waiting():
            for post in heads:
                made.append(post)
                if post.method == "sendMessage":
                    self.telegram.sent.append({"chat_id": ME, "message_id": post.id, **post.body})
                self.store.done(post)
        return made

    def answer(self) -> list[str]:
        """The texts that come back."""
        self.take()
        return [post.body["text"] for post in self.posts() if post.method == "sendMessage"]

    def say(self, text: str, **more: Any) -> list[str]:
        self.telegram.text(ME, text, **more)
        return self.answer()


@pytest.fixture
def assistant() -> Scripted:
    return Scripted()


@pytest.fixture
def settings(engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setenv("WELFARE_POINT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("WELFARE_POINT_TELEGRAM_WEBHOOK", "https://welfare-point.example")
    monkeypatch.setattr(replying, "PATIENCE", (0.0,))
    yield Settings(home=tmp_path)
    with engine.begin() as connection:  # other tests use the same database
        for table in (TelegramChat, TelegramUpdate, ConversationRow):
            connection.execute(sa.delete(table))


@pytest.fixture
def desk(engine: sa.Engine, settings: Settings, assistant: Scripted) -> Desk:
    return Desk(session_factory(engine), settings, assistant)


def test_the_first_contact_says_that_it_is_a_machine_and_only_the_first(desk: Desk) -> None:
    [first] = desk.say("cerco un nido")
    assert "assistente automatico, non una persona" in first and first.endswith("Eco: cerco un nido")
    assert desk.say("a Bergamo") == ["Eco: a Bergamo"]


def test_start_with_the_link_of_an_ats(desk: Desk, assistant: Scripted) -> None:
    [told] = desk.say("/start ats325")
    assert "ATS di Bergamo" in told and "assistente automatico" in told
    assert assistant.heard == ["ciao"]
    assert "ATS" not in desk.say("/start ats999")[0]


def test_buttons_go_round_whatever_they_carry(desk: Desk, assistant: Scripted) -> None:
    assistant.offers(Sì="/affirm", **{"No, grazie": LONG})
    desk.say("ciao")
    [keyboard] = [call["reply_markup"]["inline_keyboard"] for call in desk.telegram.to(ME)]
    assert [[button["text"] for button in row] for row in keyboard] == [["Sì", "No, grazie"]]
    assert all(len(button["callback_data"].encode()) <= 64 for row in keyboard for button in row)
    desk.telegram.press(ME, "No, grazie")
    desk.take()
    posts = desk.posts()
    assert [post.method for post in posts] == ["answerCallbackQuery", "editMessageReplyMarkup", "sendMessage"]
    assert assistant.heard == ["ciao", LONG]
    assert posts[-1].body["text"].startswith("Hai scelto: No, grazie")


@pytest.mark.parametrize("data", ["k1:0", "k2:9", "k2:x", "qualcosa", ""])
def test_an_old_or_invented_button_is_answered_politely(desk: Desk, assistant: Scripted, data: str) -> None:
    assistant.offers(Sì="/affirm")
    desk.say("ciao")
    assistant.offers(Sì="/affirm")
    desk.say("ancora")
    desk.telegram.press_data(ME, data)
    desk.take()
    told = [post.body for post in desk.posts() if post.method == "answerCallbackQuery"]
    assert ["non è più valido" in body["text"] for body in told] == [True]
    assert assistant.heard == ["ciao", "ancora"]


def test_danger_comes_before_everything(desk: Desk, assistant: Scripted) -> None:
    assistant.down = True
    [told] = desk.say("mio marito mi picchia")
    assert told.startswith("<b>") and told.index("1522") < told.index("assistente automatico")


def test_when_the_assistant_stays_down_people_are_told(desk: Desk, assistant: Scripted) -> None:
    assistant.down = True
    assert "non risponde" in desk.say("cerco un nido")[0]
    assistant.down = False
    assert desk.say("cerco un nido")[0].endswith("Eco: cerco un nido")


def test_an_update_that_comes_again_is_answered_once(desk: Desk, assistant: Scripted) -> None:
    desk.telegram.text(ME, "ciao")
    update = desk.telegram.updates[0]
    for _ in range(3):
        awaited(desk.taking.take(update))
    assert len(desk.posts()) == 1
    assert assistant.heard == ["ciao"]


def test_killed_between_the_turn_and_the_queue(
    desk: Desk, assistant: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The assistant hears a message once, and the answer is the one that it gave."""
    desk.telegram.text(ME, "ciao")
    update = desk.telegram.updates[0]
    with monkeypatch.context() as broken:
        broken.setattr(desk.store, "keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            awaited(desk.taking.take(update))
    awaited(desk.taking.take(update))
    assert [post.body["text"].split("\n\n")[-1] for post in desk.posts()] == ["Eco: ciao"]
    assert assistant.heard == ["ciao"]


def test_lower_numbers_go_first(desk: Desk, assistant: Scripted) -> None:
    for text in "abcdef":
        desk.telegram.text(ME, text)

    async def together() -> None:
        await asyncio.gather(*(desk.taking.take(update) for update in reversed(desk.telegram.updates)))

    awaited(together())
    assert assistant.heard == list("abcdef")


def test_a_position_becomes_a_comune_and_is_not_kept(
    desk: Desk, assistant: Scripted, engine: sa.Engine
) -> None:
    assistant.next.append(Answer([{"text": "In quale Comune abiti?", "asks": "municipality"}]))
    desk.say("ciao")
    [[button]] = desk.telegram.to(ME)[-1]["reply_markup"]["keyboard"]
    assert button["request_location"] is True
    desk.telegram.message(ME, location=BERGAMO)
    [told] = desk.answer()
    assert "Bergamo" in told and assistant.heard[-1] == "Bergamo"
    assert "45.69" not in held_in(engine)
    desk.telegram.message(ME, location=ROMA)
    assert "non vedo Comuni della Lombardia" in desk.answer()[0]
    assert assistant.heard[-1] == "Bergamo"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"voice": {"file_id": "x", "file_unique_id": "y", "duration": 3}}, "vocali"),
        ({"sticker": {"file_id": "x"}}, "immagini"),
        ({"photo": [{"file_id": "x"}]}, "immagini"),
        ({"document": {"file_id": "x"}}, "file"),
        ({"contact": {"phone_number": "333 1234567", "first_name": "Persona"}}, "contatti"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "non lo so leggere"),
    ],
)
def test_what_has_no_words_is_asked_in_words(
    desk: Desk, assistant: Scripted, content: dict[str, Any], told: str
) -> None:
    desk.telegram.message(ME, **content)
    [answer] = desk.answer()
    assert told in answer and "a parole" in answer
    assert assistant.heard == []


def test_the_words_below_a_picture_are_read(desk: Desk, assistant: Scripted) -> None:
    desk.telegram.message(ME, photo=[{"file_id": "x"}], caption="cerco un nido")
    assert "Ho letto solo le parole" in desk.answer()[0]
    assert assistant.heard == ["cerco un nido"]


def test_an_edited_message_is_heard_anew(desk: Desk, assistant: Scripted) -> None:
    desk.say("cerco un nido a Bergmo")
    [told] = desk.say("cerco un nido a Bergamo", edited=True)
    assert told.startswith("Ho letto il messaggio corretto")
    desk.telegram.message(ME, edited=True, location=BERGAMO)  # a live position that moves
    assert desk.answer() == []


def test_groups_are_refused_once_and_left(desk: Desk, assistant: Scripted, engine: sa.Engine) -> None:
    for text in ("ciao", "mio marito mi picchia"):
        desk.telegram.text(-100200, text, kind="supergroup")
    desk.take()
    assert [post.method for post in desk.posts()] == ["sendMessage", "leaveChat"]
    assert assistant.heard == []
    assert not rows(engine, TelegramChat)


def test_whoever_blocks_the_bot_is_forgotten(desk: Desk, engine: sa.Engine) -> None:
    desk.say("ciao")
    assert len(rows(engine, TelegramChat)) == len(rows(engine, ConversationRow)) == 1
    me = {"id": 4242, "is_bot": True, "first_name": "Prova"}
    desk.telegram._arrive(
        my_chat_member={
            "chat": {"id": ME, "type": "private"},
            "new_chat_member": {"status": "kicked", "user": me},
        }
    )
    assert desk.answer() == []
    assert rows(engine, TelegramChat) == rows(engine, ConversationRow) == []


def test_cancella_asks_once_then_erases(desk: Desk, engine: sa.Engine) -> None:
    desk.say("parola-da-cancellare")
    [asked] = desk.say("/cancella")
    assert "Cancello tutta la conversazione?" in asked
    desk.telegram.press(ME, "No, tieni")
    assert desk.answer() == ["Va bene, non cancello niente. Andiamo avanti."]
    assert "parola-da-cancellare" in held_in(engine)
    desk.say("/cancella")
    desk.telegram.press(ME, "Sì, cancella tutto")
    assert "Ho cancellato tutto" in desk.answer()[0]
    assert "parola-da-cancellare" not in held_in(engine)
    assert rows(engine, TelegramChat) == rows(engine, ConversationRow) == []
    assert "Non c’è nulla da cancellare" in desk.say("/cancella")[0]
    assert "assistente automatico" in desk.say("ciao")[0], "somebody new"


def test_from_the_page_to_telegram_and_erased_there(desk: Desk, engine: sa.Engine) -> None:
    desk.assistant.say = _on_the_web(desk.assistant)  # type: ignore[method-assign]
    desk.assistant.offers(Sì="/affirm")
    signed = awaited(desk.chat.turn(None, text="cerco un nido"))["conversation_id"]
    code = awaited(desk.chat.moving_code(signed))
    del desk.assistant.say  # type: ignore[method-assign]
    [told] = desk.say(f"/start m_{code}")
    assert "Ho ripreso la conversazione" in told and told.endswith("Va bene?")
    desk.telegram.press(ME, "Sì")
    desk.answer()
    assert desk.assistant.heard[-1] == "/affirm"
    assert "non vale più" in desk.say(f"/start m_{code}")[0]
    awaited(desk.chat.erase(signed))  # on the page: nothing of the chat may stay either
    assert rows(engine, TelegramChat) == rows(engine, ConversationRow) == []


def test_what_was_erased_on_the_page_begins_anew(desk: Desk, engine: sa.Engine) -> None:
    desk.say("ciao")
    [row] = rows(engine, ConversationRow)
    awaited(desk.chat.erase(Identities(SECRET).sign(row.key)))
    [told] = desk.say("di nuovo")
    assert "assistente automatico" in told and told.endswith("Eco: di nuovo")


def test_retention_forgets_chats_without_a_conversation(desk: Desk, engine: sa.Engine) -> None:
    import datetime as dt

    desk.say("/privacy")
    assert len(rows(engine, TelegramChat)) == 1
    with session_factory(engine).begin() as session:
        forget_silent(session, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
    assert rows(engine, TelegramChat) == []


@pytest.mark.parametrize("command", ["/aiuto", "/help", "/aiuto@prova_bot", "/privacy", "/boh"])
def test_commands_are_not_for_the_assistant(desk: Desk, assistant: Scripted, command: str) -> None:
    [told] = desk.say(command)
    assert re.search(r"Scrivi con parole tue|Responsabile dei dati", told)
    assert assistant.heard == []


def test_what_is_too_long_is_said_so(desk: Desk) -> None:
    assert "troppo lungo" in desk.say("x" * 3000)[0]


@pytest.mark.parametrize(
    "update",
    [{}, {"update_id": "x"}, {"update_id": 1}, {"update_id": 1, "message": {}}, {"update_id": 1, "message": []},
     {"update_id": 1, "message": {"chat": {"id": "x", "type": "private"}}}, {"update_id": 1, "callback_query": {}}],
)  # fmt: skip
def test_what_is_no_update_asks_for_nothing(desk: Desk, update: dict[str, Any]) -> None:
    awaited(desk.taking.take(update))
    assert desk.posts() == []


def test_the_webhook_opens_only_to_telegram(desk: Desk, settings: Settings) -> None:
    app = create_app(parts=desk.parts)
    secret = desk.taking.seals.webhook()
    desk.telegram.text(ME, "ciao")
    [update] = desk.telegram.updates

    async def calls() -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            right, wrong = {HEADER: secret}, {HEADER: f"{secret}x"}
            answers = [await http.post(PATH, json=update, headers=headers) for headers in ({}, wrong)]
            assert desk.assistant.heard == []
            answers += await asyncio.gather(*(http.post(PATH, json=update, headers=right) for _ in range(3)))
            settings.telegram_webhook = ""
            answers.append(await http.post(PATH, json=update, headers=right))
            return [answer.status_code for answer in answers]

    assert awaited(calls()) == [403, 403, 200, 200, 200, 404]
    assert desk.assistant.heard == ["ciao"]
    assert len(desk.posts()) == 1


def test_only_the_channels_process_imports_the_library() -> None:
    """The gateway, which takes the webhook's calls, does without."""
    importing = re.compile(r"^(from|import) telegram\b", re.MULTILINE)
    files = {
        file.stem
        for room in ("api", "actions", "catalogue")
        for file in (ROOT / room).rglob("*.py")
        if importing.search(file.read_text("utf-8"))
    }
    assert files == {"process", "polling", "sending"}
    needed = re.compile(r"import .*\b(process|polling|sending)\b|from \.(process|polling|sending) ")
    by = {f.stem for f in (ROOT / "api" / "telegram").glob("*.py") if needed.search(f.read_text("utf-8"))}
    assert by <= files


@pytest.mark.parametrize("token", ["", TOKEN])
def test_the_supervisor_starts_the_channel_where_there_is_a_token(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELFARE_POINT_TELEGRAM_TOKEN", token)
    names = [process.name for process in all_processes(Settings())]
    assert names == ["bot", "actions", "api", *(["telegram"] if token else [])]


def rows(engine: sa.Engine, table: type[Any]) -> list[Any]:
    """All rows of a table."""
    with session_factory(engine)() as session:
        return list(session.scalars(sa.select(table)))


def _on_the_web(assistant: Scripted) -> Any:
    async def say(conversation: str, text: str, channel: str, tone: str | None = None) -> Answer:
        assert channel == "web"
        return assistant.next.pop(0)

    return say
