# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A turn that is sent again happens once, and is told what Rasa answered while nobody heard it."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.awaiting import awaited
from welfare_point.api.chat.identity import Identities

from .conftest import SECRET, ScriptedAssistant, problem
from .conversing import CHAT, NEED, Stores, say, stores

__all__ = ["stores"]

TURN, NEXT = "a1-turno-di-prova-00001", "a1-turno-di-prova-00002"


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
