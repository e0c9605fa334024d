# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a message to all its facts: what ``POST /api/v1/understand`` answers and what Rasa's pipeline runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path
from typing import Any

from welfare_point.catalogue.reference import topics as taxonomy

from .ages import ages_in
from .audience import audience_in
from .care import care_recipient_in, care_setting_in, work_constraint_in
from .classifier import Classifier, Danger
from .cost import free_only_in
from .disability import disability_in
from .facts import Facts, Place, Topic
from .firm import company_size_in, employer_adherent_in, isee_in, sector_in
from .foreign import foreign_ages_in
from .periods import periods_in
from .places import municipalities_in
from .safety import danger_in
from .when import when_in
from .writer import writer_in

LONGEST = 2000
"""Characters that are read; the gateway refuses longer messages before they get here."""

ASKING = frozenset({"need", "question", "foreign"})
"""Acts that ask for something. In other acts a topic counts only when it is likely, or when little speaks for none:
"vorrei informazioni sul nido" is vague, and yet asks for it."""

LIKELY, LITTLE = 0.7, 0.1

PLAINLY = 0.02
"""With less than this share of asking for nothing, a topic is asked for even where danger is told."""

_TAGS = (
    (re.compile(r"\[data di nascita\]/"), "nel "),
    (re.compile(r"(?<!sono )\[nome\](?=,? (?:di )?\d)"), "bimbo"),
)
"""The gateway writes tags in place of personal data; these two stand beside an age."""


_TAG = re.compile(r"\[[^\[\]]{1,30}\]|</?[A-Za-z][^<>]{0,80}>")
"""A tag of the gateway's, or markup, says nothing of what is asked for."""


def _without_tags(text: str) -> str:
    for tag, words in _TAGS:
        text = tag.sub(words, text)
    return text


class Reader:
    """All readers behind one call. Loading takes about a second, a call some milliseconds."""

    def __init__(self, model: Path) -> None:
        self._classify = Classifier(model)

    @property
    def about(self) -> dict[str, Any]:
        """What the model was trained on."""
        return self._classify.about

    def danger(self, text: str) -> str | None:
        """Only the danger: what the gateway asks of a message before anything else."""
        text = text[:LONGEST]
        return _danger(text, self._classify.danger(text))

    def likely(self, text: str) -> dict[str, float]:
        """How likely each topic is that a text may mean, whatever else it asks: for the search of the catalogue."""
        return self._classify.likely(_TAG.sub(" ", text[:LONGEST]))

    def __call__(self, text: str, today: dt.date | None = None) -> Facts:
        """Read one message. ``today`` dates what is said relative to it (default: the current day)."""
        text = text[:LONGEST]
        today = today or dt.date.today()
        judgement = self._classify(_TAG.sub(" ", text))
        danger = _danger(text, judgement.danger)
        places = municipalities_in(text)
        sure = judgement.act in ASKING or judgement.asks_nothing < LITTLE
        # Whoever is in danger tells it first: only what is plainly asked for beside it counts.
        told = judgement.topics if not danger or judgement.asks_nothing < PLAINLY else ()
        asked = tuple(t for t in told if sure or t.confidence >= LIKELY)
        return Facts(
            topics=asked,
            audience=_audience(asked, text),
            municipalities=places,
            ages=ages_in(_without_tags(text), today=today)
            or (foreign_ages_in(text) if judgement.act == "foreign" else ()),
            periods=periods_in(text),
            guesses=() if asked else judgement.guesses,
            intent="need" if asked and judgement.act not in ASKING else _act(text, judgement.act),
            safety=danger,
            when=when_in(text, today=today, municipality=_surely(places)),
            company_size=company_size_in(text),
            sector=sector_in(text),
            isee=isee_in(text),
            disability=disability_in(text),
            employer_adherent=employer_adherent_in(text),
            care_recipient=care_recipient_in(text),
            care_setting=care_setting_in(text),
            work_constraint=work_constraint_in(text),
            free_only=free_only_in(text),
            writer=writer_in(text),
        )


def _danger(text: str, judged: Danger) -> str | None:
    return danger_in(text, judged.kind, judged.share, judged.in_a_part)


_SIGNS = {"affirm": re.compile("[👍👌✅]"), "deny": re.compile("[👎❌]")}


def _act(text: str, judged: str) -> str:
    """The act of a message; one without any word says yes, no, or nothing."""
    if any(character.isalnum() for character in text):
        return judged
    return next((act for act, signs in _SIGNS.items() if signs.search(text)), "silence")


def _surely(places: tuple[Place, ...]) -> str | None:
    """The comune of home, if it can be no other."""
    return places[0].istat if places and not places[0].alternatives else None


def _audience(asked: tuple[Topic, ...], text: str) -> str | None:
    """A topic says for whom it is; without one, the words do."""
    return taxonomy()[asked[0].code].audience if asked else audience_in(text)


def as_json(value: Any) -> Any:
    """Facts as plain JSON values: dates and hours in ISO 8601."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, dt.date) else value
