# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``POST /api/v1/matches``: services that fit a need, near misses, or the cause of there being none."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest
from welfare_point.api.words import words
from welfare_point.catalogue.database import reading
from welfare_point.catalogue.finding import find
from welfare_point.catalogue.matching import Findings, Match, NearMiss
from welfare_point.catalogue.need import Need
from welfare_point.catalogue.reference import municipalities, topics

router = APIRouter(prefix="/api/v1", tags=["catalogo"])

Period = Literal["scuola", "estate", "natale", "carnevale", "pasqua", "chiusure", "tutto-anno"]
Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
Age = Annotated[float, Field(ge=0, le=130)]


def _iso_text(value: object) -> object:
    """Dates and hours come as text: a number would be taken for seconds since 1970."""
    if value is not None and not isinstance(value, (str, dt.date, dt.time)):
        raise ValueError("deve essere un testo, per esempio 2026-07-01 o 07:30")
    return value


def _no_zone(value: dt.time) -> dt.time:
    return value.replace(tzinfo=None)


Date = Annotated[dt.date, BeforeValidator(_iso_text)]
Time = Annotated[dt.time, BeforeValidator(_iso_text), AfterValidator(_no_zone)]


class MatchRequest(BaseModel, extra="forbid"):
    """A need. Ages in years, ISEE in euro; what is left out is not known.

    A field that does not exist is refused: a condition with its name mistyped would be dropped in silence.
    """

    topic: str
    audience: Literal["persona", "impresa"]
    municipality: str = Field(description="Codice ISTAT di un Comune della Lombardia.")
    ages: list[Age] = Field(default_factory=list, max_length=20)
    periods: list[Period] = Field(default_factory=list)
    date_from: Date | None = None
    date_to: Date | None = None
    time_from: Time | None = None
    time_to: Time | None = None
    days: list[Day] = Field(default_factory=list)
    isee: float | None = Field(None, ge=0, allow_inf_nan=False)
    disability: bool | None = None
    employer_adherent: bool | None = None
    company_size: int | None = Field(None, ge=0)
    sector: str | None = Field(None, max_length=100)
    free_only: bool = False
    as_of: Date | None = None
    limit: int = Field(5, ge=1, le=10_000)

    def need(self, today: dt.date) -> Need:
        """The need for matching. Raises :class:`BadRequest` for unknown codes and mixed-up dates."""
        if self.topic not in topics():
            raise BadRequest(words("matches.topic", value=self.topic))
        if self.municipality not in municipalities():
            raise BadRequest(words("matches.municipality", value=self.municipality))
        if self.date_from and self.date_to and self.date_to < self.date_from:
            raise BadRequest(words("matches.dates", first=self.date_from, last=self.date_to))
        asked = self.model_dump(exclude={"limit", "as_of", "ages", "periods", "days"})
        return Need(
            **asked,
            ages=tuple(self.ages),
            periods=tuple(self.periods),
            days=tuple(self.days),
            as_of=self.as_of or today,
        )


def match_json(match: Match) -> dict[str, Any]:
    """One match in the contract's form."""
    return {
        "service_id": match.offer.service_id,
        "name": match.offer.name,
        "score": match.score,
        "distance_km": match.distance_km,
        "criteria": [{"name": c.name, "outcome": c.outcome, "detail": c.detail} for c in match.criteria],
    }


def near_miss_json(near: NearMiss) -> dict[str, Any]:
    """One near miss in the contract's form."""
    offer = near.match.offer
    return {
        "service_id": offer.service_id,
        "name": offer.name,
        "failed": [near.failed],
        "detail": near.detail,
        "distance_km": near.match.distance_km,
    }


def findings_json(findings: Findings, limit: int) -> dict[str, Any]:
    """At most ``limit`` of each list."""
    return {
        "matches": [match_json(m) for m in findings.matches[:limit]],
        "near_misses": [near_miss_json(n) for n in findings.near_misses[:limit]],
        "unmet": {"cause": findings.unmet} if findings.unmet else None,
    }


@router.post("/matches")
def matches(request: MatchRequest, parts: Annotated[Parts, Depends(parts_of)]) -> dict[str, Any]:
    """I servizi adatti a un bisogno, quelli quasi adatti, o la causa per cui non ce ne sono."""
    need = request.need(parts.settings.today())
    with reading(parts.sessions) as session:
        return findings_json(find(session, need, request.limit), request.limit)
