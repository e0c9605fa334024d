# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plays written conversations over ``POST /api/v1/chat`` and checks what the person would see.

A conversation is a mapping of ``conversations/*.yml``:

- ``title``; ``opening_facts``: how many facts its first message holds (for the count of turns);
- ``turns``: a list. Each has one of ``say`` (text), ``press`` (title of a button on offer), ``answers``
  (texts by what is asked, used until something else is asked), and any of the expectations:
  ``asks`` (null: nothing), ``need`` (some of its fields), ``says`` and ``not_says`` (pieces of text),
  ``services`` (how many at least; 0: none), ``near`` (whether they are near misses), ``buttons`` (titles among
  those on offer), ``first`` (a piece of the first service's name), ``danger``;
- ``not_yet``: why it is not right yet; it is played all the same, and may fail;
- ``record``: fields of the one record of an unmet need that it leaves; ``none`` where it leaves none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .talk import Talk

FOLDER = Path(__file__).with_name("conversations")
KNOWN = {
    "say", "press", "answers", "asks", "need", "says", "not_says",
    "services", "near", "buttons", "first", "danger",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Script:
    """One written conversation."""

    title: str
    turns: list[dict[str, Any]]
    opening_facts: int = 0
    record: dict[str, Any] | str | None = None
    not_yet: str | None = None


def scripts() -> Iterator[Script]:
    """All conversations, by file and place. Raises ``ValueError`` for a turn with an unknown word."""
    for path in sorted(FOLDER.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8")):
            script = Script(**entry)
            for turn in script.turns:
                if unknown := set(turn) - KNOWN:
                    raise ValueError(f"{path.name}, {script.title}: {unknown}")
            yield script


def play(script: Script, talk: Talk) -> None:
    """Play all turns; ``AssertionError`` says in which one the person saw something else."""
    for number, turn in enumerate(script.turns, start=1):
        if "say" in turn:
            talk.say(turn["say"])
        elif "press" in turn:
            talk.press(turn["press"])
        else:
            talk.answer(turn["answers"])
        where = f"{script.title}, turn {number}: {talk.text}"
        _check(turn, talk, where)


def _check(turn: Mapping[str, Any], talk: Talk, where: str) -> None:
    if "asks" in turn:
        assert talk.asks == turn["asks"], where
    for field, value in (turn.get("need") or {}).items():
        assert (talk.last["need"] or {}).get(field) == value, f"{where}\n{field}: {talk.last['need']}"
    for piece in turn.get("says", ()):
        assert piece.casefold() in talk.text.casefold(), where
    for piece in turn.get("not_says", ()):
        assert piece.casefold() not in talk.text.casefold(), where
    shown = [service for m in talk.last["messages"] for service in m.get("services", ())]
    if "services" in turn:
        assert len(shown) >= turn["services"] and bool(shown) == bool(turn["services"]), where
    if "near" in turn:
        assert shown and all(service["near_miss"] is turn["near"] for service in shown), where
    if "first" in turn:
        assert turn["first"].casefold() in shown[0]["name"].casefold(), where
    offered = [button["title"] for m in talk.last["messages"] for button in m.get("buttons", ())]
    assert set(turn.get("buttons", ())) <= set(offered), f"{where}\n{offered}"
    if "danger" in turn:
        assert talk.last["messages"][0].get("danger") == turn["danger"], where


def turns_to_services(talk: Talk) -> int | None:
    """Messages that the person sent before the first services came; ``None`` if none came."""
    told = (any(m.get("services") for m in answer["messages"]) for answer in talk.seen)
    return next((number for number, found in enumerate(told, start=1) if found), None)
