# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How good the search is on labelled queries: ``tests/catalogue/search_queries.yml``, and ``…_later.yml``.

Each query names the services of the demonstration catalogue that answer it, graded 1 to 3. Measured are recall@3
(those among the first 3, over 3 or as many as there are), the same of those graded 2 and 3 only (where there are
any), MRR (1 over the place of the first), nDCG@10.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from welfare_point.bot.understanding.reader import Reader
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.exchange.csv_import import parse_catalogue
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.meaning import WEIGHTS, Weights
from welfare_point.catalogue.models import Service
from welfare_point.catalogue.offers import areas_of, offers_of_services
from welfare_point.catalogue.reference import DATA
from welfare_point.catalogue.search import ranked
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.wording import stems

QUERIES = Path(__file__).resolve().parents[1] / "tests" / "catalogue" / "search_queries.yml"
LATER_QUERIES = QUERIES.with_stem("search_queries_later")

WELL = 2
"""The least grade of what answers well; 1 is what one might also mention."""

Ranking = Callable[[Session, str, str | None], Sequence[str]]

_PLACE = ("covering", "near", "far")
_RECORD = ("ages", "ended", "freshness", "completeness")


def _without(*names: str) -> Weights:
    nothing: dict[str, Any] = dict.fromkeys(names, 0.0)
    return replace(WEIGHTS, first=1.0, **nothing)


_EQUAL = replace(WEIGHTS, first=1.0)

VARIANTS: Mapping[str, Weights] = {
    "parole (radici) nel motore del database": _without("synonym", "similar", "topic", *_PLACE, *_RECORD),
    "+ luogo e distanza": _without("synonym", "similar", "topic", *_RECORD),
    "+ errori di battitura": _without("synonym", "topic", *_RECORD),
    "+ sinonimi e nomi dei temi": replace(_without(*_RECORD), learnt=False),
    "+ temi di cui parlano le parole": _without(*_RECORD),
    "+ età, scadenza, freschezza e completezza": _EQUAL,
    "+ la prima parola conta il doppio": WEIGHTS,
}
"""What is added step by step, before the assistant is asked what it hears."""

IN_USE = "+ temi che sente l'assistente (in uso)"


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over all queries, 0..1."""

    recall_3: float
    recall_3_well: float
    mrr: float
    ndcg_10: float


def queries(file: Path = QUERIES) -> list[dict[str, Any]]:
    """The labelled queries."""
    loaded: list[dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))
    return loaded


def measure(session: Session, ranking: Ranking, asked: Sequence[Mapping[str, Any]]) -> Figures:
    """The figures of a ranking."""
    each = [_figures(list(ranking(session, q["query"], q.get("municipality"))), q["relevant"]) for q in asked]
    means = (math.fsum(values) / len(each) for values in zip(*each, strict=True))
    return Figures(*means)


def _figures(found: Sequence[str], grades: Mapping[str, int]) -> tuple[float, ...]:
    first = next((place for place, service in enumerate(found, 1) if service in grades), None)
    well = {service for service, grade in grades.items() if grade >= WELL}
    gain = _discounted([grades.get(service, 0) for service in found[:10]])
    best = _discounted(sorted(grades.values(), reverse=True)[:10])
    return _recall(found, grades), _recall(found, well or grades), 1 / first if first else 0.0, gain / best


def _recall(found: Sequence[str], relevant: Collection[str]) -> float:
    return sum(service in relevant for service in found[:3]) / min(3, len(relevant))


def _discounted(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def with_weights(
    weights: Weights = WEIGHTS, heard: Callable[[str], Mapping[str, float]] | None = None
) -> Ranking:
    """Our ranking with other weights, or with what the assistant has ``heard``."""
    return lambda session, text, municipality: [
        service.service_id
        for service in ranked(
            session, text, municipality, weights=weights, heard=heard(text) if heard else None
        )
    ]


def like(session: Session, text: str, municipality: str | None) -> Sequence[str]:
    """What was before: services with most words of the text, by ``LIKE``, those that cover the place."""
    words = list(dict.fromkeys(word[:5] for word in stems(text) if len(word) >= 4))
    if not words:
        return []
    said = sa.func.lower(Service.name + " " + sa.func.coalesce(Service.description, ""))
    hits = sum(
        (sa.case((said.contains(word, autoescape=True), 1), else_=0) for word in words), start=sa.literal(0)
    )
    query = (
        sa.select(Service.id).where(hits > 0, Service.status == "active").order_by(hits.desc(), Service.id)
    )
    found = session.scalars(query).all()
    if municipality is None:
        return found[:10]
    areas, offers = areas_of(session, municipality), offers_of_services(session, found)
    return [key for key in found if any(areas & set(row.service_areas) for row in offers[key])][:10]


@contextmanager
def demonstration() -> Iterator[Session]:
    """A session on the demonstration catalogue in a new SQLite."""
    with TemporaryDirectory(prefix="welfare-point-search-") as folder:
        engine = create_engine(f"sqlite:///{folder}/catalogue.db")
        migrate(engine)
        with session_factory(engine)() as session:
            load_demonstration(session)
            yield session
        engine.dispose()


def load_demonstration(session: Session) -> None:
    """Import the demonstration catalogue."""
    with (DATA / "demonstration.csv").open("rb") as file:
        offers, errors = parse_catalogue(file)
    if errors:
        raise ValueError(errors[0])
    import_services(session, offers)


def rankings() -> dict[str, Ranking]:
    """What was before, each variant, and what is in use: the assistant is asked which topics it hears."""
    variants = {name: with_weights(weights) for name, weights in VARIANTS.items()}
    heard = Reader(Settings().understanding).likely
    return {"prima: LIKE sull'inizio delle parole": like, **variants, IN_USE: with_weights(heard=heard)}


def figures(file: Path = QUERIES) -> dict[str, Figures]:
    """The figures of each variant, on SQLite, on the day of the demonstration catalogue."""
    asked = queries(file)
    os.environ.setdefault("WELFARE_POINT_TODAY", "2026-11-28")
    with demonstration() as session:
        return {name: measure(session, ranking, asked) for name, ranking in rankings().items()}


if __name__ == "__main__":
    for labelled in (QUERIES, LATER_QUERIES):
        print(labelled.name)
        for name, found in figures(labelled).items():
            told = "  ".join(f"{figure} {value:.3f}" for figure, value in asdict(found).items())
            print(f"{name:50} {told}")
