# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio/base``: the historical tables as printed and corrected, and our own report beside them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from welfare_point.api.manager.forms import form_token
from welfare_point.api.naming import number
from welfare_point.api.pages import page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.baseline import (
    BODIES,
    CODES,
    actions,
    alliances,
    bodies,
    own_matrix,
    own_report,
    summed,
)

from .access import viewer_of
from .pages import ask_to_enter

router = APIRouter(include_in_schema=False)


@router.get("/osservatorio/base")
def base(request: Request, parts: Annotated[Parts, Depends(parts_of)]) -> Response:
    """Le tabelle di partenza, e le stesse con i dati di oggi. Aggregati: uguali per tutti."""
    with parts.sessions() as session:
        viewer = viewer_of(request, session)
        if viewer is None:
            return ask_to_enter(request)
        own = own_report(session)
        matrix = own_matrix(session)
    rows, printed = actions()
    return page(
        request,
        "baseline.html",
        view="base",
        account=viewer.account,
        reads=viewer.reads,
        token=form_token(request),
        address="",
        rows=rows,
        printed=printed,
        summed=summed(rows),
        bodies=bodies(),
        kinds=BODIES,
        alliances=alliances(),
        codes=CODES,
        own=own,
        matrix=matrix,
        number=number,
    )
