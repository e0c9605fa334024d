# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``POST /api/v1/understand``: the contract's form, with a scripted reader, then with the trained model."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from welfare_point.bot.understanding.facts import Facts, Place, Topic, When
from welfare_point.bot.understanding.reader import Reader
from welfare_point.catalogue.settings import Settings

from .conftest import ScriptedReader, on_one_database, problem

pytestmark = on_one_database

UNDERSTAND = "/api/v1/understand"
SESTO_SAN_GIOVANNI, SESTO_CALENDE = "015209", "012120"


def test_the_form_of_the_contract(client: TestClient, reader: ScriptedReader) -> None:
    reader.facts = Facts(
        topics=(Topic("minori--chiusure-scolastiche", 0.94),),
        audience="persona",
        municipalities=(
            Place(SESTO_SAN_GIOVANNI, "Sesto San Giovanni", 0.6, (SESTO_SAN_GIOVANNI, SESTO_CALENDE)),
        ),
        ages=(7.0, 1.5),
        periods=("estate",),
        when=When(days=("MO",), time_from=dt.time(7, 30), date_from=dt.date(2027, 7, 1)),
        company_size=12,
    )
    told = client.post(UNDERSTAND, json={"text": "  cerco /un   centro estivo  "}).json()
    assert reader.texts == ["cerco /un centro estivo"]
    assert {key: told[key] for key in ("topics", "audience", "municipalities", "ages", "periods")} == {
        "topics": [{"code": "minori--chiusure-scolastiche", "confidence": 0.94}],
        "audience": "persona",
        "municipalities": [
            {
                "istat": SESTO_SAN_GIOVANNI,
                "name": "Sesto San Giovanni",
                "confidence": 0.6,
                "alternatives": [{"istat": SESTO_CALENDE, "name": "Sesto Calende"}],
            }
        ],
        "ages": [7.0, 1.5],
        "periods": ["estate"],
    }
    assert told["safety"] is None
    assert told["intent"] == "need"
    assert told["when"]["time_from"] == "07:30"
    assert told["when"]["date_from"] == "2027-07-01"
    assert told["company_size"] == 12


def test_nothing_understood_is_said_with_empty_fields(client: TestClient) -> None:
    told = client.post(UNDERSTAND, json={"text": "ciao"}).json()
    assert (told["topics"], told["municipalities"], told["ages"], told["periods"]) == ([], [], [], [])
    assert (told["audience"], told["safety"]) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": None},
        {"text": 3},
        {"text": ["ciao"]},
        {"text": ""},
        {"text": "  \n "},
        {"text": "\x00\x01"},
        {"text": "x" * 20_000},
        {"text": "ciao", "lang": "it"},
        {"testo": "ciao"},
        [],
        "ciao",
        5,
    ],
)
def test_requests_that_are_refused(client: TestClient, reader: ScriptedReader, body: Any) -> None:
    problem(client.post(UNDERSTAND, json=body), 422)
    assert reader.texts == []


class TestTheTrainedModel:
    """With the model that ``make run`` and ``make test`` train; without one there is nothing to try."""

    @pytest.fixture
    def client(self, app: FastAPI) -> TestClient:
        model = Settings().understanding
        if not model.exists():
            pytest.skip(f"no trained model at {model}")
        app.state.parts.reader = Reader(model)
        return TestClient(app)

    def told(self, client: TestClient, text: str) -> dict[str, Any]:
        response = client.post(UNDERSTAND, json={"text": text})
        assert response.status_code == 200, response.text
        told: dict[str, Any] = response.json()
        return told

    def test_a_need(self, client: TestClient) -> None:
        told = self.told(client, "Cerco un centro estivo a Bergamo per mia figlia di 7 anni")
        assert told["topics"][0]["code"] == "minori--chiusure-scolastiche"
        assert 0 < told["topics"][0]["confidence"] <= 1
        assert told["audience"] == "persona"
        assert [place["istat"] for place in told["municipalities"]] == ["016024"]
        assert (told["ages"], told["periods"], told["safety"]) == ([7.0], ["estate"], None)

    def test_danger_comes_before_every_service(self, client: TestClient) -> None:
        told = self.told(client, "mio marito mi picchia davanti ai bambini")
        assert (told["safety"], told["topics"]) == ("violence", [])

    @pytest.mark.parametrize("text", ["🙂", "👍🏽❤️", "...", "1234567890", "/restart", '/intent{"a":"b"}'])
    def test_what_asks_for_nothing(self, client: TestClient, text: str) -> None:
        assert self.told(client, text)["topics"] == []

    @pytest.mark.parametrize(
        "text", ["x" * 2000, "a " * 1000, "7 anni " * 280, "Bergamo " * 250, "/" + "9" * 1999]
    )
    def test_long_texts_are_read(self, client: TestClient, text: str) -> None:
        assert set(self.told(client, text)) >= {"topics", "audience", "municipalities", "ages", "periods"}
