# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/servizi/{id}``: one service on a page to print or to pass on. It says nothing of whoever was shown it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Path, Request, Response

from welfare_point.api.pages import page, page_content
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import NotFound
from welfare_point.api.words import words
from welfare_point.catalogue.matching import italian as it
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of
from welfare_point.catalogue.reference import ATS, PROVINCES, municipalities

router = APIRouter(include_in_schema=False)

Content = Mapping[str, Any]
Line = tuple[str, str, str | None]
"""A label, what is said, and the address behind it if there is one."""


@router.get("/servizi/{service_id}")
def service(
    request: Request,
    parts: Annotated[Parts, Depends(parts_of)],
    service_id: Annotated[str, Path(max_length=200)],
) -> Response:
    """La scheda di un servizio, da stampare o passare ad altri."""
    with parts.sessions() as session:
        rows = offers_of(session, service_id)
    if not rows:
        raise NotFound(words("directory.service", value=service_id))
    said = page_content(request)
    first = rows[0]
    return page(
        request,
        "service.html",
        service=first,
        closed=first.status != "active",
        sample=(first.source or "").startswith("dimostrazione"),
        common=list(common_lines(said, first)),
        places=[(place_of(row), list(place_lines(said, row))) for row in rows],
    )


def common_lines(content: Content, offer: Offer) -> Iterator[Line]:
    """What holds for the whole service."""
    labels = content["service"]["labels"]
    for name, told in (
        ("who", it.list_of(list(_conditions(content["service"], offer)))),
        ("apply", offer.application_process),
        ("documents", offer.required_documents),
        ("languages", it.list_of(offer.languages)),
        ("verified", it.date(offer.assured_date)),
    ):
        if told:
            yield labels[name], told, None


def _conditions(said: Content, offer: Offer) -> Iterator[str]:
    child = any(topic.startswith("minori--") for topic in offer.topics)
    if ages := it.ages(offer.minimum_age, offer.maximum_age, child=child):
        yield ages
    conditions = said["conditions"]
    for name, holds, value in (
        ("residents", offer.residents_only, ""),
        ("adherents", offer.adherents_only, ""),
        ("isee", offer.isee_maximum is not None, it.money(offer.isee_maximum)),
        ("disability", offer.disability_required, ""),
        ("size", offer.company_size_maximum is not None, offer.company_size_maximum),
        ("sectors", bool(offer.sectors), it.list_of(offer.sectors)),
    ):
        if holds:
            yield conditions[name].format(value=value)
    if offer.eligibility_description:
        yield offer.eligibility_description


def place_of(offer: Offer) -> str:
    """Where a row is: its name, its street, its comune; empty for one that is nowhere."""
    comune = municipalities().get(offer.municipality or "")
    parts = [offer.location_name, offer.address, comune.name if comune else None]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def place_lines(content: Content, offer: Offer) -> Iterator[Line]:
    """What holds for one row."""
    labels, options = content["service"]["labels"], content["editor"]["options"]
    cost = offer.cost_description or options["cost"].get(offer.cost, "")
    for name, told, address in (
        ("area", it.list_of(areas(content["service"], offer.service_areas)), None),
        ("how", it.list_of([options["delivery"][code] for code in offer.delivery]), None),
        ("when", ", ".join(part for part in _times(offer) if part), None),
        ("cost", " · ".join(part for part in (cost, it.money(offer.amount)) if part), None),
        ("phone", offer.phone, _telephone(offer.phone)),
        ("email", offer.email, f"mailto:{offer.email}" if _is_mail(offer.email) else None),
        ("site", offer.url, offer.url if re.match(r"https?://\S+$", offer.url or "") else None),
        ("access", offer.accessibility, None),
    ):
        if told:
            yield labels[name], told, address


def _times(offer: Offer) -> Iterable[str]:
    return (
        it.periods(offer.calendar_scope),
        it.interval(offer.valid_from, offer.valid_to),
        it.days(offer.byday),
        it.hours(offer.opens_at, offer.closes_at),
    )


def areas(said: Content, codes: Sequence[str]) -> list[str]:
    """Areas as people call them."""
    names: list[str] = []
    for code in codes:
        kind, _, value = code.partition(":")
        known = {"ats": ATS, "prov": PROVINCES}.get(kind, {})
        name = municipalities()[code].name if not value else said["areas"][kind]
        names.append(name.format(value=known.get(value, value)))
    return names


def _telephone(number: str | None) -> str | None:
    digits = re.sub(r"[^\d+]", "", number or "")
    return f"tel:{digits}" if re.fullmatch(r"\+?\d{2,}", digits) else None


def _is_mail(text: str | None) -> bool:
    return re.fullmatch(r"[^\s@?&]+@[^\s@?&]+", text or "") is not None


def install(app: FastAPI) -> None:
    """Add the route."""
    app.include_router(router)
