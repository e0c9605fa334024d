# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the end of a need leaves in the tracker, by which whoever erases finds its record."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("rasa_sdk", reason="rasa_sdk lives in the environment of the actions")

from rasa_sdk.executor import CollectingDispatcher

from welfare_point.actions import outcomes
from welfare_point.actions.case import UNWANTED, Case
from welfare_point.api.chat.tracker import recorded_in

NURSERY, HOME_CARE = "minori--prima-infanzia", "anziani--assistenza-domiciliare"
KEPT = {"topic": NURSERY}


def closed(case: Case) -> list[dict[str, Any]]:
    tracker: Any = SimpleNamespace(
        slots={name: getattr(case, name) for name in case.__slots__}, latest_message={}, events=[]
    )
    before = [{"event": "slot", "name": "recorded", "value": case.recorded}]
    return before + asyncio.run(outcomes.Close().run(CollectingDispatcher(), tracker, {}))


def need(**known: Any) -> Case:
    told = Case(consent=True, told_apart=[NURSERY], pending_topics=[HOME_CARE], **known)
    return told.with_topic(NURSERY)


def test_what_is_recorded_at_the_end_is_found_though_another_need_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outcomes, "_kept", lambda *_: KEPT)
    events = closed(need(satisfied=True, outcome={"unmet": None, "offers": ["s"]}))
    assert recorded_in(events) == [KEPT]
    assert [e["value"] for e in events if e.get("name") == "topic"] == [HOME_CARE]


def test_a_need_that_is_none_leaves_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    withdrawn: list[dict[str, Any]] = []
    monkeypatch.setattr(outcomes, "withdraw", withdrawn.append)
    events = closed(need(satisfied=UNWANTED, recorded=KEPT))
    assert (withdrawn, recorded_in(events)) == ([KEPT], [])
