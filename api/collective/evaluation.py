# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of a need, as a CSV; on the page of the need it stands as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from welfare_point.api.pages import page_content
from welfare_point.api.problems import NotFound
from welfare_point.api.words import words

from .access import Decider, PartsOf
from .needs import evaluation_of

router = APIRouter(include_in_schema=False)

MEASURES = ("since", "until", "requests", "per_month", "met", "unmet", "unmet_share", "accepted")
"""Of each side, in the order in which they are read."""
HELD = {"per_month": "ratio", "unmet_share": "difference"}
"""Measures for which the two sides are held against each other, and how."""


@router.get("/osservatorio/bisogni/{need_id}/confronto.csv")
def evaluation_file(request: Request, parts: PartsOf, account: Decider, need_id: str) -> Response:
    """Il confronto tra prima e dopo in un file."""
    with parts.sessions.begin() as session:
        found = evaluation_of(session, account, need_id, parts.settings.today())
    if not found or not found["comparisons"]:
        raise NotFound(words("collective.no_comparison"))
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table(found, page_content(request)["collective"]["evaluation"]))
    headers = {
        "Content-Disposition": 'attachment; filename="confronto.csv"',
        "Cache-Control": "no-store",
    }
    return Response(text.getvalue().encode(), media_type="text/csv; charset=utf-8", headers=headers)


def table(found: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[list[str]]:
    """A row for each measure of each comparison, then the opinions; numbers as programs write them."""
    names = said["measures"]
    yield list(said["csv"])
    for one in found["comparisons"]:
        for measure in MEASURES:
            sides = [_plain(one[side][measure]) for side in ("before", "after")]
            yield [one["name"], names[measure], *sides, *_held(one, HELD.get(measure, ""))]
    for kind in ("useful", "not_useful") if found["opinions"] else ():
        sides = [_plain(found["opinions"][side][kind]) for side in ("before", "after")]
        yield [said["opinions"], names[kind], *sides, *_held({}, "")]


def _held(one: Mapping[str, Any], how: str) -> list[str]:
    """Difference, ratio, the bounds of the one that there is, and for the difference what it says."""
    interval = one.get(how) or {}
    value, low, high = (_plain(interval.get(name)) for name in ("value", "low", "high"))
    verdict = one["verdict_name"] if how == "difference" else ""
    return [value if how == "difference" else "", value if how == "ratio" else "", low, high, verdict]


def _plain(value: object) -> str:
    return "" if value is None else str(value)
