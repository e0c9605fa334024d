# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio/offerta``: the three reports of the plans, and the services that nobody is led to."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from welfare_point.api.manager.access import filters_within
from welfare_point.api.pages import page, page_content
from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.coverage.idle import REASONS, find_idle
from welfare_point.catalogue.coverage.reading import read_coverage
from welfare_point.catalogue.coverage.repeats import KINDS, count_repeats
from welfare_point.catalogue.coverage.target import find_target

from .access import viewer_of
from .coverage import Km
from .pages import ask_to_enter
from .supplied import NEAR_KM, frame

router = APIRouter(include_in_schema=False)
LISTED = 200
"""Services that nobody is led to, in the list; all of them are counted."""


@router.get("/osservatorio/offerta")
def supplied(request: Request, parts: Annotated[Parts, Depends(parts_of)], km: Km = NEAR_KM) -> Response:
    """Per chi sono i servizi, che cosa coprono, quali si ripetono, a quali nessuno arriva."""
    said = page_content(request)["observatory"]
    today = parts.settings.today()
    with parts.sessions() as session:
        viewer = viewer_of(request, session)
        if viewer is None:
            return ask_to_enter(request)
        filters = filters_within(viewer.account, request)
        found = read_coverage(session, filters, today, km)
        leading = find_idle(session, filters, found, today)
        running = [
            one for one in found.services if one.running(today) and one.concerns(found.territory, found.scope)
        ]
        target = find_target(session, filters, running, said["values"]["age_band"])
        repeats = count_repeats(session, filters)
    reasons = Counter(reason for one in leading.idle for reason in one.reasons)
    return page(
        request,
        "supply.html",
        view="offerta",
        found=found,
        leading=leading,
        listed=leading.idle[:LISTED],
        reasons={reason: reasons[reason] for reason in REASONS if reasons[reason]},
        target=target,
        repeats=repeats,
        kinds=KINDS,
        pairs=sum(one.total for one in repeats.values()),
        undecided=sum(one.undecided for one in repeats.values()),
        **frame(request, viewer, filters, said, km),
    )
