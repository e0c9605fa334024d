# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a service is compared: all its rows seen as one, in normal form."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from ..offer import Offer

EMPTY_WORDS = frozenset(
    [
        "di",
        "del",
        "della",
        "dei",
        "il",
        "la",
        "le",
        "i",
        "e",
        "per",
        "con",
        "coop",
        "soc",
        "cooperativa",
        "sociale",
        "onlus",
        "aps",
        "ets",
        "srl",
        "spa",
        "scarl",
    ]
)
"""Legal forms and articles: two spellings of one body differ in them first."""
BREAKS = frozenset({"estate", "natale", "carnevale", "pasqua"})
"""What ``chiusure`` covers, as in the catalogue's contract."""


@dataclass(frozen=True, slots=True)
class Record:
    """One service. Ages in years, ``None`` where open; hours in minutes from midnight, of its first row."""

    id: str
    organization_id: str
    organization: str
    name: str
    topics: frozenset[str]
    audience: str
    cells: frozenset[str]
    """Where it is: comuni (ISTAT) of its places or, if it has none, the codes of the areas it serves."""
    ages: tuple[float | None, float | None]
    periods: frozenset[str]
    days: frozenset[str]
    hours: tuple[int, int] | None
    eligibility: tuple[object, ...]
    addresses: frozenset[str]
    contacts: frozenset[str]
    fingerprint: str
    """Changes when anything that is compared changes."""


def normal(text: str | None) -> str:
    """Lower case without accents, punctuation, articles and legal forms: ``Coop. Soc. L'Àncora`` → ``l ancora``."""
    plain = unicodedata.normalize("NFKD", (text or "").casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(word for word in words if word not in EMPTY_WORDS)


def records(offers: Iterable[Offer]) -> list[Record]:
    """One record for each service, by id."""
    ordered = sorted(offers, key=attrgetter("service_id"))
    return [record(list(rows)) for _, rows in groupby(ordered, key=attrgetter("service_id"))]


def record(rows: list[Offer]) -> Record:
    """The record of a service from all its rows, at least one."""
    first = rows[0]
    places = frozenset(row.municipality for row in rows if row.municipality)
    areas = frozenset(area for row in rows for area in row.service_areas)
    values = (
        first.organization_id,
        normal(first.organization_name),
        normal(first.name),
        frozenset(first.topics),
        first.audience,
        places or areas,
        (first.minimum_age, first.maximum_age),
        _periods(frozenset(period for row in rows for period in row.calendar_scope)),
        frozenset(day for row in rows for day in row.byday),
        _hours(first),
        (
            first.residents_only,
            first.adherents_only,
            first.isee_maximum,
            first.disability_required,
            first.company_size_maximum,
            tuple(sorted(first.sectors)),
        ),
        frozenset(normal(row.address) for row in rows if row.address),
        frozenset(_contact(c) for row in rows for c in (row.phone, row.email) if c),
    )
    return Record(first.service_id, *values, fingerprint=_fingerprint(values))


def _periods(periods: frozenset[str]) -> frozenset[str]:
    if "tutto-anno" in periods:
        return BREAKS | {"scuola"}
    return (periods - {"chiusure"}) | BREAKS if "chiusure" in periods else periods


def _hours(offer: Offer) -> tuple[int, int] | None:
    if offer.opens_at is None or offer.closes_at is None:
        return None
    opens, closes = (t.hour * 60 + t.minute for t in (offer.opens_at, offer.closes_at))
    return opens, closes if closes > opens else closes + 24 * 60


def _contact(text: str) -> str:
    """A telephone number by its digits, whatever the spaces and the country code; an e-mail in lower case."""
    return text.casefold() if "@" in text else re.sub(r"\D", "", text.replace("+39", ""))


def _fingerprint(values: tuple[object, ...]) -> str:
    stable = [sorted(value) if isinstance(value, frozenset) else value for value in values]
    return hashlib.sha256(repr(stable).encode()).hexdigest()[:16]
