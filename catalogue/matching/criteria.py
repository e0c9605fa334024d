# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The nine criteria, one small pure function each, in the order in which they are told.

Every function takes the need, the offer and the area codes of the need's municipality, and returns
a :class:`Criterion`. ``unknown`` means that the catalogue or the person leaves the point open: the
offer stays a match, ranks lower, and the person is told what to check.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..need import Need
from ..offer import Offer
from . import italian as it
from .outcome import Check, Criterion, Outcome, together
from .schedule import schedule
from .sentences import say

CAPACITY_DAYS = 60
"""A declared 'full' counts for this many days (contract §3)."""

FRESH_DAYS = 365
"""A record verified longer ago than this is to be verified (contract §3)."""

Areas = Collection[str]


def topic(need: Need, offer: Offer, areas: Areas) -> Criterion:
    """The offer is on the topic asked for."""
    fits = need.topic in offer.topics
    return Criterion("topic", "met" if fits else "unmet", say("topic.met" if fits else "topic.unmet"))


def audience(need: Need, offer: Offer, areas: Areas) -> Criterion:
    """The offer is for persons, for firms, or for both."""
    fits = offer.audience in (need.audience, "entrambi")
    return Criterion("audience", "met" if fits else "unmet", say(f"audience.{offer.audience}"))


def service_area(need: Need, offer: Offer, areas: Areas) -> Criterion:
    """One of the offer's areas contains the municipality. Everybody who asks from there lives there,
    so ``residents_only`` never adds a condition."""
    fits = any(code in areas for code in offer.service_areas)
    return Criterion("service_area", "met" if fits else "unmet", say("area.met" if fits else "area.unmet"))


def within_ages(age: float, minimum: float | None, maximum: float | None) -> bool:
    """Both ends included; a whole maximum lasts until the next birthday, a fractional one is exact."""
    if minimum is not None and age < minimum:
        return False
    if maximum is None:
        return True
    return age < maximum + 1 if float(maximum).is_integer() else age <= maximum


def age(need: Need, offer: Offer, areas: Areas) -> Criterion:
    """All ages asked for lie inside the offer's limits.

    A limit that is not stated is open for children's topics (somebody must be asked) and no limit
    for all others.
    """
    minimum, maximum = offer.minimum_age, offer.maximum_age
    limits = it.ages(minimum, maximum, child=need.topic.startswith("minori--"))
    if need.ages and not all(within_ages(a, minimum, maximum) for a in need.ages):
        return Criterion("age", "unmet", say("age.unmet", limits=limits))
    if minimum is None and maximum is None:
        if need.topic.startswith("minori--"):
            return Criterion("age", "unknown", say("age.open"))
        return Criterion("age", "met", say("age.no_limit"))
    if not need.ages:
        return Criterion("age", "unknown", say("age.ask", limits=limits))
    if need.topic.startswith("minori--") and (minimum is None or maximum is None):
        return Criterion("age", "unknown", say("age.half_open", limits=limits))
    return Criterion("age", "met", limits)


def _requires(condition: bool, answer: bool | None, key: str) -> Check | None:
    if not condition:
        return None
    outcome: Outcome = "unknown" if answer is None else "met" if answer else "unmet"
    return outcome, say(f"eligibility.{key}.{outcome}")


def _at_most(maximum: float | None, value: float | None, key: str, shown: str) -> Check | None:
    if maximum is None:
        return None
    if value is None:
        return "unknown", say(f"eligibility.{key}.unknown", limit=shown)
    outcome: Outcome = "met" if value <= maximum else "unmet"
    return outcome, say(f"eligibility.{key}.{outcome}", limit=shown)


def _in_sectors(offer: Offer, sector: str | None) -> Check | None:
    if not offer.sectors:
        return None
    shown = it.list_of(offer.sectors)
    if sector is None:
        return "unknown", say("eligibility.sector.unknown", sectors=shown)
    fits = sector.strip().lower() in {s.lower() for s in offer.sectors}
    return ("met" if fits else "unmet"), say(
        f"eligibility.sector.{'met' if fits else 'unmet'}", sectors=shown
    )


def eligibility(need: Need, offer: Offer, areas: Areas) -> Criterion:
    """Adherence of the employer, ISEE, disability, size and sector of the firm: all that are set must hold."""
    checks = (
        _requires(offer.adherents_only, need.employer_adherent, "adherents"),
        _at_most(offer.isee_maximum, need.isee, "isee", it.money(offer.isee_maximum)),
        _requires(offer.disability_required, need.disability, "disability"),
        _at_most(
            offer.company_size_maximum, need.company_size, "size", str(offer.company_size_maximum or "")
        ),
        _in_sectors(offer, need.sector),
    )
    return together("eligibility", (c for c in checks if c), say("eligibility.none"))


def capacity(need: Need, offer: Offer, areas: Areas) -> Criterion:
    """Free places, for as long as what was declared can be believed."""
    free, updated = offer.capacity_available, offer.capacity_updated
    if free is None:
        return Criterion("capacity", "unknown", say("capacity.not_stated"))
    recent = updated is not None and (need.as_of - updated).days <= CAPACITY_DAYS
    if not recent:
        words = say("capacity.old", day=it.date(updated)) if updated else say("capacity.undated")
        return Criterion("capacity", "unknown", words)
    if free == 0:
        return Criterion("capacity", "unmet", say("capacity.full", day=it.date(updated)))
    return Criterion("capacity", "met", say("capacity.free", day=it.date(updated)))


def cost(need: Need, offer: Offer, areas: Areas) -> Criterion:
    """What it costs; a condition only for whoever asks for free services only."""
    words = say(f"cost.{offer.cost or 'unknown'}")
    if offer.cost == "pagamento" and offer.amount is not None:
        words = say("cost.amount", amount=it.money(offer.amount))
    if not need.free_only or offer.cost == "gratuito":
        return Criterion("cost", "met", words)
    outcome: Outcome = "unmet" if offer.cost in ("pagamento", "isee") else "unknown"
    return Criterion("cost", outcome, say(f"cost.free_only.{outcome}", words=words))


def freshness(need: Need, offer: Offer, areas: Areas) -> Criterion:
    """Somebody verified the record within the last year."""
    day = offer.assured_date
    if day is None:
        return Criterion("freshness", "unknown", say("freshness.never"))
    if (need.as_of - day).days > FRESH_DAYS:
        return Criterion("freshness", "unknown", say("freshness.old", day=it.date(day)))
    return Criterion("freshness", "met", say("freshness.met", day=it.date(day)))


CRITERIA: tuple[Callable[[Need, Offer, Areas], Criterion], ...] = (
    topic,
    audience,
    service_area,
    age,
    eligibility,
    schedule,
    capacity,
    cost,
    freshness,
)
