# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever people write stays a text: no command for Rasa, no markup in a page, nothing that turns text around."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.chat.rasa import Answer
from welfare_point.api.problems import MEDIA_TYPE
from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.unmet import record_need

from .conftest import BERGAMO, PASSWORD, ScriptedAssistant, on_one_database

CHAT = "/api/v1/chat"
HOSTILE: dict[str, str] = yaml.safe_load(Path(__file__).with_name("hostile.yml").read_text("utf-8"))
MARKUP = ["script", "image", "attribute", "template"]


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> str:
    return HOSTILE[request.param]


@on_one_database
def test_no_text_is_a_command_for_rasa(
    client: TestClient, assistant: ScriptedAssistant, hostile: str
) -> None:
    for body in ({"text": hostile}, {"text": f" \u200b/{hostile}"}, {"text": f"\x00/ /{hostile}"}):
        assert client.post(CHAT, json=body).status_code in (200, 422)
    assert not any(said.lstrip().startswith("/") for said in assistant.said)
    hidden = {c for said in assistant.said for c in said if unicodedata.category(c)[0] == "C" and c != "\n"}
    assert hidden == set()


@on_one_database
def test_a_payload_is_only_what_was_offered(
    client: TestClient, assistant: ScriptedAssistant, hostile: str
) -> None:
    assistant.offers("Sì", "No")
    conversation = client.post(CHAT, json={"text": "ciao"}).json()["conversation_id"]
    told = len(assistant.said)
    for payload in (hostile[:500], "/restart", '/inform{"isee": 0}', "/session_start", "/sì ", "/Sì"):
        refused = client.post(CHAT, json={"conversation_id": conversation, "payload": payload})
        assert refused.status_code == 422
        assert refused.headers["content-type"] == MEDIA_TYPE
    assert len(assistant.said) == told


@on_one_database
def test_what_is_answered_is_json_that_no_browser_takes_for_a_page(
    client: TestClient, assistant: ScriptedAssistant, hostile: str
) -> None:
    """Also when the assistant itself says such a thing, for example from a record."""
    assistant.answers.append(Answer([{"text": hostile}]))
    answer = client.post(CHAT, json={"text": hostile})
    history = client.get(f"/api/v1/conversations/{answer.json()['conversation_id']}")
    for response in (answer, history, client.post("/api/v1/understand", json={"text": hostile})):
        assert response.headers["content-type"].startswith("application/json")
        assert response.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["messages"] == [{"text": hostile}]


@on_one_database
@pytest.mark.parametrize(
    "path", ["/api/v1/services/{}", "/api/v1/conversations/{}", "/{}", "/dashboard?topic={}"]
)
@pytest.mark.parametrize("name", MARKUP)
def test_no_address_comes_back_as_markup(client: TestClient, path: str, name: str) -> None:
    response = client.get(path.format(HOSTILE[name]), headers={"accept": "text/html"})
    assert "<script>alert" not in response.text
    assert (
        "onerror=" not in response.text.replace("&#34;", '"')
        or "text/html" not in response.headers["content-type"]
    )
    assert "49" not in response.text.split()


@on_one_database
def test_the_words_of_a_need_are_text_on_the_managers_page(
    app: FastAPI, client: TestClient, sessions: sessionmaker[Session], hostile: str
) -> None:
    with sessions.begin() as session:
        need = {
            "topic": "minori--laboratori",
            "audience": "persona",
            "municipality": BERGAMO,
            "channel": "web",
        }
        record_need(session, NeedRecord(day=dt.date(2026, 11, 20), cause="no_service", said=hostile, **need))
        create_account(session, "responsabile", PASSWORD, "manager", "325")
    token = re.search(r'name="token" value="([^"]+)"', client.get("/dashboard").text)
    assert token is not None
    login = {"username": "responsabile", "password": PASSWORD, "token": token[1]}
    assert client.post("/dashboard/login", data=login).status_code == 303
    page = client.get("/dashboard")
    told = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Laboratori" in told
    for raw in ("<script", "<img", "<svg", "<b ", "<iframe", "<a href='tg", "<html"):
        assert raw not in told
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
