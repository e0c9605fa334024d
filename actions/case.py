# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The case in hand: what one conversation knows, as a value. Rasa's slots are its stored form.

Each field is one slot of ``bot/domain/interview.yml``; those named like a question of the contract
(``asks``) are what the interview fills. :data:`UNKNOWN` in a field means that the person was asked
and does not know, or would rather not say: it is never asked again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from welfare_point.catalogue.need import Need
from welfare_point.catalogue.reference import topics

UNKNOWN = "unknown"
UNWANTED = "unwanted"
"""In ``satisfied``: a need that was heard beside another, and that the person says is none."""

ADULT = 18.0

HOLIDAY_DATES = frozenset({"date_from", "date_to", "partly"})
"""What a time slot holds of a holiday that was named."""

CONSTRAINTS = ("orari", "turni", "distanza", "imprevisti")
"""What makes work and care hard to combine; see ``bot/understanding/care.py``."""

ROLES = {
    "minori": "parent",
    "anziani": "carer",
    "caregiver": "carer",
    "disabilita": "carer",
    "lavoro": "worker",
    "tempo": "worker",
    "contributi": "worker",
    "imprese": "firm",
}
"""Who is interviewed, from the first part of the topic's code."""

SPEAKS_FOR_OTHERS = ("union", "public")
"""Roles that stay whatever the topic: they ask for their members or their citizens."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is known. ``None``: not yet said."""

    consent: bool | str | None = None
    audience: str | None = None
    role: str | None = None
    topic: str | None = None
    municipality: str | None = None
    child_age: list[float] | str | None = None
    period: list[str] | str | None = None
    time_slot: dict[str, Any] | str | None = None
    care_recipient: dict[str, Any] | str | None = None
    care_setting: str | None = None
    isee: float | str | None = None
    employer: bool | str | None = None
    company_size: int | str | None = None
    sector: str | None = None
    satisfied: bool | str | None = None
    work_constraint: str | None = None
    places: list[str] | None = None  # ISTAT codes to choose from, when a name was ambiguous
    pending_topics: list[str] | None = None  # needs still to be handled, in the order they were named
    shown: str | None = None  # signature of the need whose outcome was shown
    outcome: dict[str, Any] | None = None  # what was found: cause, number of offers
    closed: bool | None = None
    misses: int | None = None  # answers in a row that did not answer
    asides: int | None = None  # asides in a row at one question that may have been nonsense
    guesses: list[str] | None = None  # topics that the last unclear words may mean
    trail: list[str] | None = None  # questions answered, oldest first: what "undo" takes back
    unsure: bool | None = (
        None  # the need was read in another language, or in few words: a clearer word replaces it
    )
    put_aside: dict[str, Any] | None = None  # ages and periods that belong to a need that waits
    told_apart: list[str] | None = (
        None  # needs that waited, of which the person was told; they stay here after their turn
    )
    free_only: bool | None = None
    wants_person: bool | None = None  # asked for people, whose comune is not known yet
    recorded: dict[str, Any] | Literal[False] | None = (
        None  # what the record of this need says, so that it is not counted twice; false: it was taken back
    )
    heard: str | None = None  # id of the last message that was read

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Case:
        """The case stored in a tracker's slots; slots that are not the case's are left aside."""
        return cls(**{f.name: slots.get(f.name) for f in fields(cls)})

    def changes_from(self, before: Case) -> dict[str, Any]:
        """The slots that differ from ``before``."""
        return {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if getattr(self, f.name) != getattr(before, f.name)
        }

    def knows(self, question: str) -> bool:
        """Whether ``question`` needs no asking any more."""
        when = self.time_slot
        if question == "time_slot" and isinstance(when, dict) and question not in (self.trail or ()):
            # "A Natale" has dates but says nothing of days and hours, "di domenica" nothing of hours.
            return bool(when.keys() - (HOLIDAY_DATES if when.get("partly") else {"days"}))
        return getattr(self, question) is not None

    @property
    def lacks_hours(self) -> bool:
        """Whether days were told beside a need, and no hours; whoever was asked for both has answered."""
        only_days = isinstance(self.time_slot, dict) and self.time_slot.keys() == {"days"}
        return only_days and not self.knows("time_slot")

    def with_topic(self, code: str) -> Case:
        """The same person with a need on ``code``: role and audience follow from it."""
        role = self.role if self.role in SPEAKS_FOR_OTHERS else ROLES[code.partition("--")[0]]
        case = replace(self, topic=code, role=role, audience=topics()[code].audience, guesses=None)
        ages = case.child_age
        if role == "carer" and isinstance(ages, list) and not isinstance(case.care_recipient, dict):
            case = replace(case, child_age=None, care_recipient={"ages": ages})
        return case

    def next_need(self, code: str, *, same_people: bool) -> Case:
        """A new need of the same person: what belongs to the person stays, the rest starts afresh.

        ``same_people``: it was told together with this one, so it is about the same child or relative.
        """
        same = same_people and ROLES[code.partition("--")[0]] == self.role
        aside = self.put_aside or {}
        ages, periods = (aside.get(name) for name in ("ages", "periods"))
        kept = Case(
            period=periods if code.startswith("minori") else None,
            told_apart=self.told_apart,
            free_only=self.free_only,
            role=self.role if self.role in SPEAKS_FOR_OTHERS else None,
            work_constraint=self.work_constraint,
            child_age=ages or (self.child_age if same else self._child(code) if same_people else None),
            care_recipient=self.care_recipient if same and not ages else None,
            consent=self.consent,
            municipality=self.municipality,
            isee=self.isee,
            employer=self.employer,
            company_size=self.company_size,
            sector=self.sector,
            pending_topics=[t for t in self.pending_topics or [] if t != code] or None,
            heard=self.heard,
        )
        return kept.with_topic(code)

    def _child(self, code: str) -> list[float] | None:
        """Ages of the one cared for, where they are a child's and the next need is a child's too."""
        ages = list(self.ages())
        return ages if code.startswith("minori") and ages and max(ages) < ADULT else None

    def ages(self) -> tuple[float, ...]:
        """Ages of those who need the care, in years."""
        if isinstance(self.child_age, list):
            return tuple(self.child_age)
        if isinstance(self.care_recipient, dict):
            return tuple(self.care_recipient.get("ages") or ())
        return ()

    def signature(self) -> str:
        """Everything an outcome depends on; when it changes, the outcome is found anew."""
        parts = (self.topic, self.municipality, self.ages(), self.period, self.time_slot)
        person = (self.care_recipient, self.isee, self.employer, self.company_size, self.sector)
        return repr((*parts, *person, self.free_only))

    def need(self, today: dt.date) -> Need:
        """The need as matching wants it. Topic and municipality must be known."""
        assert self.topic and self.municipality and self.audience
        when = self.time_slot if isinstance(self.time_slot, dict) else {}
        recipient = self.care_recipient if isinstance(self.care_recipient, dict) else {}
        return Need(
            topic=self.topic,
            audience=self.audience,
            municipality=self.municipality,
            as_of=today,
            ages=self.ages(),
            periods=tuple(self.period) if isinstance(self.period, list) else (),
            days=tuple(when.get("days") or ()),
            time_from=time_of(when.get("time_from")),
            time_to=time_of(when.get("time_to")),
            date_from=date_of(when.get("date_from")),
            date_to=date_of(when.get("date_to")),
            part_is_enough=bool(when.get("partly")),
            isee=_known(self.isee),
            disability=recipient.get("disability"),
            employer_adherent=_known(self.employer),
            company_size=_known(self.company_size),
            sector=_known(self.sector),
            free_only=bool(self.free_only),
        )


def _known(value: Any) -> Any:
    return None if value == UNKNOWN else value


def time_of(text: str | None) -> dt.time | None:
    """A time as slots hold it."""
    return dt.time.fromisoformat(text) if text else None


def date_of(text: str | None) -> dt.date | None:
    """A date as slots hold it."""
    return dt.date.fromisoformat(text) if text else None
