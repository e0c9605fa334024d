# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio`` and its views, with the filters in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from welfare_point.api import naming as names
from welfare_point.api.manager.access import filters_within
from welfare_point.api.manager.entering import ask
from welfare_point.api.manager.forms import form_token
from welfare_point.api.pages import page, page_content
from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.tallies import Tally
from welfare_point.catalogue.models import Account, MunicipalityAmbito
from welfare_point.catalogue.reference import ATS, municipalities

from .access import viewer_of
from .active import active
from .blocks import Links
from .comparing import compared, two_sides
from .views import VIEWS

router = APIRouter(include_in_schema=False)
ViewName = Literal["", "luoghi", "fasce", "stagioni", "confronto"]
GrainName = Literal["", "day", "week", "month"]
FORMATS = {"number": names.number, "percent": names.percent}


@router.get("/osservatorio")
def overview(request: Request, parts: Annotated[Parts, Depends(parts_of)], grain: GrainName = "") -> Response:
    """Quante richieste, quando, di che cosa, e perché restano senza risposta."""
    return _draw(request, parts, "", grain)


@router.get("/osservatorio/{view}")
def one_view(
    request: Request, parts: Annotated[Parts, Depends(parts_of)], view: ViewName, grain: GrainName = ""
) -> Response:
    """I luoghi, le fasce, le stagioni, il confronto."""
    return _draw(request, parts, view, grain)


def _draw(request: Request, parts: Parts, name: ViewName, grain: GrainName) -> Response:
    said: dict[str, Any] = page_content(request)["observatory"]
    with parts.sessions() as session:
        viewer = viewer_of(request, session)
        if viewer is None:
            return ask_to_enter(request)
        filters = filters_within(viewer.account, request)
        links = Links(filters, viewer.reads)
        if name == "confronto":
            sides = two_sides(viewer.account, request.query_params, filters, parts.settings.today())
            drawn = compared(session, sides, links, said)
            links = Links(sides[0], viewer.reads)
        else:
            drawn = VIEWS[name](session, filters, links, said, grain or None)
        choices = _choices(session, viewer.account, filters, said)
    other = ("other_ats", "other_since", "other_until")
    return page(
        request,
        "observatory.html",
        view=name,
        account=viewer.account,
        reads=viewer.reads,
        token=form_token(request),
        filters=filters,
        address=filters.address(),
        active=active(filters, viewer.account, said, choices["ambito"]),
        choices=choices,
        comuni=_comuni(filters),
        grain=grain,
        other={one: request.query_params.get(one, "") for one in other},
        figures=_figures(drawn.total, links, said),
        total=drawn.total.total,
        blocks=drawn.blocks,
        show=FORMATS,
        ats_names=ATS if viewer.account.ats is None else {},
    )


def ask_to_enter(request: Request) -> Response:
    """The page to log in, which then leads back here."""
    query = f"?{request.url.query}" if request.url.query else ""
    request.session["goal"] = f"{request.url.path}{query}"
    return ask(request)


def _figures(one: Tally, links: Links, said: Mapping[str, Any]) -> list[tuple[str, str, str | None]]:
    """What, how many, and the records behind it."""
    state = links.filters.state
    return [
        (said["figures"]["total"], names.number(one.total), links.to()),
        (said["figures"]["met"], names.number(one.met), links.to(state="met") if state != "unmet" else None),
        (
            said["figures"]["unmet"],
            names.number(one.unmet),
            links.to(state="unmet") if state != "met" else None,
        ),
        (said["figures"]["share"], names.percent(one.unmet_share), None),
        (
            said["figures"]["accepted"],
            names.number(one.accepted),
            links.to(state="met", outcome="accepted") if state != "unmet" else None,
        ),
    ]


def _choices(
    session: Session, account: Account, filters: Filters, said: Mapping[str, Any]
) -> dict[str, Mapping[Any, str]]:
    """The values that can be chosen for each filter, with their names."""
    found = dict(names.names_of(said))
    del found["municipality"]
    found["ats"] = ATS if account.ats is None else {account.ats: ATS[account.ats]}
    query = sa.select(
        MunicipalityAmbito.ambito_id, MunicipalityAmbito.ambito_name, MunicipalityAmbito.municipality
    )
    where = municipalities()
    ambiti = {
        row[0]: row[1]
        for row in session.execute(query.order_by(MunicipalityAmbito.ambito_name))
        if filters.ats is None or (row[2] in where and where[row[2]].ats == filters.ats)
    }
    return found | {"ambito": ambiti, "month": dict(enumerate(said["months"], 1))}


def _comuni(filters: Filters) -> list[str]:
    """Names to choose from; all of Lombardy's only where no ATS is chosen."""
    return sorted(one.name for one in municipalities().values() if filters.ats in (None, one.ats))
