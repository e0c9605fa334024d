# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a message says of each question, and how a bare answer is read in the light of its question.

"7" means nothing by itself; after "Quanti anni ha?" it is an age. A bare answer is therefore read once
more as the sentence that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from welfare_point.bot.understanding.ages import ages_in
from welfare_point.bot.understanding.firm import company_size_in, isee_in, sector_in
from welfare_point.bot.understanding.text import plain as in_figures
from welfare_point.bot.understanding.when import when_in
from welfare_point.catalogue.reference import (
    PROVINCES,
    find_municipality,
    municipalities,
    plain,
    topics,
)

from .case import HOLIDAY_DATES, ROLES, UNKNOWN, Case
from .interview import plan
from .message import Message, is_aside
from .sharing import ages_of

_YES, _NO = "affirm", "deny"

NO_FACTS = frozenset({"audience", "role", "work_constraint"})
"""What a message shows of who writes it, without saying anything of a need."""

SHORT_YES = 3
"""Words up to which "dai" and the like say yes."""

_BEFORE_FIGURES = re.compile(r"^\D+(?=\d)")
_BARE_NUMBER = re.compile(r"\d{1,3}([.,]\d{1,3})*")


def _list(values: Any) -> list[Any] | None:
    return list(values) or None


def _when(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    told = facts.get("when") or {}
    when = {key: value for key, value in told.items() if value}
    if "partly" not in when and when.keys() & HOLIDAY_DATES:
        when["partly"] = False  # days that are said take the place of a holiday's
    return when or None


def _recipient(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    said = {
        "ages": _list(facts.get("ages") or ()),
        "disability": facts.get("disability"),
        "who": facts.get("care_recipient"),
    }
    return {key: value for key, value in said.items() if value is not None} or None


def facts_as_slots(facts: Mapping[str, Any], role: str | None) -> dict[str, Any]:
    """The slots that the facts of a message fill."""
    slots: dict[str, Any] = {
        "period": _list(facts.get("periods") or ()),
        "time_slot": _when(facts),
        "care_setting": facts.get("care_setting"),
        "isee": facts.get("isee"),
        "employer": facts.get("employer_adherent"),
        "company_size": facts.get("company_size"),
        "sector": facts.get("sector"),
        "audience": facts.get("audience"),
        "role": facts.get("writer"),
        "work_constraint": facts.get("work_constraint"),
        "free_only": facts.get("free_only"),
    }
    if role == "carer":
        slots["care_recipient"] = _recipient(facts)
    else:
        slots["child_age"] = _list(facts.get("ages") or ())
    places = facts.get("municipalities") or ()
    if places:
        best = places[0]
        if best["alternatives"]:
            slots["places"] = list(best["alternatives"])
        else:
            slots["municipality"] = best["istat"]
    return {slot: value for slot, value in slots.items() if value is not None}


def _in_context(message: Message, asked: str, topic: str | None) -> Any:
    """A bare answer, read as the sentence it stands for."""
    text = message.text
    readers: dict[str, Callable[[], Any]] = {
        "child_age": lambda: _ages(text, message, topic),
        "care_recipient": lambda: {"ages": ages} if (ages := _ages(text, message, topic)) else None,
        "company_size": lambda: company_size_in(_BARE_NUMBER.sub(r"\g<0> dipendenti", text, count=1)),
        "isee": lambda: isee_in(f"isee {_BEFORE_FIGURES.sub('', text)}"),
        "sector": lambda: sector_in(text) or sector_in(f"siamo una ditta di {text}"),
        "time_slot": lambda: _moment(text),
    }
    return readers[asked]() if asked in readers else None


def _ages(text: str, message: Message, topic: str | None) -> list[float] | None:
    # In "sei un robot?" there is no six.
    figures = text if is_aside(message) else in_figures(text)
    years = _BARE_NUMBER.sub(r"\g<0> anni", figures) if "mes" not in figures else figures
    fitting, _ = ages_of(topic, ages_in(years), bool(message.topics))
    return fitting or None


def _moment(text: str) -> dict[str, Any] | None:
    """The hour of a bare answer: "le 7 e mezza", "7"."""
    when = when_in(text) if when_in(text).time_from else when_in(f"alle {text}")
    if when.time_from is None:
        return None
    return {"time_from": when.time_from.isoformat("minutes")}


def plainly_yes_or_no(message: Message) -> bool | None:
    """Of a question of right, like consent: only a plain yes is one, and whoever refuses to have data kept says no."""
    words = plain(message.text).split()
    if message.says(plan()["keep_nothing"]):
        return False
    doubts = "?" in message.text or message.says(plan()["doubts"])
    more = words[:1] and words[0] in plan()["yes_alone"] and len(words) > SHORT_YES
    if doubts or more or message.intent in ("accept_offers", "reject_offers"):
        return False if words[:1] == ["no"] and "?" not in message.text else None
    return yes_or_no(message)


def yes_or_no(message: Message) -> bool | None:
    """By the word with which the message begins; else by its act, if it says nothing but that.

    "Il venerdì sarebbe perfetto" agrees to nothing."""
    first = plain(message.text).split(" ")[0]
    for meant, words in ((True, "yes"), (False, "no")):
        if first in plan()[words]:
            return meant
    if message.topics or facts_as_slots(message.facts, None).keys() - NO_FACTS:
        return None
    return by_act(message)


def by_act(message: Message) -> bool | None:
    """Whether the act of a message agrees or refuses."""
    if message.intent in (_YES, "accept_offers"):
        return True
    return False if message.intent in (_NO, "reject_offers") else None


def _on_offer(text: str, places: list[str]) -> str | None:
    """Which of the comuni on offer is meant by words that fit just one of them: "Calende", "quello sull'Adda"."""
    said = {word for word in plain(text).split() if len(word) > 2}

    def names(istat: str) -> set[str]:
        comune = municipalities()[istat]
        return set(plain(f"{comune.name} {PROVINCES[comune.province]} {comune.province}").split())

    common = set.intersection(*map(names, places))
    fitting = [istat for istat in places if said & (names(istat) - common)]
    return fitting[0] if len(fitting) == 1 else None


def answer_in(message: Message, asked: str | None, case: Case) -> dict[str, Any]:
    """Slots filled by the message: its facts, and the answer to the question that was asked."""
    slots = facts_as_slots(message.facts, _role(message, case))
    if case.role is None and case.topic is None and slots.get("audience") != "impresa":
        slots = _role_in(message.facts) | slots
    if asked == "municipality" and case.places and (chosen := _on_offer(message.text, case.places)):
        slots.pop("places", None)
        return slots | {"municipality": chosen}
    if asked is None or asked in slots:
        return slots
    if asked == "satisfied":
        said: Any = None  # only once it is known that what it says changes nothing: see ``reading``
    elif asked in ("consent", "employer"):
        said = plainly_yes_or_no(message)
    elif asked == "topic":
        said = _named_topic(message.text)
    elif asked == "municipality":
        place = find_municipality(message.text)  # a code, or a name written out to the letter
        said = place and place.istat
    elif message.intent == _NO and asked in ("isee", "sector", "care_setting"):
        said = UNKNOWN
    else:
        said = _in_context(message, asked, case.topic)
    return slots if said is None else slots | {asked: said}


def _named_topic(text: str) -> str | None:
    """The topic whose code or label this is, to the letter."""
    wanted = plain(text)
    return next((t.code for t in topics().values() if wanted in (plain(t.code), plain(t.label_it))), None)


def _role_in(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Who writes, from whom they care for."""
    cared_for = facts.get("care_recipient")
    if cared_for == "minore":
        return {"role": "parent", "audience": "persona"}
    if cared_for in ("anziano", "disabile", "coniuge"):
        return {"role": "carer", "audience": "persona"}
    return {}


def _role(message: Message, case: Case) -> str | None:
    if case.role is not None or not message.topics:
        return case.role
    return ROLES[message.topics[0].partition("--")[0]]
