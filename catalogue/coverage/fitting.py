# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether what was asked for can ever fit a service: judged by the criteria of matching, as far as records tell."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from welfare_point.catalogue.matching import criteria
from welfare_point.catalogue.matching.schedule import schedule
from welfare_point.catalogue.need import Need
from welfare_point.catalogue.offer import Offer

from .territory import Comuni, Territory

JUDGED = (criteria.audience, criteria.age, schedule, criteria.capacity)
"""The criteria of which a record tells enough. Hours, ISEE and size are not in it, or only roughly."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Records on one topic that ask for the same, and the comuni from which they do."""

    topic: str
    audience: str | None
    age_band: str | None
    periods: tuple[str, ...]
    comuni: Comuni


def never_fits(
    offers: Sequence[Offer], asked: Iterable[Asked], territory: Territory, day: dt.date
) -> tuple[str, ...]:
    """The criteria by which every request fails that a service could have answered, the most frequent first.

    ``offers``: its rows. Empty if one request fits a row, or if nobody asks in its areas.
    """
    failed: Counter[str] = Counter()
    inside = [(offer, territory.inside(frozenset(offer.service_areas))) for offer in offers]
    for one in asked:
        for offer, comuni in inside:
            if one.topic not in offer.topics or comuni.isdisjoint(one.comuni):
                continue
            missed = _missed(offer, one, day)
            if not missed:
                return ()
            failed.update(missed)
    return tuple(name for name, _ in failed.most_common())


def likeliest_age(band: str, offer: Offer) -> float:
    """The age of a band (``6-10``, ``85+``) that the offer would soonest take: its limits may cut through the band."""
    first, beyond = band_ends(band)
    wanted = max(first, offer.minimum_age or 0.0)
    return wanted if wanted < beyond else first


@lru_cache(maxsize=64)
def band_ends(band: str) -> tuple[float, float]:
    """``6-10`` goes from 6 until the day before 11; ``85+`` has no end. ValueError if it is no band."""
    if band.endswith("+"):
        return float(band[:-1]), float("inf")
    first, last = band.split("-")
    return float(first), float(last) + 1


def _missed(offer: Offer, asked: Asked, day: dt.date) -> list[str]:
    need = Need(
        topic=asked.topic,
        audience=asked.audience or offer.audience,
        municipality=min(asked.comuni),
        as_of=day,
        ages=(likeliest_age(asked.age_band, offer),) if asked.age_band else (),
        periods=asked.periods,
    )
    results = (criterion(need, offer, ()) for criterion in JUDGED)
    return [result.name for result in results if result.outcome == "unmet"]
