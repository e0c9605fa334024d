# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is derived from the catalogue, kept up to date in the transaction that changes it.

Triggers of the database note every service whose facts change, whoever changes them and how. Before a session
commits (``database.py``), the rows of those services are made anew: no writer has to think of it, and none can
forget it. Who wants to find in the same transaction what it has just written calls :func:`index_changes` itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .candidates import candidate_records
from .collective.noting import note_facts
from .models import Candidate, ChangedService, SearchDocument, SearchWord
from .offer import Offer
from .offers import offers_of_services
from .quality import WEIGHTS, quality
from .spelling import padded
from .suspension import suspensions
from .wording import stem, words_of, words_of_taxonomy, written_in
from .writing import insert_all

AT_ONCE = 300
"""Services made anew together: bounds memory, and the parameters of a statement."""


def index_changes(session: Session) -> int:
    """Make anew what is derived from the services that changed; how many they were. The caller commits."""
    total = 0
    session.flush()
    words: set[str] = set()
    while changed := session.scalars(sa.select(ChangedService.service_id).limit(AT_ONCE)).all():
        if (
            len(changed) == AT_ONCE and not words
        ):  # many services: all words are read once, not some each time
            words.update(session.scalars(sa.select(SearchWord.word)))
        _index(session, changed, words)
        session.execute(sa.delete(ChangedService).where(ChangedService.service_id.in_(changed)))
        total += len(changed)
    return total


def _index(session: Session, changed: Sequence[str], words: set[str]) -> None:
    session.execute(sa.delete(Candidate).where(Candidate.service_id.in_(changed)))
    services = offers_of_services(session, changed)
    resting = suspensions(session, changed)
    records = [
        record for key, offers in services.items() for record in candidate_records(offers, resting.get(key))
    ]
    insert_all(session, Candidate, records)
    areas: dict[str, set[str]] = {}
    for record in records:
        areas.setdefault(record["service_id"], set()).add(record["key"])
    documents = {key: _document(offers, areas.get(key, set())) for key, offers in services.items()}
    _keep_documents(session, changed, documents)
    _keep_words(session, services.values(), words)
    note_facts(session, changed, services)


def _keep_documents(
    session: Session, changed: Sequence[str], documents: Mapping[str, dict[str, Any]]
) -> None:
    d = SearchDocument
    rows = session.execute(sa.select(d.service_id, d.id).where(d.service_id.in_(changed)))
    kept = {row.service_id: row.id for row in rows}
    if gone := [row for service_id, row in kept.items() if service_id not in documents]:
        session.execute(sa.delete(d).where(d.id.in_(gone)))
    if new := [document for service_id, document in documents.items() if service_id not in kept]:
        insert_all(session, d, new)
    if old := [{**documents[key], "id": row} for key, row in kept.items() if key in documents]:
        session.execute(sa.update(d), old)


def _document(offers: Sequence[Offer], areas: Iterable[str]) -> dict[str, Any]:
    first = offers[0]
    return {
        "service_id": first.service_id,
        "active": first.status == "active",
        **asdict(words_of(offers)),
        "areas": " ".join(sorted(areas)),
        "valid_to": _last_day(offers),
        "completeness": _completeness(offers),
    }


def _last_day(offers: Sequence[Offer]) -> int | None:
    """The last day on which any row runs; ``None`` where one has no end."""
    ends = [offer.valid_to.toordinal() for offer in offers if offer.valid_to]
    return max(ends) if len(ends) == len(offers) else None


TIMELESS = ("completeness", "contact", "eligibility", "schedule")
"""The parts of the quality that do not fall with time."""


def _completeness(offers: Sequence[Offer]) -> float:
    """0..1: the parts of the quality that can be kept, because no day changes them."""
    parts = quality(offers, dt.date.min).parts
    return sum(WEIGHTS[name] * parts[name] for name in TIMELESS) / sum(WEIGHTS[name] for name in TIMELESS)


def _keep_words(session: Session, services: Iterable[Sequence[Offer]], kept: set[str]) -> None:
    """Add the words that are not ``kept`` yet; where nothing is said to be, the database is asked."""
    said = {word for offers in services for word in written_in(offers)} - words_of_taxonomy().keys()
    if not kept:
        kept = set(session.scalars(sa.select(SearchWord.word).where(SearchWord.word.in_(said))))
    if new := sorted(said - kept):
        records = [{"word": word, "stem": stem(word), "padded": padded(word)} for word in new]
        insert_all(session, SearchWord, records)
        kept.update(new)
