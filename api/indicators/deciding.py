# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of the indicators: an ATS adds one of its own, and takes it away."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.api.collective.access import Decider, PartsOf
from welfare_point.api.manager.access import ats_seen_by
from welfare_point.api.manager.forms import check_token
from welfare_point.api.problems import NotFound
from welfare_point.api.words import words
from welfare_point.catalogue.indicators.formula import FIELDS, BadFormulaError, Formula, read_formula
from welfare_point.catalogue.indicators.keeping import BadIndicatorError, add_indicator, remove_indicator

from .pages import HOME, Asked, draw

router = APIRouter(include_in_schema=False)
LONGEST = 300
"""Letters of a field of the form."""
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
"""1.234,5: points part the thousands."""


async def typed_of(request: Request) -> dict[str, str]:
    """The fields of the form, cut where no value could be so long."""
    form = await request.form(max_files=0, max_fields=100)
    return {name: value[: LONGEST + 1].strip() for name, value in form.items() if isinstance(value, str)}


@router.post(HOME)
def add(
    request: Request, parts: PartsOf, account: Decider, typed: Annotated[dict[str, str], Depends(typed_of)]
) -> Response:
    """Aggiunge un indicatore della propria ATS."""
    check_token(request, typed.get("token", ""))
    asked = Asked(account, parts, typed.get("ats", ""))
    if asked.ats is None:
        return draw(request, account, asked, typed=typed, wrong=words("indicators.wrong.ats"), status=422)
    try:
        formula = _formula(typed)
        target = _target(typed.get("target", ""), formula)
        with parts.sessions.begin() as session:
            add_indicator(
                session,
                asked.ats,
                name=typed.get("name", ""),
                formula=formula,
                direction=typed.get("direction", ""),
                target=target,
                by=account.username,
            )
    except (BadFormulaError, BadIndicatorError) as refused:
        wrong = words(f"indicators.wrong.{refused.name}", default=words("indicators.wrong.field"))
        return draw(request, account, asked, typed=typed, wrong=wrong, status=422)
    request.session["indicator_notice"] = words("indicators.added")
    return RedirectResponse(f"{HOME}?ats={asked.ats}", status_code=303)


@router.post(HOME + "/{code}/togli")
def remove(
    request: Request,
    parts: PartsOf,
    account: Decider,
    code: str,
    token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Toglie un indicatore della propria ATS."""
    check_token(request, token)
    with parts.sessions.begin() as session:
        if not remove_indicator(session, code, ats_seen_by(account, None)):
            raise NotFound(words("indicators.gone"))
    request.session["indicator_notice"] = words("indicators.removed")
    return RedirectResponse(HOME, status_code=303)


def _formula(typed: dict[str, str]) -> Formula:
    kind = typed.get("kind", "")
    sides = {
        side: {name: value for name in FIELDS if (value := typed.get(f"{side}_{name}", ""))}
        for side in ("of", "among")
    }
    return read_formula({"kind": kind, "step": typed.get("step", ""), **sides})


def _target(text: str, formula: Formula) -> float | None:
    """As Italians write numbers; a share in hundredths."""
    if not text:
        return None
    plain = text.removesuffix("%").strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "")
    try:
        number = float(plain.replace(",", "."))
    except ValueError as wrong:
        raise BadIndicatorError("target") from wrong
    return number / 100 if formula.kind == "share" else number
