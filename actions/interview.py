# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes next in a conversation. Pure: the case and what was found so far in, one step out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from welfare_point.catalogue.matching import Findings
from welfare_point.catalogue.offer import Offer

from .case import UNKNOWN, UNWANTED, Case

GIVE_UP = 3
"""After so many answers in a row that do not say it, a question without which nothing works is dropped
and the person is led to people. Before that a need that stays unclear is guessed, then looked for in the
catalogue by the person's own words."""

HAVE_A_CONSTRAINT = ("parent", "carer", "worker")
"""Roles whose need comes from a constraint of their own work."""

Matter = Callable[[Offer], bool]

_CONDITIONS: dict[str, Matter] = {
    "child_age": lambda o: o.minimum_age is not None or o.maximum_age is not None,
    "period": lambda o: bool(o.calendar_scope),
    "time_slot": lambda o: bool(o.opens_at or o.closes_at or o.byday),
    "isee": lambda o: o.isee_maximum is not None,
    "employer": lambda o: o.adherents_only,
    "company_size": lambda o: o.company_size_maximum is not None,
    "sector": lambda o: bool(o.sectors),
}
"""When an answer to the question can change what an offer is worth."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do: ``ask`` (form and question), ``find``, ``close``, ``people``, ``give_up`` or ``listen``."""

    kind: Literal["ask", "find", "close", "people", "give_up", "listen"]
    form: str = ""
    question: str = ""


@cache
def plan() -> dict[str, Any]:
    """The content of ``interviews.yml``."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("interviews.yml").read_text("utf-8"))
    return loaded


def questions_for(topic: str, role: str | None = None) -> tuple[list[str], list[str]]:
    """The questions (always, if it matters) of a topic, for whoever asks."""
    for entry in plan()["interviews"]:
        if topic.startswith(tuple(entry["topics"])) and role in entry.get("roles", (role,)):
            return entry["always"], entry["if_it_matters"]
    raise LookupError(f"interviews.yml has no entry for topic {topic!r}")


def matters(question: str, found: Findings) -> bool:
    """Whether one of the best offers found has a condition on ``question``."""
    return any(_CONDITIONS[question](m.offer) for m in found.matches[: plan()["best"]])


def next_step(case: Case, find: Callable[[], Findings]) -> Step:
    """The next step. ``find`` looks the case's need up; it is called only when the answer is needed."""
    if case.satisfied == UNWANTED and not case.closed:
        return Step("close")
    if case.wants_person and (case.misses or 0) < GIVE_UP:
        return Step("people") if case.municipality else Step("ask", "need_form", "municipality")
    if case.closed:
        return Step("ask", "feedback_form", "work_constraint") if _asks_constraint(case) else Step("listen")
    if (case.misses or 0) >= GIVE_UP:
        return Step("give_up")
    if case.consent is None:
        return Step("ask", "intake_form", "consent")
    if case.topic is None:
        known = case.role or case.audience or case.misses
        return Step("ask", "intake_form", "topic" if known else "audience")
    if case.shown == case.signature():
        if case.satisfied is None and case.outcome and case.outcome["offers"]:
            return Step("ask", "feedback_form", "satisfied")
        if case.consent == UNKNOWN:
            return Step("ask", "feedback_form", "consent")
        return Step("close")
    always, conditional = questions_for(case.topic, case.role)
    question = next((q for q in always if not case.knows(q)), None)
    if question is None:
        open_questions = [q for q in conditional if not case.knows(q)]
        found = find() if open_questions else None
        question = next((q for q in open_questions if found and matters(q, found)), None)
    return Step("ask", "need_form", question) if question else Step("find")


def _asks_constraint(case: Case) -> bool:
    """The network exists for needs that come from work: which constraint is asked last, for the record only."""
    recorded = case.consent is True and bool(case.recorded)
    return recorded and case.work_constraint is None and case.role in HAVE_A_CONSTRAINT
