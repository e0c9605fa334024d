# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people read in place of codes, and numbers and days as Italians write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from welfare_point.api.words import content
from welfare_point.catalogue.demand.filters import UNKNOWN
from welfare_point.catalogue.demand.timeline import Grain
from welfare_point.catalogue.reference import ATS, municipalities, topics


def names_of(said: Mapping[str, Any]) -> dict[str, Mapping[Any, str]]:
    """By filter: the names of its values, in the order in which they are chosen. ``said``: the page's words."""
    return {
        "ats": ATS,
        "topic": {code: topic.label_it for code, topic in topics().items()},
        "cause": content()["causes"],
        "municipality": {code: comune.name for code, comune in municipalities().items()},
        **{name: said["values"][name] for name in said["values"]},
    }


def shown_as(name: str, value: Any, said: Mapping[str, Any]) -> str:
    """The value of a filter as people read it; what has no name as it is."""
    if value == UNKNOWN:
        return str(said["unknown"])
    if isinstance(value, dt.date):
        return day(value)
    if name == "month":
        return str(said["months"][value - 1])
    return str(names_of(said).get(name, {}).get(value, value))


def number(value: float | None) -> str:
    """``1234567`` as ``1.234.567``; a dash for nothing."""
    return "–" if value is None else f"{value:,.0f}".replace(",", ".")


def decimal(value: float | None) -> str:
    """``12.34`` as ``12,3``; a dash for nothing."""
    return "–" if value is None else f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


def signed(value: float) -> str:
    """With its sign, and a true minus."""
    return ("+" if value > 0 else "−" if value < 0 else "") + number(abs(value))


def percent(value: float | None) -> str:
    """``0.1234`` as ``12,3 %``, its parts not to be parted."""
    return "–" if value is None else f"{100 * value:.1f}".replace(".", ",") + "\u00a0%"


def day(value: dt.date) -> str:
    """``31/12/2026``."""
    return value.strftime("%d/%m/%Y")


def stretch(start: dt.date, grain: Grain, months: list[str]) -> str:
    """A day, a week by its Monday, or a month by its name."""
    return f"{months[start.month - 1]} {start.year}" if grain == "month" else day(start)
