# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of the indicators, and the same as a CSV. ATS and step of time are in the address."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from welfare_point.api import naming
from welfare_point.api.collective.access import PartsOf, Visitor, sees_records
from welfare_point.api.manager.access import ats_seen_by
from welfare_point.api.manager.forms import form_token
from welfare_point.api.pages import page, page_content
from welfare_point.api.problems import BadRequest
from welfare_point.api.words import words
from welfare_point.catalogue.collective.describing import sentences
from welfare_point.catalogue.indicators.formula import FIELDS, KINDS, STEPS
from welfare_point.catalogue.indicators.indicator import Indicator
from welfare_point.catalogue.indicators.measuring import Value
from welfare_point.catalogue.models import Account
from welfare_point.catalogue.reference import ATS

from .seeing import seen_by
from .telling import table, told

router = APIRouter(include_in_schema=False)
HOME = "/osservatorio/indicatori"
Step = Literal["month", "quarter", "year"]
FORMATS = {"number": naming.number, "percent": naming.percent}


class Asked:
    """Which ATS, by which step of time. Raises :class:`BadRequest`, and :class:`Forbidden` for another's ATS."""

    def __init__(self, account: Visitor, parts: PartsOf, ats: str = "", grain: Step = "quarter") -> None:
        if ats and ats not in ATS:
            raise BadRequest(words("unmet.ats", value=ats[:50]))
        self.account, self.grain, self.parts = account, grain, parts
        self.ats = ats_seen_by(account, ats or None)

    def values(self, session: Session) -> tuple[list[Indicator], dict[str, list[Value]]]:
        """The indicators with their values, such as the account may see them."""
        return seen_by(session, self.account, self.parts.settings, self.ats, self.grain)


AskedFor = Annotated[Asked, Depends()]


@router.get(HOME)
def indicators_page(request: Request, asked: AskedFor) -> Response:
    """Gli indicatori comuni e quelli della propria ATS, nel tempo."""
    return draw(request, asked.account, asked)


def draw(
    request: Request,
    account: Account,
    asked: Asked,
    *,
    typed: dict[str, str] | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    """The page; with what was typed into the form and what is wrong with it."""
    said: dict[str, Any] = page_content(request)["observatory"]
    with asked.parts.sessions() as session:
        found, values = asked.values(session)
    names = naming.names_of(said)
    answer = page(
        request,
        "indicators.html",
        view="indicatori",
        account=account,
        reads=sees_records(account),
        adds=sees_records(account) and asked.ats is not None,
        token=form_token(request),
        notice=request.session.pop("indicator_notice", None),
        address=f"ats={asked.ats}" if asked.ats else "",
        ats=asked.ats or "",
        grain=asked.grain,
        ats_names=ATS if account.ats is None else {account.ats: ATS[account.ats]},
        told=[told(one, values[one.code], said) for one in found],
        show=FORMATS,
        fields_of={name: names[name] for name in FIELDS},
        kinds=KINDS,
        steps={step: sentences()["states"][step] for step in STEPS},
        typed=typed or {},
        wrong=wrong,
        minimum=asked.parts.settings.open_data_minimum,
    )
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get(HOME + ".csv")
def indicators_file(request: Request, asked: AskedFor) -> Response:
    """Gli stessi valori in un file."""
    with asked.parts.sessions() as session:
        found, values = asked.values(session)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table(values, found, page_content(request)["observatory"]))
    headers = {
        "Content-Disposition": f'attachment; filename="indicatori-{asked.grain}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(text.getvalue().encode(), media_type="text/csv; charset=utf-8", headers=headers)
