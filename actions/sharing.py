# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which facts of a message belong to which of its needs.

"Un nido per la piccola che ha un anno e qualcuno per mia suocera, 82 anni": one year is the nursery's, 82 the
help at home's. What does not belong to the need in hand is put aside for the need that it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from .case import ADULT, HOLIDAY_DATES

OLD = 45.0
CLOSURES = "minori--chiusure-scolastiche"
HOLIDAYS = frozenset({"estate", "natale", "carnevale", "pasqua", "chiusure"})

NURSERY, SCHOOL = 4.0, 3.0
"""Whoever is older is in no nursery; whoever is younger in no school."""

_OF_AN_AGE: dict[str, Callable[[float], bool]] = {
    "minori": lambda age: age < ADULT,
    "anziani": lambda age: age >= OLD,
}
_OF_AN_AGE_AT: dict[str, Callable[[float], bool]] = {
    "minori--prima-infanzia": lambda age: age < NURSERY,
    **dict.fromkeys(
        ("minori--pre-post-scuola", CLOSURES, "minori--supporto-compiti", "minori--accompagnamento"),
        lambda age: SCHOOL <= age < ADULT,
    ),
}
"""Of several children those whom a need can be about: "ho due bimbi di 1 e 8 anni, cerco un nido"."""


def _any_age(age: float) -> bool:
    return True


def ages_of(topic: str | None, ages: Iterable[float], others: bool) -> tuple[list[float], list[float]]:
    """The ages that belong to a need on ``topic``, and the rest. Where there is no other need and none fits,
    all belong to this one: a camp for somebody of 79 is an unusual need, but it was told."""
    listed = list(ages)
    usual = _OF_AN_AGE.get((topic or "").partition("--")[0], _any_age)
    for fits in (_OF_AN_AGE_AT.get(topic or "", usual), usual):
        fitting, rest = [a for a in listed if fits(a)], [a for a in listed if not fits(a)]
        if fitting:
            return fitting, rest
    return ([], listed) if others else (listed, [])


def periods_of(
    topic: str | None, periods: Iterable[str], others: Iterable[str]
) -> tuple[list[str], list[str]]:
    """The periods that belong to ``topic``, and the others: beside a need for holidays they are that need's."""
    listed = list(periods)
    if topic == CLOSURES:
        fitting = [p for p in listed if p in HOLIDAYS or p == "tutto-anno"] if list(others) else listed
    else:
        fitting = [p for p in listed if p not in HOLIDAYS] if CLOSURES in others else listed
    return fitting, [p for p in listed if p not in fitting]


def shared(
    topic: str | None, others: Collection[str], facts: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts that belong to a need on ``topic``, beside needs on ``others``; and those put aside."""
    ages, other_ages = ages_of(topic, facts.get("ages") or (), bool(others))
    periods, other_periods = periods_of(topic, facts.get("periods") or (), others)
    aside = {name: values for name, values in (("ages", other_ages), ("periods", other_periods)) if values}
    when = facts.get("when") or {}
    if other_periods and when.get("partly"):  # the dates are those of the holidays that the other need is for
        when = {key: value for key, value in when.items() if key not in HOLIDAY_DATES}
    return {**facts, "ages": ages, "periods": periods, "when": when}, aside
