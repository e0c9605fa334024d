# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of the person's words are kept beside a need."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("rasa_sdk", reason="rasa_sdk lives in the environment of the actions")

from welfare_point.actions.turn import words_about

NURSERY, SUMMER = "minori--prima-infanzia", "minori--chiusure-scolastiche"


def said(text: str, *topics: str) -> dict[str, Any]:
    found = [{"code": topic, "confidence": 0.9} for topic in topics]
    return {"event": "user", "text": text, "parse_data": {"understanding": {"topics": found}}}


TALK: Any = SimpleNamespace(
    events=[
        {"event": "action", "name": "action_listen"},
        said("ciao"),
        said("cerco un nido", NURSERY),
        said("e un campus a luglio", SUMMER),
        said('/choose{"municipality": "016024"}'),
        said("sono tutti troppo lontani"),
    ]
)


def test_the_words_that_told_of_the_topic_are_kept() -> None:
    assert words_about(TALK, NURSERY, rejected=False) == "cerco un nido"
    assert words_about(TALK, SUMMER, rejected=False) == "e un campus a luglio"


def test_an_answer_that_sounds_like_the_topic_does_not_replace_the_story() -> None:
    talk: Any = SimpleNamespace(
        events=[said("alle 7 attacco e il nido apre alle 8", NURSERY), said("dalle 7", NURSERY)]
    )
    assert words_about(talk, NURSERY, rejected=False) == "alle 7 attacco e il nido apre alle 8"


def test_why_offers_were_rejected_is_kept_beside() -> None:
    assert words_about(TALK, SUMMER, rejected=True) == "e un campus a luglio\nsono tutti troppo lontani"


def test_of_a_need_not_understood_the_last_words_are_kept() -> None:
    assert words_about(TALK, None, rejected=False) == "sono tutti troppo lontani"


def test_of_a_need_chosen_by_buttons_nothing_is_kept() -> None:
    assert words_about(TALK, "anziani--centro-diurno", rejected=False) is None
