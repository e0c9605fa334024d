# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio/copertura``: what covers the requests of each comune, on a map and in tables that say the same."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from welfare_point.api.manager.access import filters_within
from welfare_point.api.naming import number
from welfare_point.api.pages import page, page_content
from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.coverage.cells import STATES, State
from welfare_point.catalogue.coverage.reading import Coverage, read_coverage
from welfare_point.catalogue.reference import municipalities

from .access import viewer_of
from .blocks import Links
from .map import WIDTH, draw, shape
from .pages import ask_to_enter
from .supplied import NEAR_KM, frame

router = APIRouter(include_in_schema=False)
Km = Annotated[int, Query(ge=0, le=100)]


@router.get("/osservatorio/copertura")
def covered(request: Request, parts: Annotated[Parts, Depends(parts_of)], km: Km = NEAR_KM) -> Response:
    """Dove ci sono servizi per chi chiede, e dove no."""
    content = page_content(request)
    with parts.sessions() as session:
        viewer = viewer_of(request, session)
        if viewer is None:
            return ask_to_enter(request)
        filters = filters_within(viewer.account, request)
        found = read_coverage(session, filters, parts.settings.today(), km)
    return page(
        request,
        "coverage.html",
        view="copertura",
        found=found,
        comuni=municipalities(),
        map=draw(found.scope, {istat: (one.demand.total, one.state) for istat, one in found.comuni.items()}),
        map_width=WIDTH,
        legend=_legend(found, content["coverage"], km),
        points=_points(found, content["coverage"]),
        links=Links(filters, viewer.reads),
        **frame(request, viewer, filters, content["observatory"], km),
    )


def _legend(found: Coverage, said: dict[str, Any], km: int) -> list[tuple[State, str, str, str, str]]:
    """For each state: its name in the style sheet, its sign, what it is called, what it means, how many there are."""
    legend: list[tuple[State, str, str, str, str]] = []
    for state in STATES:
        here = [one for one in found.comuni.values() if one.state == state]
        counts = said["in_state"].format(
            comuni=number(len(here)), requests=number(found.whole.requests.get(state, 0))
        )
        meaning = said["explained"][state].format(km=km)
        legend.append((state, shape(state, 12, 12, 8), said["states"][state], meaning, counts))
    return legend


def _points(found: Coverage, said: dict[str, Any]) -> dict[str, str]:
    """What is said of each comune to whoever points at it."""
    return {
        istat: said["point"].format(
            name=municipalities()[istat].name,
            requests=number(one.demand.total),
            unmet=number(one.demand.unmet),
            state=said["states"][one.state],
        )
        for istat, one in found.comuni.items()
    }
