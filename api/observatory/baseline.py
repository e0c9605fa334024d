# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio/base``: the historical tables as printed and corrected, and our own report beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from welfare_point.api.manager.forms import form_token
from welfare_point.api.naming import number
from welfare_point.api.pages import page, page_content
from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.baseline import (
    CODES,
    Own,
    actions,
    alliances,
    bodies,
    own_matrix,
    own_report,
    summed,
)
from welfare_point.catalogue.offer import ORGANIZATION_TYPES

from .access import viewer_of
from .pages import ask_to_enter

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers with their heads; the sums follow."""

    heads: list[str]
    rows: list[tuple[str, list[int]]]

    @property
    def sums(self) -> list[int]:
        """Of each column."""
        return [sum(column) for column in zip(*(values for _, values in self.rows), strict=True)]


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
        tables=_tables(own, matrix, page_content(request)),
        number=number,
    )


def _tables(
    own: Mapping[str, Own], matrix: Mapping[tuple[str, str], int], said: Mapping[str, Any]
) -> dict[str, Table]:
    base = said["observatory"]["base"]
    types = said["editor"]["options"]["organization_type"]
    kinds = [types[kind] for kind in ORGANIZATION_TYPES]
    ours = {name: own[CODES[name]] for name in bodies()}
    return {
        "today_actions": Table(
            base["today_heads"],
            [
                (name, [o.services, o.persons, o.firms, o.both, o.needs.total, o.needs.unmet])
                for name, o in ours.items()
            ],
        ),
        "bodies": Table(
            [base["body_head"], *kinds, base["sums"]],
            [
                (name, _with_sum([counts[kind] for kind in ORGANIZATION_TYPES]))
                for name, counts in bodies().items()
            ],
        ),
        "today_bodies": Table(
            [base["body_head"], *kinds, base["other"], base["sums"]],
            [
                (name, _with_sum([o.bodies.get(kind, 0) for kind in (*ORGANIZATION_TYPES, "")]))
                for name, o in ours.items()
            ],
        ),
        "alliances": _matrix(alliances(), base["tools"], base),
        "today_alliances": _matrix(matrix, base["today_tools"], base),
    }


def _matrix(
    counts: Mapping[tuple[str, str], int], tools: Mapping[str, str], base: Mapping[str, Any]
) -> Table:
    return Table(
        [base["matrix_head"], *tools.values(), base["sums"]],
        [
            (label, _with_sum([counts[giver, tool] for tool in tools]))
            for giver, label in base["givers"].items()
        ],
    )


def _with_sum(values: list[int]) -> list[int]:
    return [*values, sum(values)]
