# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The written conversations, with the real Rasa, the real actions and the demonstration catalogue."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from .conftest import PASSWORD
from .played import Script, play, scripts, turns_to_services
from .talk import Talk

SCRIPTS = list(scripts())
FEWEST = 80
MOST_TURNS = 5

turns: list[int] = []


def unmet_records(http: httpx.Client) -> dict[str, Mapping[str, Any]]:
    """The records of unmet needs by id."""
    found: dict[str, Mapping[str, Any]] = {}
    page = 1
    while True:
        asked = {"per_page": 500, "page": page}
        answer = http.get("/api/v1/unmet-needs", params=asked, auth=("admin", PASSWORD)).raise_for_status()
        listing = answer.json()
        found |= {record["id"]: record for record in listing["contents"]}
        if page >= listing["total_pages"]:
            return found
        page += 1


def _cases() -> Iterator[Any]:
    for script in SCRIPTS:
        marks = [pytest.mark.xfail(reason=script.not_yet, strict=False)] if script.not_yet else []
        yield pytest.param(script, id=script.title, marks=marks)


@pytest.mark.parametrize("script", _cases())
def test_conversation(script: Script, http: httpx.Client) -> None:
    before = unmet_records(http) if script.record else {}
    talk = Talk(http)
    play(script, talk)
    if script.record:
        fresh = [r for key, r in unmet_records(http).items() if key not in before]
        if script.record == "none":
            assert fresh == []
        else:
            assert isinstance(script.record, dict)
            assert [{name: r[name] for name in script.record} for r in fresh] == [script.record]
    needed = turns_to_services(talk)
    if script.opening_facts >= 2 and needed is not None:
        turns.append(needed)


def test_there_are_enough_conversations() -> None:
    assert len([script for script in SCRIPTS if script.not_yet is None]) >= FEWEST
    assert len({script.title for script in SCRIPTS}) == len(SCRIPTS)


def test_a_recommendation_comes_soon() -> None:
    """Counted over the conversations above whose first message holds two facts."""
    if len(turns) < 10:
        pytest.skip("the conversations were not played in this run")
    assert statistics.median(turns) <= MOST_TURNS, sorted(turns)
