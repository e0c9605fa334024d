# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``welfare-point match`` and ``understand`` answer as the API does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from welfare_point.catalogue.settings import Settings

from .commanding import home, run, write
from .conftest import BERGAMO, CATALOGUE, ROMA, csv_of

__all__ = ["home"]

NEED = {"topic": "minori--chiusure-scolastiche", "audience": "persona", "municipality": BERGAMO}


def test_match_answers_as_the_api_does(home: Path, tmp_path: Path) -> None:
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE)))
    found = json.loads(run("match", json.dumps(NEED | {"ages": [7]})).output)
    assert [match["service_id"] for match in found["matches"]] == ["s1"]
    assert found["unmet"] is None
    assert json.loads(run("match", "-", input=json.dumps(NEED | {"ages": [7]})).output) == found


def test_match_takes_its_limit_from_the_request_or_from_the_option(home: Path, tmp_path: Path) -> None:
    rows = [{"service_id": f"s{n}"} for n in range(8)]
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*rows)))

    def count(*options: object, **values: object) -> int:
        return len(json.loads(run("match", json.dumps(NEED | values), *options).output)["matches"])

    assert count() == 5
    assert count(limit=7) == 7
    assert count("--limit", 2) == 2
    assert count("--limit", 2, limit=7) == 2


def test_match_on_a_new_home_finds_no_service(home: Path) -> None:
    found = json.loads(run("match", json.dumps(NEED)).output)
    assert found == {"matches": [], "near_misses": [], "unmet": {"cause": "no_service"}}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "JSON"),
        ("ciao", "JSON"),
        ("[]", "MatchRequest"),
        ("{}", "topic"),
        (json.dumps(NEED | {"municipality": ROMA}), ROMA),
        (json.dumps(NEED | {"topic": "minori--x"}), "minori--x"),
        (json.dumps(NEED | {"date_from": "2026-02-30"}), "date_from"),
        (json.dumps(NEED | {"age": [7]}), "age"),
        (json.dumps(NEED | {"ages": [float("nan")]}), "ages"),
    ],
)
def test_needs_that_are_refused(home: Path, given: str, says: str) -> None:
    assert says in run("match", given, status=1).output


def test_understand(home: Path) -> None:
    if not Settings().understanding.exists():
        pytest.skip("no trained model")
    told = json.loads(run("understand", "cerco un centro estivo a Bergamo per mia figlia di 7 anni").output)
    assert told["topics"][0]["code"] == "minori--chiusure-scolastiche"
    assert told["municipalities"][0]["istat"] == BERGAMO
    assert told["ages"] == [7.0]


@pytest.mark.parametrize("text", ["", "  ", "x" * 20_000, "\x01"])
def test_texts_that_are_refused(home: Path, text: str) -> None:
    assert "messaggio" in run("understand", text, status=1).output


def test_understand_without_a_model_says_what_to_do(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELFARE_POINT_UNDERSTANDING", str(tmp_path / "nessuno.npz"))
    assert "make run" in run("understand", "ciao", status=1).output
