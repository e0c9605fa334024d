# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The full-text engines: FTS5 of SQLite, ``tsvector`` of PostgreSQL. How rare words are, and who has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import Candidate, SearchDocument, Service

CANDIDATES = 200
"""Services that are weighed at most."""

AT_MOST_FOUND = 6_000
"""Services that the words looked for may have together: of what says more, the commonest words only weigh."""

RAREST = 1e-3
"""A word that fewer have is not rarer than this, nor than one service is: what one has may be chance."""

_SQLITE_SHARES = sa.text("SELECT term, doc FROM search_index_words WHERE term IN :words").bindparams(
    sa.bindparam("words", expanding=True)
)
_POSTGRESQL_SHARES = sa.text(
    "SELECT word, share FROM pg_stats, "
    "unnest(CAST(CAST(most_common_elems AS text) AS text[]), most_common_elem_freqs) AS w(word, share) "
    "WHERE schemaname = current_schema() AND tablename = 'search_document' AND attname = 'tokens' "
    "AND word IN :words"
).bindparams(sa.bindparam("words", expanding=True))
_POSTGRESQL_COUNT = sa.text("SELECT reltuples FROM pg_class WHERE oid = CAST('search_document' AS regclass)")
_SQLITE_MATCH = sa.text("search_index MATCH :query")
_POSTGRESQL_MATCH = sa.text("tokens @@ CAST(:query AS tsquery)")
_POSTGRESQL_RANK = sa.text("ts_rank('{0.3, 0.3, 0.7, 1}', tokens, CAST(:query AS tsquery)) DESC")
_POSTGRESQL_AREAS = sa.text("string_to_array(areas, ' ') && CAST(:areas AS text[])")
_SQLITE_RANK = sa.text("bm25(search_index, 10, 7, 3, 3)")


@dataclass(frozen=True, slots=True)
class Document:
    """A service as the search weighs it: its words, and what is known of it."""

    service_id: str
    name: frozenset[str]
    topics: frozenset[str]
    about: frozenset[str]
    place: frozenset[str]
    valid_to: int | None
    completeness: float
    assured: dt.date | None
    minimum_age: float | None
    maximum_age: float | None


def shares(session: Session, words: Collection[str], total: int) -> dict[str, float]:
    """The share of the ``total`` services that have each word: as SQLite counts, as PostgreSQL estimates."""
    if _is_sqlite(session):
        counted = {
            word: having / total for word, having in session.execute(_SQLITE_SHARES, {"words": list(words)})
        }
    else:
        found = session.execute(_POSTGRESQL_SHARES, {"words": list(words)}).tuples().all()
        counted = dict(found)
    return {word: max(counted.get(word, 0.0), RAREST, 1 / total) for word in words}


def count(session: Session) -> int:
    """About how many services there are: as PostgreSQL counted when it estimated the shares, or by their numbers."""
    if _is_sqlite(session):
        return session.scalar(sa.select(sa.func.max(SearchDocument.id))) or 1
    return max(int(session.scalar(_POSTGRESQL_COUNT) or 0), 1)


def documents(
    session: Session,
    words: Collection[str],
    areas: Collection[str] | None,
    active: bool | None,
    today: dt.date,
) -> list[Document]:
    """The services that have one of the words, ``CANDIDATES`` at most, the best for the engine first.

    ``areas``: those that cover one of these only; ``active``: those of this state only, and not resting ``today``.
    """
    sqlite = _is_sqlite(session)
    query = " OR ".join(f'"{word}"' for word in words) if sqlite else " | ".join(f"'{w}'" for w in words)
    asked = {"query": query, "active": active, "today": today, "areas": list(areas or ())}
    statement = _documents(sqlite, active, areas is not None)
    return [_document(*row) for row in session.execute(statement, asked)]


@cache
def _documents(sqlite: bool, active: bool | None, some_areas: bool) -> sa.Executable:
    """The statement of :func:`documents`, made once: to make it takes longer than a small catalogue to answer."""
    d = SearchDocument
    # Only numbers are sorted: the texts are read of those that are left.
    query = sa.select(d.id)
    if sqlite:
        index = sa.table("search_index", sa.column("rowid"))
        query = query.join(index, index.c.rowid == d.id).where(_SQLITE_MATCH).order_by(_SQLITE_RANK, d.id)
    else:
        query = query.where(_POSTGRESQL_MATCH).order_by(_POSTGRESQL_RANK, d.id)
    if active is not None:
        query = query.where(d.active.is_(active))
    if active:
        today = sa.bindparam("today", type_=sa.Date())
        resting = sa.and_(
            Service.suspended_from <= today, sa.func.coalesce(Service.suspended_to, today) >= today
        )
        query = query.where(d.service_id.not_in(sa.select(Service.id).where(resting)))
    if some_areas and not sqlite:  # two indexes in one: without it all that have the words are read
        query = query.where(_POSTGRESQL_AREAS)
    elif some_areas:
        keys = sa.bindparam("areas", expanding=True, type_=sa.Text())
        query = query.where(d.service_id.in_(sa.select(Candidate.service_id).where(Candidate.key.in_(keys))))
    best = query.limit(CANDIDATES).subquery()
    texts = (d.name, d.topics, d.about, d.place, d.valid_to, d.completeness)
    known = (Service.assured_date, Service.minimum_age, Service.maximum_age)
    found = sa.select(d.service_id, *texts, *known).select_from(best).join(d, d.id == best.c.id)
    return found.join(Service, Service.id == d.service_id)


def rarest(rare: Mapping[str, float], total: int) -> Iterable[str]:
    """The rarest words, one at least, that together not too many services have."""
    found = 0.0
    for word in sorted(rare, key=lambda word: (rare[word], word)):
        found += rare[word] * total
        if found > AT_MOST_FOUND and found > rare[word] * total:
            return
        yield word


def _document(service_id: str, name: str, topics: str, about: str, place: str, *known: Any) -> Document:
    in_name, in_topics, in_about, in_place = (frozenset(t.split()) for t in (name, topics, about, place))
    return Document(service_id, in_name, in_topics, in_about, in_place, *known)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
