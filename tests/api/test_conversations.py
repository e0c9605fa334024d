# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations that are sent again, moved, given out, erased. Erasing is tried on the stores themselves."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from sqlalchemy.orm import Session, sessionmaker

from tests.awaiting import awaited
from welfare_point.api import retention
from welfare_point.api.chat import moving
from welfare_point.api.chat.erasing import Erased, Erasing
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.moving import Moving
from welfare_point.api.chat.queue import LocalQueues, RedisQueues
from welfare_point.api.chat.rasa import Answer
from welfare_point.api.chat.tracker import TrackerStore, recorded_in
from welfare_point.api.chat.turn import Chat
from welfare_point.api.problems import NotFound, Unavailable
from welfare_point.catalogue.conversations import Conversation, Conversations
from welfare_point.catalogue.database import migrate, session_factory
from welfare_point.catalogue.models import ConversationRow, MovingCode, NeedRecord
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.unmet import as_json, record_need

from .conftest import BERGAMO, PHONE, SECRET, TODAY, ScriptedAssistant, hide_phone, problem

CHAT = "/api/v1/chat"
TURN, NEXT = "a1-turno-di-prova-00001", "a1-turno-di-prova-00002"
NEED = {"topic": "minori--nidi", "audience": "persona", "municipality": BERGAMO, "unmet": None}
SAID = "attacco alle sette e la scuola apre alle otto, ornitorinco"


