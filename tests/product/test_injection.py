# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole product never says back what somebody wrote to do harm, and obeys none of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from .talk import Talk

HOSTILE: dict[str, str] = yaml.safe_load(
    (Path(__file__).parents[1] / "api" / "hostile.yml").read_text("utf-8")
)
NEVER_SAID = (
    "<",
    "javascript:",
    "{{",
    "${",
    "drop table",
    "onerror",
    "{0",
    "%n",
    "__",
    "203.0.113",
    "\u202e",
    "\x1b",
    "49",
)


def said(answer: dict[str, Any]) -> str:
    """Every word of an answer, buttons and cards included."""
    return str(answer["messages"]).lower()


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_hostile_is_said_back(http: httpx.Client, name: str) -> None:
    talk = Talk(http)
    for _ in range(2):  # as the first message, and as an answer to what was asked
        answer = said(talk.say(HOSTILE[name]))
        assert [text for text in NEVER_SAID if text in answer] == []
    talk.say("cerco un nido a Crema")
    assert talk.last["need"] is not None, "the conversation goes on"


@pytest.mark.parametrize("name", ["rasa payload", "prompt", "json"])
def test_no_command_is_obeyed(http: httpx.Client, name: str) -> None:
    talk = Talk(http)
    talk.say("cerco un doposcuola a Crema")
    before = talk.last["need"]
    talk.say(HOSTILE[name])
    assert talk.last["need"] == before
    assert "admin" not in said(talk.last)


def test_a_slash_adds_nothing_to_a_word(http: httpx.Client) -> None:
    """ "Restart" is what some people write to begin anew, and is answered so; the command is not what does it."""
    answers = []
    for text in ("restart", "/restart", "//restart"):
        talk = Talk(http)
        talk.say("cerco un doposcuola a Crema")
        answers.append(talk.say(text)["messages"])
    assert answers[0] == answers[1] == answers[2]
