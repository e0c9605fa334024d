# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations over HTTP: what reaches the assistant, what is kept, what is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from tests.awaiting import awaited
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.rasa import Answer, Assistant, AssistantDownError
from welfare_point.api.chat.turn import LONGEST, TURNS_A_SESSION, Chat
from welfare_point.api.privacy.redaction import redact
from welfare_point.catalogue.models.conversation import ConversationRow

from .conftest import PHONE, SECRET, ScriptedAssistant, problem

CHAT = "/api/v1/chat"
DANGER = "mio marito mi picchia"


def say(client: TestClient, text: str, conversation_id: str | None = None) -> dict[str, Any]:
    response = client.post(CHAT, json={"conversation_id": conversation_id, "text": text})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def press(client: TestClient, payload: str, conversation_id: str | None) -> httpx.Response:
    response: httpx.Response = client.post(
        CHAT, json={"conversation_id": conversation_id, "payload": payload}
    )
    return response


def history(client: TestClient, conversation_id: str) -> list[tuple[str, str]]:
    response = client.get(f"/api/v1/conversations/{conversation_id}")
    assert response.status_code == 200, response.text
    return [(message["from"], message["text"]) for message in response.json()["messages"]]


def stored(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ConversationRow)) or 0


def test_a_conversation_has_the_form_of_the_contract(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    service = {"service_id": "s1", "name": "Campus", "why": ["è vicino"], "warnings": [], "phone": "035 1"}
    need = {"topic": None, "audience": "persona", "municipality": "016024", "unmet": None}
    button = {"title": "Sì", "payload": "/affirm"}
    assistant.answers = [
        Answer([{"text": "Ciao."}, {"text": "Va bene?", "asks": "consent", "buttons": [button]}]),
        Answer([{"text": "Ecco.", "services": [service]}], need=need, tells_need=True),
        Answer([{"text": "Prego."}]),
    ]
    first = say(client, "cerco un centro estivo")
    assert first == {
        "conversation_id": first["conversation_id"],
        "messages": [{"text": "Ciao."}, {"text": "Va bene?", "asks": "consent", "buttons": [button]}],
        "need": None,
    }
    second = press(client, "/affirm", first["conversation_id"]).json()
    assert second["conversation_id"] == first["conversation_id"]
    assert second["messages"] == [{"text": "Ecco.", "services": [service]}]
    assert second["need"] == need
    assert say(client, "grazie", first["conversation_id"])["need"] == need, "a turn that says nothing of it"
    assert assistant.said == ["cerco un centro estivo", "/affirm", "grazie"]
    assert len(set(assistant.senders)) == 1


def test_two_conversations_are_apart(client: TestClient, assistant: ScriptedAssistant) -> None:
    one, other = say(client, "uno")["conversation_id"], say(client, "due")["conversation_id"]
    assert one != other
    assert len(set(assistant.senders)) == 2
    assert history(client, one) == [("user", "uno"), ("bot", "Va bene.")]


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ('/intent{"a":"b"}', 'intent{"a":"b"}'),
        ("/restart", "restart"),
        ("  ///restart", "restart"),
        ("/ /restart", "restart"),
        ("/\n/\t/restart", "restart"),
        ("\u200b/restart", "restart"),
        ("\u202e/restart", "restart"),
        ("\ufeff/\u2060/restart", "restart"),
        ("Bergamo/Milano", "Bergamo/Milano"),
        ("ciao\x00\x07\x1b[31m Anna", "ciao [31m Anna"),
        ("riga uno\r\nriga  due", "riga uno \nriga due"),
        ("🙂", "🙂"),
        ("👍🏽 ❤️", "👍🏽 ❤️"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_what_reaches_the_assistant(
    client: TestClient, assistant: ScriptedAssistant, text: str, reaches: str
) -> None:
    answer = say(client, text)
    assert assistant.said == [reaches]
    assert history(client, answer["conversation_id"])[0] == ("user", reaches)


@pytest.mark.parametrize(
    "text",
    ["x" * 20_000, "x" * (LONGEST + 1), "", "   ", "\n\t ", "\u200b\u200d", "\x00", "/", "///", "/ / /"],
)
def test_texts_that_are_refused(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session], text: str
) -> None:
    problem(client.post(CHAT, json={"text": text}), 422)
    assert assistant.said == []
    assert stored(sessions) == 0


def test_too_long_says_how_long(client: TestClient) -> None:
    detail = problem(client.post(CHAT, json={"text": "x" * 20_000}), 422)["detail"]
    assert "20000" in detail
    assert "2000." in detail


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"conversation_id": None},
        {"text": "ciao", "payload": "/affirm"},
        {"text": None, "payload": None},
        {"payload": "/affirm"},
        {"text": 7},
        {"text": ["ciao"]},
        {"text": {"a": 1}},
        {"text": "ciao", "conversation_id": 12},
        {"text": "ciao", "conversation_id": "x" * 201},
        {"payload": "x" * 501},
        {"text": "ciao", "metadata": {"channel": "telegram"}},
        {"text": "ciao", "sender": "altri"},
        [],
        "ciao",
        None,
        True,
    ],
)
def test_requests_that_are_refused(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session], body: Any
) -> None:
    problem(client.post(CHAT, json=body), 422)
    assert assistant.said == []
    assert stored(sessions) == 0