def say(client: TestClient, text: str, conversation_id: str | None = None, **more: str) -> dict[str, Any]:
    response = client.post(CHAT, json={"conversation_id": conversation_id, "text": text, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def messages(client: TestClient, conversation_id: str) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = client.get(f"/api/v1/conversations/{conversation_id}").json()["messages"]
    return kept


# --- a turn sent again


def test_a_turn_sent_again_gets_the_same_answer_and_happens_once(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    assistant.offers("Sì", "No")
    first = say(client, "cerco un nido", turn_id=TURN)
    assert say(client, "cerco un nido", turn_id=TURN) == first, "the id was lost with the answer"
    assert say(client, "cerco un nido", first["conversation_id"], turn_id=TURN) == first
    press = {"conversation_id": first["conversation_id"], "payload": "/sì", "turn_id": NEXT}
    second = client.post(CHAT, json=press)
    assert client.post(CHAT, json=press).json() == second.json(), (
        "the button is on offer no more, yet no refusal"
    )
    assert say(client, "cerco un nido", turn_id=TURN)["messages"] == first["messages"], "also a turn later"
    assert assistant.said == ["cerco un nido", "/sì"]
    kept = messages(client, first["conversation_id"])
    assert [m.get("turn") for m in kept] == [TURN, None, NEXT, None]


def test_turns_without_an_id_are_each_new(client: TestClient, assistant: ScriptedAssistant) -> None:
    one = say(client, "ciao")["conversation_id"]
    assert say(client, "ciao")["conversation_id"] != one
    say(client, "ciao", one)
    assert assistant.said == ["ciao"] * 3


@pytest.mark.parametrize("turn_id", ["", "corto", "x" * 65, "è" * 30, "con spazi e di lunghezza giusta", 7])
def test_turn_ids_that_are_refused(client: TestClient, assistant: ScriptedAssistant, turn_id: Any) -> None:
    problem(client.post(CHAT, json={"text": "ciao", "turn_id": turn_id}), 422)
    assert assistant.said == []


def test_a_failed_turn_is_not_taken_for_answered(client: TestClient, assistant: ScriptedAssistant) -> None:
    assistant.down = True
    problem(client.post(CHAT, json={"text": "ciao", "turn_id": TURN}), 503)
    assistant.down = False
    say(client, "ciao", turn_id=TURN)
    assert assistant.said == ["ciao"]


def test_danger_sent_again_is_answered_again(client: TestClient, assistant: ScriptedAssistant) -> None:
    first = say(client, "mio marito mi picchia", turn_id=TURN)
    assert first["messages"][0]["kind"] == "safety"
    assert say(client, "mio marito mi picchia", turn_id=TURN) == first
    assert len(messages(client, first["conversation_id"])) == 1 + len(first["messages"])


def test_a_turn_of_one_channel_finds_no_conversation_of_another() -> None:
    identities = Identities(SECRET)
    assert identities.of_first_turn("web", TURN) == identities.of_first_turn("web", TURN)
    assert identities.of_first_turn("web", TURN) != identities.of_first_turn("telegram", TURN)
    assert identities.sign("x").removeprefix("x.") != identities.of_first_turn("web", "x")


def test_sent_again_while_the_first_is_under_way(app: FastAPI, assistant: ScriptedAssistant) -> None:
    async def talk() -> list[dict[str, Any]]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            body = {"text": "ciao", "turn_id": TURN}
            answers = await asyncio.gather(*(http.post(CHAT, json=body) for _ in range(5)))
            return [answer.json() for answer in answers]

    answers = awaited(talk())
    assert answers == [answers[0]] * 5
    assert assistant.said == ["ciao"]


# --- moving


def code_of(client: TestClient, conversation_id: str) -> dict[str, Any]:
    response = client.post(f"/api/v1/conversations/{conversation_id}/move")
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def taken(app: FastAPI, code: str) -> str:
    chat: Chat = app.state.parts.chat
    return awaited(chat.take_over(code, "telegram"))


def test_a_code_opens_the_conversation_once(
    app: FastAPI, client: TestClient, conversations: Conversations, sessions: sessionmaker[Session]
) -> None:
    conversation_id = say(client, "ciao")["conversation_id"]
    told = code_of(client, conversation_id)
    assert told["telegram"] is None
    assert dt.datetime.fromisoformat(told["expires_at"]) > dt.datetime.now(dt.UTC)
    with sessions() as session:
        [row] = session.scalars(sa.select(MovingCode)).all()
        assert told["code"] not in (row.digest, row.conversation)
    assert taken(app, f" {told['code'].upper()} ") == conversation_id
    found = conversations.find(conversation_id.rsplit(".", 1)[0])
    assert found is not None
    assert found.channel == "telegram"
    for code in (told["code"], "", "sbagliato"):
        with pytest.raises(NotFound):
            taken(app, code)
    say(client, "ancora qui", conversation_id)


def test_a_new_code_takes_the_place_of_the_old_one(app: FastAPI, client: TestClient) -> None:
    conversation_id = say(client, "ciao")["conversation_id"]
    old, new = code_of(client, conversation_id)["code"], code_of(client, conversation_id)["code"]
    with pytest.raises(NotFound):
        taken(app, old)
    assert taken(app, new) == conversation_id


def test_a_code_is_good_for_minutes(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "VALID", dt.timedelta(0))
    code = code_of(client, say(client, "ciao")["conversation_id"])["code"]
    with pytest.raises(NotFound):
        taken(app, code)


def test_codes_cannot_be_guessed(app: FastAPI, client: TestClient) -> None:
    conversation_id = say(client, "ciao")["conversation_id"]
    codes = {code_of(client, conversation_id)["code"] for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 12 and code.isalnum() for code in codes)
    assert 12 * (len(moving._LETTERS).bit_length() - 1) >= 40, "bits, at least"


def test_where_there_is_a_bot_its_link_is_told(app: FastAPI, client: TestClient) -> None:
    app.state.parts.settings.telegram_bot = "@prova_bot"
    told = code_of(client, say(client, "ciao")["conversation_id"])
    assert told["telegram"] == f"https://t.me/prova_bot?start=m_{told['code']}"


def test_nothing_moves_that_is_not_there(client: TestClient) -> None:
    for conversation_id in ("x", Identities(SECRET).sign("mai-vista")):
        problem(client.post(f"/api/v1/conversations/{conversation_id}/move"), 404)
        problem(client.get(f"/api/v1/conversations/{conversation_id}/export"), 404)
        problem(client.delete(f"/api/v1/conversations/{conversation_id}"), 404)


# --- erasing, on stores of their own


class Stores:
    """Both stores of one kind of database, in files or servers that can be searched."""

    def __init__(self, engine: sa.Engine, tracker: sa.Engine, home: Path) -> None:
        self.engine, self.tracker = engine, tracker
        self.sessions = session_factory(engine)
        self.settings = Settings(home=home)
        self.assistant = ScriptedAssistant()
        self.conversations = Conversations(self.sessions)
        self.rasa = TrackerStore(tracker.url.render_as_string(hide_password=False))
        self.chat = Chat(
            self.conversations,
            Identities(SECRET),
            self.assistant,
            LocalQueues(),
            hide_phone,
            lambda _: None,
            Erasing(self.sessions, self.rasa, self.settings),
            Moving(self.sessions, SECRET),
        )

    def say(self, text: str, signed: str | None = None) -> str:
        """A turn; Rasa's side is written as Rasa writes it."""
        before = dt.datetime.now(dt.UTC).timestamp()
        signed = awaited(self.chat.turn(signed, text=text))["conversation_id"]
        self.note(signed, "user", text=self.assistant.said[-1], timestamp=before)
        self.note(signed, "bot", text="Va bene.", timestamp=before)
        return signed

    def note(self, signed: str, event: str, **more: Any) -> None:
        """An event of Rasa's."""
        data = {"event": event, "timestamp": dt.datetime.now(dt.UTC).timestamp(), **more}
        row = {"sender": signed.rsplit(".", 1)[0], "at": data["timestamp"], "data": json.dumps(data)}
        with self.tracker.begin() as connection:
            connection.execute(
                sa.text(
                    "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (:sender, 'x', :at, :data)"
                ),
                row,
            )

    def need(self, signed: str, said: str | None, **more: Any) -> None:
        """A need recorded as the actions do, and its slot in Rasa's store."""
        record = NeedRecord(
            day=TODAY, topic="minori--pre-post-scuola", municipality=BERGAMO, said=said, **more
        )
        with self.sessions.begin() as session:
            record_need(session, record)
            told = as_json(record)
        self.note(signed, "slot", name="recorded", value=told)

    def everything(self) -> str:
        """Every row of every table of both stores."""
        rows: list[str] = []
        for engine in (self.engine, self.tracker):
            with engine.connect() as connection:
                for table in sa.inspect(engine).get_table_names():
                    rows += map(str, connection.execute(sa.text(f"SELECT * FROM {table}")).all())
        return "\n".join(rows)


@pytest.fixture
def stores(empty_engine: sa.Engine, other_engine: sa.Engine, tmp_path: Path) -> Iterator[Stores]:
    migrate(empty_engine)
    with other_engine.begin() as connection:
        serial = "INTEGER PRIMARY KEY" if other_engine.dialect.name == "sqlite" else "SERIAL PRIMARY KEY"
        connection.execute(
            sa.text(
                f"CREATE TABLE events (id {serial}, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL,"
                " timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
            )
        )
    made = Stores(empty_engine, other_engine, tmp_path)
    yield made
    made.rasa.close()


def test_erasing_leaves_nothing_in_any_store(stores: Stores, tmp_path: Path) -> None:
    mine, other = stores.say(SAID), stores.say("altra conversazione")
    stores.say(f"chiamatemi al {PHONE}", mine)
    stores.need(mine, SAID)
    stores.need(other, "altra conversazione")
    awaited(stores.chat.moving_code(mine))
    key = mine.rsplit(".", 1)[0]
    assert key in stores.everything() and "ornitorinco" in stores.everything()
    erased = awaited(stores.chat.erase(mine))
    assert erased == Erased(messages=4, events=5, needs=1, codes=1, opinions=0)
    left = stores.everything()
    assert key not in left and "ornitorinco" not in left and "[telefono]" not in left
    assert left.count("altra conversazione") == 3, "the other person's: history, event, record"
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    for file in files if stores.engine.dialect.name == "sqlite" else []:
        held = file.read_bytes()
        assert b"ornitorinco" not in held and key.encode() not in held, file


def test_after_erasing_the_id_opens_nothing(stores: Stores) -> None:
    signed = stores.say(SAID)
    code = awaited(stores.chat.moving_code(signed))
    awaited(stores.chat.erase(signed))
    for again in (
        stores.chat.turn(signed, text="ci sei?"),
        stores.chat.turn(signed, payload="/affirm"),
        stores.chat.history(signed),
        stores.chat.export(signed),
        stores.chat.erase(signed),
        stores.chat.moving_code(signed),
        stores.chat.take_over(code, "telegram"),
    ):
        with pytest.raises(NotFound):
            awaited(again)
    assert stores.assistant.said == [SAID]
    assert signed.rsplit(".", 1)[0] not in stores.everything()


def test_of_needs_alike_the_one_in_the_person_s_words_goes(stores: Stores) -> None:
    mine, other = stores.say(SAID), stores.say("anche a me serve il pre-scuola")
    stores.need(other, "anche a me serve il pre-scuola")
    stores.need(mine, SAID[:30])
    stores.note(mine, "slot", name="recorded", value=None)
    stores.need(mine, SAID, cause="age")
    assert awaited(stores.chat.erase(mine)).needs == 2
    with stores.sessions() as session:
        assert session.scalars(sa.select(NeedRecord.said)).all() == ["anche a me serve il pre-scuola"]


def test_words_of_somebody_else_stay(stores: Stores) -> None:
    """Mine was deleted already, for example because it was old: the one alike is another person's."""
    mine = stores.say(SAID)
    stores.need(mine, "parole di un'altra persona")
    assert awaited(stores.chat.erase(mine)).needs == 0
    assert "parole di un'altra persona" in stores.everything()


def test_a_need_without_words_goes_too(stores: Stores) -> None:
    mine = stores.say(SAID)
    stores.need(mine, None)
    assert awaited(stores.chat.erase(mine)).needs == 1


def test_a_corrected_need_counts_once() -> None:
    def slot(value: Any) -> dict[str, Any]:
        return {"event": "slot", "name": "recorded", "value": value}

    one, corrected, two = {"topic": "a"}, {"topic": "b"}, {"topic": "c"}
    events = [
        slot(None),
        slot(one),
        {"event": "user"},
        slot(corrected),
        slot(corrected),
        slot(None),
        slot(two),
    ]
    assert recorded_in(events) == [corrected, two]
    assert recorded_in([slot(one), slot(None), slot(one)]) == [one, one]
    assert recorded_in([slot(one), slot(False), slot(None), slot(two)]) == [two], "the first was taken back"
    assert recorded_in([slot(one), slot(False)]) == []
    assert recorded_in([]) == []


def test_what_fails_half_way_can_be_asked_again(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = stores.say(SAID)
    whole = TrackerStore.erase
    monkeypatch.setattr(TrackerStore, "erase", lambda *_: 0)
    with pytest.raises(Unavailable):
        awaited(stores.chat.erase(signed))
    monkeypatch.setattr(TrackerStore, "erase", whole)
    assert awaited(stores.chat.erase(signed)).events == 2
    assert "ornitorinco" not in stores.everything()


def test_before_rasa_ever_wrote(stores: Stores) -> None:
    with stores.tracker.begin() as connection:
        connection.execute(sa.text("DROP TABLE events"))
    signed = awaited(stores.chat.turn(None, text=SAID))["conversation_id"]
    assert awaited(stores.chat.erase(signed)) == Erased(messages=2, events=0, needs=0, codes=0, opinions=0)


def test_what_rasa_writes_late_goes_with_the_next_purge(stores: Stores) -> None:
    """Rasa was still at a turn that the gateway had given up, and wrote it down after the erasing."""
    signed = stores.say(SAID)
    kept = stores.say("questa resta")
    awaited(stores.chat.erase(signed))
    stores.note(signed, "user", text=SAID)
    settings = stores.settings.model_copy(
        update={
            "database_url": stores.engine.url.render_as_string(hide_password=False),
            "tracker_url": stores.tracker.url.render_as_string(hide_password=False),
        }
    )
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
    retention.purge(settings, long_ago)
    assert SAID in stores.everything(), "it may be a conversation that is just beginning"
    with stores.tracker.begin() as connection:
        connection.execute(sa.text("UPDATE events SET timestamp = timestamp - 3700"))
    retention.purge(settings, long_ago)
    assert SAID not in stores.everything()
    assert "questa resta" in stores.everything()
    assert awaited(stores.chat.history(kept))


def test_codes_that_are_over_are_purged(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = stores.say(SAID)
    monkeypatch.setattr(moving, "VALID", dt.timedelta(0))
    awaited(stores.chat.moving_code(signed))
    settings = stores.settings.model_copy(
        update={"database_url": stores.engine.url.render_as_string(hide_password=False)}
    )
    retention.purge(settings, dt.datetime.now(dt.UTC) - dt.timedelta(days=30))
    with stores.sessions() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(MovingCode)) == 0


def test_the_route_tells_what_was_erased(client: TestClient, sessions: sessionmaker[Session]) -> None:
    conversation_id = say(client, SAID)["conversation_id"]
    path = f"/api/v1/conversations/{conversation_id}"
    answer = client.delete(path)
    assert answer.status_code == 200
    assert answer.json() == {
        "conversation_id": conversation_id,
        "erased": {"messages": 2, "events": 0, "needs": 0, "codes": 0, "opinions": 0},
    }
    problem(client.get(path), 404)
    problem(client.delete(path), 404)
    problem(client.post(CHAT, json={"conversation_id": conversation_id, "text": "ciao"}), 404)
    with sessions() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ConversationRow)) == 0


def test_a_message_that_waited_for_the_erasing_is_refused(
    app: FastAPI, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    turn_of = LocalQueues.of

    def seen(queues: LocalQueues, key: str) -> AbstractAsyncContextManager[None]:
        asked.append(key)
        return turn_of(queues, key)

    async def waits(call: Coroutine[Any, Any, httpx.Response]) -> asyncio.Task[httpx.Response]:
        """The call, once it stands in the queue: the order in which two calls get there is nobody's promise."""
        before = len(asked)
        task = asyncio.create_task(call)
        while len(asked) == before and not task.done():
            await asyncio.sleep(0.01)
        assert not task.done()
        return task

    async def talk() -> list[int]:
        chat: Chat = app.state.parts.chat
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            first = (await http.post(CHAT, json={"text": "ciao"})).json()["conversation_id"]
            async with chat.held(first):
                erasing = await waits(http.delete(f"/api/v1/conversations/{first}"))
                late = await waits(http.post(CHAT, json={"conversation_id": first, "text": "troppo tardi"}))
            return [(await answer).status_code for answer in (erasing, late)]

    monkeypatch.setattr(LocalQueues, "of", seen)
    assert awaited(talk()) == [200, 404]
    assert assistant.said == ["ciao"]


def test_in_redis_nothing_names_the_conversation_any_more(tmp_path: Path) -> None:
    """A lock of Rasa's stays where Rasa died holding it."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("no redis-server on this machine")
    path = tmp_path / "redis.sock"
    command = [server, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        url = f"unix://{path}"
        rasa = Redis.from_url(url, db=1, retry=Retry(ConstantBackoff(0.1), 100))
        for key in ("mia", "altra"):
            rasa.set(f"lock:{key}", "{}")

        async def forget() -> None:
            queues = RedisQueues(url)
            async with queues.of("mia"):
                pass
            await queues.forget("mia")

        awaited(forget())
        assert rasa.keys() == [b"lock:altra"]
        assert Redis.from_url(url).keys() == []
    finally:
        process.terminate()
        process.wait()


# --- what Rasa answered and the gateway did not hear


def test_an_answer_that_the_gateway_did_not_live_to_hear_is_told_at_the_next_try(stores: Stores) -> None:
    """It was killed after Rasa had answered: the message is known to Rasa, and to nobody else."""
    signed = stores.say("cerco un nido")
    buttons = [{"title": "Sì", "payload": "/affirm"}]
    stores.note(signed, "user", text="a Bergamo")
    stores.note(signed, "bot", text="Va bene?", data={"buttons": buttons, "custom": {"asks": "consent"}})
    stores.note(signed, "bot", text=None, data={"buttons": None, "custom": {"need": NEED}})
    answer = awaited(stores.chat.turn(signed, text="a Bergamo", turn_id=TURN))
    assert answer["messages"] == [{"text": "Va bene?", "buttons": buttons, "asks": "consent"}]
    assert answer["need"] == NEED
    assert stores.assistant.said == ["cerco un nido"]
    awaited(stores.chat.turn(signed, text="a Bergamo"))
    assert stores.assistant.said == ["cerco un nido", "a Bergamo"], "said once more it is a turn of its own"


def test_the_first_message_is_found_again_too(stores: Stores) -> None:
    key = Identities(SECRET).of_first_turn("web", TURN)
    stores.note(f"{key}.x", "user", text="cerco un nido")
    stores.note(f"{key}.x", "bot", text="Dove?")
    answer = awaited(stores.chat.turn(None, text="cerco un nido", turn_id=TURN))
    assert answer["messages"] == [{"text": "Dove?"}]
    assert stores.assistant.said == []


def test_another_message_is_not_answered_with_what_was_lost(stores: Stores) -> None:
    signed = stores.say("cerco un nido")
    stores.note(signed, "user", text="a Bergamo")
    stores.note(signed, "bot", text="Quanti anni ha?")
    awaited(stores.chat.turn(signed, text="anzi, a Lodi"))
    assert stores.assistant.said == ["cerco un nido", "anzi, a Lodi"]


# --- export


def test_the_export_tells_all_that_is_kept(stores: Stores) -> None:
    signed = stores.say(SAID)
    stores.need(signed, SAID)
    stores.note(signed, "slot", name="municipality", value=BERGAMO)
    stores.note(signed, "slot", name="topic", value=None)
    told = awaited(stores.chat.export(signed))
    assert told["conversation_id"] == signed
    assert [m["text"] for m in told["messages"]] == [SAID, "Va bene."]
    assert [(m["from"], m["text"]) for m in told["noted"]] == [("user", SAID), ("bot", "Va bene.")]
    assert told["understood"]["municipality"] == BERGAMO
    assert "topic" not in told["understood"]
    assert [record["topic"] for record in told["records"]] == ["minori--pre-post-scuola"]
    until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    assert told["kept"][0]["until"] in {str(until), str(until - dt.timedelta(days=1))}
    assert told["kept"][-1]["until"] is None
    assert json.loads(json.dumps(told)) == told


def test_the_export_over_http_holds_no_personal_data(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    assistant.answers = [Answer([{"text": "Dove?"}], need=NEED, tells_need=True)]
    conversation_id = say(client, f"cerco un nido, il mio numero è {PHONE}")["conversation_id"]
    answer = client.get(f"/api/v1/conversations/{conversation_id}/export")
    assert answer.status_code == 200
    assert PHONE not in answer.text and "[telefono]" in answer.text
    assert answer.json()["need"] == NEED


def test_a_conversation_says_when_it_was_last_used(conversations: Conversations) -> None:
    conversations.save(Conversation("chiave", "web"))
    found = conversations.find("chiave")
    assert found is not None
    assert abs(dt.datetime.now(dt.UTC) - found.last_seen) < dt.timedelta(minutes=1)
