# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names that people read beside the codes, and what the columns mean: the content of ``words.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import MunicipalityAmbito
from welfare_point.catalogue.reference import ATS, municipalities, topics

from .tabulating import OTHER, Row

COLUMNS = (
    "period_type",
    "period",
    "ats",
    "outcome",
    "topic",
    "topic_name",
    "place_type",
    "place",
    "place_name",
    "within",
    "cause",
    "needs",
)
"""Those of the CSV and of the JSON, in their order."""


@cache
def words() -> Mapping[str, Any]:
    """All texts."""
    return yaml.safe_load(Path(__file__).with_name("words.yml").read_text("utf-8"))  # type: ignore[no-any-return]


def ambito_names(session: Session) -> dict[str, str]:
    """The names of the Ambiti that are known, by code of place."""
    found = sa.select(MunicipalityAmbito.ambito_id, MunicipalityAmbito.ambito_name).distinct()
    return {f"ambito:{ambito}": name for ambito, name in session.execute(found)}


def told(row: Row, ambiti: Mapping[str, str]) -> dict[str, Any]:
    """A row with its names; the keys are ``COLUMNS``. A place without a name is called by its code."""
    names = words()["names"]
    topic = topics().get(row.topic)
    place = _place_name(row.place, ambiti)
    values = row._asdict() | {
        "topic_name": topic.label_it if topic else names["topics"].get(row.topic, row.topic),
        "place_name": names["rest"].format(place=place) if row.place_type == OTHER else place,
    }
    return {column: values[column] for column in COLUMNS}


def _place_name(place: str, ambiti: Mapping[str, str]) -> str:
    if comune := municipalities().get(place):
        return comune.name
    fixed: Mapping[str, str] = words()["names"]["places"]
    return fixed.get(place) or ATS.get(place.removeprefix("ats:")) or ambiti.get(place, place)