def foreign() -> str:
    return Identities("un'altra chiave").sign("chiave")


def test_ids_that_are_not_ours(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    own = say(client, "ciao")["conversation_id"]
    key, signature = own.rsplit(".", 1)
    other = say(client, "ciao")["conversation_id"].rsplit(".", 1)[0]
    said = len(assistant.said)
    forged = [
        "", ".", "x", "é.è", key, f"{key}.", own[:-3], own[1:], f"{own}x", f"x{own}",
        f"{other}.{signature}", f"{key}.{signature[::-1]}", f"{key}x.{signature}", foreign(), "' OR 1=1 --",
    ]  # fmt: skip
    for conversation_id in forged:
        problem(client.post(CHAT, json={"conversation_id": conversation_id, "text": "ciao"}), 404)
        problem(press(client, "/affirm", conversation_id), 404)
        if conversation_id not in ("", "."):
            problem(client.get(f"/api/v1/conversations/{conversation_id}"), 404)
    assert len(assistant.said) == said
    assert stored(sessions) == 2


def test_ids_cannot_be_guessed() -> None:
    identities = Identities(SECRET)
    keys = {identities.new() for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 22, "128 bits"
    assert all(identities.read(identities.sign(key)) == key for key in keys)


def test_a_button_must_be_on_offer(client: TestClient, assistant: ScriptedAssistant) -> None:
    assistant.offers("Sì", "No")
    conversation_id = say(client, "ciao")["conversation_id"]
    problem(press(client, "/restart", conversation_id), 422)
    problem(press(client, "", conversation_id), 422)
    problem(press(client, "Sì", conversation_id), 422)
    assistant.offers("Bergamo")
    assert press(client, "/sì", conversation_id).status_code == 200
    problem(press(client, "/sì", conversation_id), 422)
    problem(press(client, "/no", conversation_id), 422)
    assert press(client, "/bergamo", conversation_id).status_code == 200
    problem(press(client, "/bergamo", conversation_id), 422)
    assert assistant.said == ["ciao", "/sì", "/bergamo"]
    told = [text for who, text in history(client, conversation_id) if who == "user"]
    assert told == ["ciao", "Sì", "Bergamo"], "people see the title, not the payload"


def test_a_button_of_another_conversation_is_not_on_offer(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    assistant.offers("Sì")
    say(client, "ciao")
    problem(press(client, "/sì", say(client, "ciao")["conversation_id"]), 422)


def test_when_the_assistant_is_down_nothing_is_kept_by_halves(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    assistant.offers("Sì")
    conversation_id = say(client, "ciao")["conversation_id"]
    before = history(client, conversation_id)
    assistant.down = True
    for response in (
        client.post(CHAT, json={"text": "nuova"}),
        client.post(CHAT, json={"conversation_id": conversation_id, "text": "ancora"}),
        press(client, "/sì", conversation_id),
    ):
        problem(response, 503)
        assert int(response.headers["retry-after"]) > 0
    assert history(client, conversation_id) == before
    assert stored(sessions) == 1
    assistant.down = False
    assert press(client, "/sì", conversation_id).status_code == 200


@pytest.mark.parametrize("down", [False, True])
def test_danger_is_answered_at_once_and_goes_no_further(
    client: TestClient, assistant: ScriptedAssistant, down: bool
) -> None:
    conversation_id = say(client, "ciao")["conversation_id"]
    assistant.down = down
    answer = say(client, f"{DANGER}, il mio numero è {PHONE}", conversation_id)
    told = answer["messages"][0]
    assert (told["kind"], told["danger"]) == ("safety", "violence")
    assert {n["number"] for n in told["numbers"]} == {"112", "1522"}
    assert assistant.said == ["ciao"]
    assert ("user", f"{DANGER}, il mio numero è [telefono]") in history(client, conversation_id)


def test_danger_as_the_first_message(client: TestClient, assistant: ScriptedAssistant) -> None:
    assistant.down = True
    answer = say(client, DANGER)
    assert answer["messages"][0]["kind"] == "safety"
    assert history(client, answer["conversation_id"])[0] == ("user", DANGER)


def test_personal_data_reach_neither_the_assistant_nor_the_store(
    client: TestClient, app: FastAPI, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    """With the real redaction."""
    chat: Chat = app.state.parts.chat
    chat._redact = lambda text: redact(text).text
    say(client, f"cerco un nido a Bergamo, chiamatemi al {PHONE} o a mario@example.org")
    [sent] = assistant.said
    with sessions() as session:
        kept = str(session.execute(sa.select(ConversationRow.__table__)).one())
    for text in (sent, kept):
        assert "1234567" not in text
        assert "example.org" not in text
        assert "cerco un nido a Bergamo" in text


def test_history_is_played_again_with_buttons_and_services(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    assistant.offers("Sì", "No")
    answer = say(client, "ciao")
    replayed = client.get(f"/api/v1/conversations/{answer['conversation_id']}").json()
    assert replayed["conversation_id"] == answer["conversation_id"]
    assert replayed["messages"] == [
        {"from": "user", "text": "ciao"},
        *({"from": "bot", **message} for message in answer["messages"]),
    ]


def test_history_of_a_conversation_that_was_erased(client: TestClient) -> None:
    signed = Identities(SECRET).sign("mai-vista")
    problem(client.get(f"/api/v1/conversations/{signed}"), 404)


def test_long_conversations_stay_small(client: TestClient) -> None:
    conversation_id = say(client, "0")["conversation_id"]
    for n in range(1, 40):
        say(client, str(n), conversation_id)
    told = history(client, conversation_id)
    assert len(told) == 60
    assert told[-2:] == [("user", "39"), ("bot", "Va bene.")]


class SlowAssistant(ScriptedAssistant):
    """Lets others run in the middle of an answer, and notices whether they come in."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = self.most = 0

    async def say(self, conversation: str, text: str, channel: str, tone: str | None = None) -> Answer:
        """Slow."""
        self.inside += 1
        self.most = max(self.most, self.inside)
        await asyncio.sleep(0.02)
        self.inside -= 1
        return await super().say(conversation, text, channel, tone)


class TestAtOnce:
    @pytest.fixture
    def assistant(self) -> SlowAssistant:
        return SlowAssistant()

    def test_messages_of_one_conversation_wait_for_each_other(
        self, app: FastAPI, assistant: SlowAssistant
    ) -> None:
        async def talk() -> list[dict[str, Any]]:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
                first = (await http.post(CHAT, json={"text": "0"})).json()
                sent = ({"conversation_id": first["conversation_id"], "text": str(n)} for n in range(1, 6))
                answers = await asyncio.gather(*(http.post(CHAT, json=body) for body in sent))
                assert [answer.status_code for answer in answers] == [200] * 5
                replay = await http.get(f"/api/v1/conversations/{first['conversation_id']}")
                messages: list[dict[str, Any]] = replay.json()["messages"]
                return messages

        messages = awaited(talk())
        assert assistant.most == 1
        assert sorted(assistant.said) == list("012345")
        assert [m["from"] for m in messages] == ["user", "bot"] * 6
        assert [m["text"] for m in messages if m["from"] == "user"] == assistant.said


def rasa(answer: httpx.Response | Exception) -> Assistant:
    """The real client of Rasa, in front of a server that gives this answer."""

    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = Assistant("http://bot.example")
    client._http = httpx.AsyncClient(base_url="http://bot.example", transport=httpx.MockTransport(handle))
    return client


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.Response(500, json=[{"text": "ciao"}]),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json=[{"custom": {"asks": "consent"}}]),
        httpx.Response(200, json={"status": "failure"}),
        httpx.Response(200, json=["ciao"]),
    ],
)
def test_anything_but_a_whole_answer_counts_as_down(answer: httpx.Response | Exception) -> None:
    with pytest.raises(AssistantDownError):
        awaited(rasa(answer).say("chiave", "ciao", "web"))


def test_the_parts_of_a_message_are_put_together() -> None:
    parts = [
        {"recipient_id": "k", "text": "Ciao."},
        {"recipient_id": "k", "text": "Va bene?", "buttons": [{"title": "Sì", "payload": "/affirm", "x": 1}]},
        {"recipient_id": "k", "custom": {"asks": "consent", "need": {"topic": None}}},
    ]
    answer = awaited(rasa(httpx.Response(200, json=parts)).say("chiave", "ciao", "web"))
    assert answer == Answer(
        [
            {"text": "Ciao."},
            {"text": "Va bene?", "buttons": [{"title": "Sì", "payload": "/affirm"}], "asks": "consent"},
        ],
        need={"topic": None},
        tells_need=True,
    )


def test_a_long_conversation_begins_a_new_session_now_and_then(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    conversation = None
    for turn in range(2 * TURNS_A_SESSION + 1):
        assert assistant.renewed == max(0, turn - 1) // TURNS_A_SESSION
        answer = client.post(CHAT, json={"conversation_id": conversation, "text": f"frase {turn}"})
        conversation = answer.json()["conversation_id"]
    assert assistant.renewed == 2


def test_after_a_danger_the_open_question_is_asked_again(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    assistant.offers("Sì", "No")
    conversation = say(client, "cerco un nido")["conversation_id"]
    after = say(client, DANGER, conversation)["messages"]
    assert after[0]["danger"] == "violence"
    assert [b["title"] for b in after[-1]["buttons"]] == ["Sì", "No"]
    assert press(client, "/sì", conversation).status_code == 200
