# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two services side by side: of what kind their likeness is, and how strong. Pure.

- ``duplicate``: same target and objective, and the record of one service: like name, and like body or contacts.
- ``overlap``: same target and objective in the same place, by different bodies or at different addresses.
- ``complementary``: same topic and place, but ages, part of the year, time or conditions differ: no repetition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from .record import Record

Kind = Literal["duplicate", "overlap", "complementary"]

SAME = 0.6
"""From this likeness on two facets are held to be the same: ages 0-3 and 0-2 are, 3-6 and 0-6 are not."""
LIKE_NAME = 0.85
LIKE_BODY = 0.8
UNKNOWN = 0.8
"""Likeness of a facet that one of the two leaves open: it neither parts them nor makes them surely alike."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A pair, ``first`` before ``second`` by id. ``grade`` 0..1; facets by name, without text."""

    first: str
    second: str
    kind: Kind
    grade: float
    shares: tuple[str, ...]
    differs: tuple[str, ...]
    topic: str
    """The first of the topics that they share."""
    cell: str
    """The first of the places that they share: a comune (ISTAT) or the code of an area."""
    fingerprint: str
    """Changes when one of the two services changes in something that is compared."""


def compare(a: Record, b: Record) -> Finding | None:
    """How two services repeat each other; ``None`` if they share no topic, place or audience."""
    if not (a.topics & b.topics and a.cells & b.cells and _audiences_meet(a.audience, b.audience)):
        return None
    a, b = sorted((a, b), key=lambda record: record.id)
    target = {
        "topic": _jaccard(a.topics, b.topics),
        "age": _ages(a.ages, b.ages),
        "period": _jaccard(a.periods, b.periods),
        "days": _jaccard(a.days, b.days),
        "hours": _interval(a.hours, b.hours) if a.hours and b.hours else UNKNOWN,
        "eligibility": 1.0 if a.eligibility == b.eligibility else 0.0,
    }
    identity = {
        "name": fuzz.token_sort_ratio(a.name, b.name) / 100,
        "organization": _bodies(a, b),
        "place": _places(a, b),
    }
    # Several topics on one side only do not part two services: what they share is one objective.
    if _two_sites(a, b):
        target["site"] = 0.0
    parted = [facet for facet, value in target.items() if value < SAME and facet != "topic"]
    alike = sum(target.values()) / len(target)
    same = sum(identity.values()) / len(identity)
    kind, grade = _judged(bool(parted), alike, same, identity)
    everything = target | identity
    return Finding(
        a.id,
        b.id,
        kind,
        round(grade, 3),
        tuple(facet for facet, value in everything.items() if value > UNKNOWN),
        tuple(facet for facet, value in everything.items() if value < SAME),
        min(a.topics & b.topics),
        min(a.cells & b.cells),
        a.fingerprint + b.fingerprint,
    )


def _judged(parted: bool, alike: float, same: float, identity: dict[str, float]) -> tuple[Kind, float]:
    if parted:
        return "complementary", alike / 2
    one_body = identity["organization"] >= LIKE_BODY or identity["place"] >= LIKE_BODY
    if identity["name"] >= LIKE_NAME and one_body:
        return "duplicate", (alike + same) / 2
    return "overlap", alike


def _audiences_meet(a: str, b: str) -> bool:
    return a == b or "entrambi" in (a, b)


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else UNKNOWN


def _interval(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Shared part of two intervals over their whole; intervals without length are alike if equal."""
    whole = max(a[1], b[1]) - min(a[0], b[0])
    return max(0.0, min(a[1], b[1]) - max(a[0], b[0])) / whole if whole else 1.0


def _ages(a: tuple[float | None, float | None], b: tuple[float | None, float | None]) -> float:
    if a == (None, None) or b == (None, None):
        return 1.0 if a == b else UNKNOWN
    low_a, high_a, low_b, high_b = a[0] or 0.0, a[1] or 100.0, b[0] or 0.0, b[1] or 100.0
    # A year more or less is how offices write the same school class.
    if abs(low_a - low_b) <= 1 and abs(high_a - high_b) <= 1:
        return max(SAME, _interval((low_a, high_a), (low_b, high_b)))
    return _interval((low_a, high_a), (low_b, high_b))


def _bodies(a: Record, b: Record) -> float:
    if a.organization_id == b.organization_id:
        return 1.0
    return fuzz.token_sort_ratio(a.organization, b.organization) / 100


def _two_sites(a: Record, b: Record) -> bool:
    """Whether one body offers the same in two sites: another street, or another number in the name."""
    if _bodies(a, b) < LIKE_NAME:
        return False
    if _numbers(a.name) != _numbers(b.name):
        return True
    if not (a.addresses and b.addresses):
        return False
    return max(fuzz.ratio(_street(x), _street(y)) for x in a.addresses for y in b.addresses) / 100 < LIKE_BODY


def _numbers(text: str) -> set[str]:
    return {word for word in text.split() if word.isdigit()}


def _street(address: str) -> str:
    return " ".join(word for word in address.split() if not word[0].isdigit())


def _places(a: Record, b: Record) -> float:
    """Same contact or same address; the house number weighs little, because it is often wrong."""
    if a.contacts & b.contacts:
        return 1.0
    pairs = ((x, y) for x in a.addresses for y in b.addresses)
    return max((fuzz.ratio(x, y) / 100 for x, y in pairs), default=0.0)
