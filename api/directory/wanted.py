# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the parameters of a request to the filter of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from welfare_point.api.words import words
from welfare_point.catalogue.filtering import Filter, Near, Opening
from welfare_point.catalogue.hsds import term_id
from welfare_point.catalogue.reference import municipalities, topics
from welfare_point.catalogue.school_calendar import scopes_on

from .query import postcodes, stop_on

FILTERS = (
    "search",
    "text",
    "taxonomy_id",
    "taxonomy_term_id",
    "topic",
    "organization_id",
    "audience",
    "status",
    "municipality",
    "postcode",
    "proximity",
    "latitude",
    "longitude",
    "age",
    "period",
    "day",
    "time",
    "time_from",
    "time_to",
    "cost",
    "modified_after",
    "open_on",
)


def wanted(asked: Mapping[str, Any], heard: Callable[[str], Mapping[str, float]]) -> Filter:
    """The filter; ``heard`` tells the topics that a text may mean.

    Raises :class:`~welfare_point.api.problems.BadRequest` where parameters do not go together.
    """
    near = _near(asked)
    status = asked.get("status", "active")
    day = asked.get("open_on")
    text = asked.get("text") or asked.get("search")
    return Filter(
        topic=asked.get("topic"),
        municipality=asked.get("municipality"),
        audience=asked.get("audience"),
        organization=asked.get("organization_id"),
        status=None if status == "any" else status,
        text=text,
        heard=heard(text) if text else {},
        terms=terms(asked),
        ages=asked.get("age", ()),
        periods=asked.get("period", ()),
        days=asked.get("day", ()),
        time_from=asked.get("time_from") or asked.get("time"),
        time_to=asked.get("time_to") or asked.get("time"),
        costs=asked.get("cost", ()),
        modified_after=asked.get("modified_after"),
        open_on=Opening(day, scopes_on(day, asked.get("municipality"))) if day else None,
        near=near,
        places=postcodes()[asked["postcode"]] if "postcode" in asked else (),
    )


def terms(asked: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The terms of which one is enough; all those of a taxonomy if only that is given."""
    if "taxonomy_term_id" in asked:
        found: tuple[str, ...] = asked["taxonomy_term_id"]
        return found
    return tuple(term_id(code) for code in topics()) if "taxonomy_id" in asked else None


def _near(asked: Mapping[str, Any]) -> Near | None:
    point = [asked.get("latitude"), asked.get("longitude")]
    if (point[0] is None) != (point[1] is None):
        stop_on([("latitude", words("directory.half_a_point"))])
    if "proximity" not in asked:
        if point[0] is not None:
            stop_on([("proximity", words("directory.point_alone"))])
        return None
    if point[0] is not None and point[1] is not None:
        return Near(point[0], point[1], asked["proximity"])
    places = postcodes()[asked["postcode"]] if "postcode" in asked else ()
    comuni = [municipalities()[code] for code in places or filter(None, [asked.get("municipality")])]
    if not comuni:
        stop_on([("proximity", words("directory.proximity_alone"))])
    latitude = sum(comune.latitude for comune in comuni) / len(comuni)
    return Near(latitude, sum(comune.longitude for comune in comuni) / len(comuni), asked["proximity"])
