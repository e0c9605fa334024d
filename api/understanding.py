# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``POST /api/v1/understand``: what one text says."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel

from welfare_point.bot.understanding.facts import Facts, Place
from welfare_point.bot.understanding.reader import as_json
from welfare_point.catalogue.reference import municipalities

from .chat.turn import cleaned
from .parts import Parts, parts_of

router = APIRouter(prefix="/api/v1", tags=["assistente"])


class Text(BaseModel, extra="forbid"):
    """A text of at most 2,000 characters."""

    text: str


def _place(place: Place) -> dict[str, Any]:
    others = [i for i in place.alternatives if i != place.istat]
    alternatives = [{"istat": i, "name": municipalities()[i].name} for i in others]
    return {
        "istat": place.istat,
        "name": place.name,
        "confidence": place.confidence,
        "alternatives": alternatives,
    }


def understood(facts: Facts) -> dict[str, Any]:
    """Facts in the contract's form, with the further facts beside them."""
    told: dict[str, Any] = as_json(facts)
    return told | {"municipalities": [_place(place) for place in facts.municipalities]}


@router.post("/understand")
def understand(request: Text, parts: Annotated[Parts, Depends(parts_of)]) -> dict[str, Any]:
    """Che cosa chiede un testo: temi, per chi, dove, età, periodi, e se c'è un pericolo."""
    return understood(parts.reader(cleaned(request.text), parts.settings.today()))


def install(app: FastAPI) -> None:
    """Add the route."""
    app.include_router(router)
