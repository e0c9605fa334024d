# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A conversation moves to another channel by a code that is good once, and for minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from tests.awaiting import awaited
from welfare_point.api.chat import moving
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.turn import Chat
from welfare_point.api.problems import NotFound
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.models import MovingCode

from .conftest import SECRET, problem
from .conversing import say


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
