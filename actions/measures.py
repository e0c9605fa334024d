# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second and third layer of help for a worker: the firm's, and that of contract and law.

The facts are content (``measures.yml`` and the texts ``utter_measure_<id>``), each with its source, the day
on which it was verified and until when it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

AT_MOST = 2
"""Measures told at once."""

COMPANY = "company"
"""The layer of the firm: the texts ``utter_company_<layer>``."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What law or contract gives. ``words``: told when one of these was said."""

    id: str
    topics: tuple[str, ...]
    words: re.Pattern[str]
    source: str
    verified: str
    until: str
    sector: str | None = None


@cache
def _content() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("measures.yml").read_text("utf-8"))
    return loaded


@cache
def measures() -> tuple[Measure, ...]:
    """All measures, the more particular first."""
    return tuple(
        Measure(
            id=entry["id"],
            topics=tuple(entry["topics"]),
            words=re.compile(entry["words"], re.IGNORECASE),
            source=entry["source"],
            verified=entry["verified"],
            until=entry["until"],
            sector=entry.get("sector"),
        )
        for entry in _content()["measures"]
    )


def layer_of(topic: str | None) -> str | None:
    """The name of the firm's layer for a topic; ``None`` where there is none."""
    layer: str | None = _content()["layers"].get(topic)
    return layer


def named_in(topic: str, said: str, sector: str | None) -> list[Measure]:
    """Those on the topic that the person's words name."""
    fitting = [m for m in measures() if topic in m.topics and m.sector in (None, sector)]
    return [m for m in fitting if m.words.search(said)][:AT_MOST]


def measures_for(topic: str, said: str, sector: str | None) -> list[Measure]:
    """Those on the topic that the person's words name; else the first ones of the topic."""
    fitting = [m for m in measures() if topic in m.topics and m.sector in (None, sector)]
    return named_in(topic, said, sector) or fitting[:AT_MOST]
