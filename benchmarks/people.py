# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people who talk to the bots: what each says next. All their words are in ``conversations.yml``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Move:
    """What a person sends: a text, or the payload of a button that was offered."""

    content: str
    button: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sees: the conversation's id, what is asked, the payloads of the buttons."""

    conversation: str
    asks: str | None
    buttons: tuple[str, ...]


Speaker = Callable[[int, Reply | None], Move]
"""One person in one conversation: the number of the turn (from 0) and the last reply → what comes next."""


def scripted(lines: Sequence[str]) -> Speaker:
    """A person who says the same lines whatever the answers."""
    return lambda number, _: Move(lines[number])


def interviewed(opening: str, answers: Mapping[str, str], thanks: str) -> Speaker:
    """A person who tells a need and then answers what is asked, in words or with the first button."""

    def says(number: int, reply: Reply | None) -> Move:
        if reply is None:
            return Move(opening)
        if reply.asks is None:
            return Move(thanks)
        if reply.asks not in answers and reply.buttons:
            return Move(reply.buttons[0], button=True)
        return Move(answers.get(reply.asks, thanks))

    return says


def tireless(says: Speaker) -> Speaker:
    """The same person, who begins again whenever nothing is asked."""
    return lambda number, reply: says(number, reply if reply and reply.asks else None)


def repeating(lines: Sequence[str]) -> Speaker:
    """A person who says the same lines over and over."""
    return lambda number, _: Move(lines[number % len(lines)])


def conversations() -> dict[str, Any]:
    """The content of ``conversations.yml``."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("conversations.yml").read_text("utf-8"))
    return loaded


def people_for_bare(words: Mapping[str, Any]) -> Iterator[Speaker]:
    """People for the bare bot, without end, always in the same order."""
    return (scripted(lines) for lines in cycle(words["bare"]))


def people_for_ours(words: Mapping[str, Any]) -> Iterator[Speaker]:
    """People for ours, without end, always in the same order: openings meet municipalities in turn."""
    openings, places = words["openings"], words["municipalities"]
    for number in count():
        answers = words["answers"] | {"municipality": places[number % len(places)]}
        yield interviewed(openings[number % len(openings)], answers, words["thanks"])
