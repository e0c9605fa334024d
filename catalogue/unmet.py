# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records of needs, kept without anything that leads to a person; ``demand`` reads and counts them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import MunicipalityAmbito, NeedRecord
from .reference import municipalities


def record_need(session: Session, record: NeedRecord) -> None:
    """Keep a need. Its ATS and its Ambito follow from its municipality. The caller commits."""
    if record.municipality:
        record.ats = municipalities()[record.municipality].ats
        known = session.get(MunicipalityAmbito, record.municipality)
        record.ambito = known.ambito_id if known else None
    session.add(record)
    session.flush()


_TOLD = (
    "day",
    "topic",
    "municipality",
    "cause",
    "age_band",
    "time_band",
    "work_constraint",
    "channel",
    "outcome",
)


def as_json(record: NeedRecord) -> dict[str, Any]:
    """What a record says, as JSON values: enough to find one like it, nothing that leads to a conversation."""
    return {name: str(value) if (value := getattr(record, name)) is not None else None for name in _TOLD}


def _alike(told: dict[str, Any]) -> sa.Select[NeedRecord]:
    wanted = told | {"day": dt.date.fromisoformat(told["day"])}
    return sa.select(NeedRecord).where(
        *(getattr(NeedRecord, name).is_not_distinct_from(wanted[name]) for name in _TOLD)
    )


def retract(session: Session, told: dict[str, Any]) -> bool:
    """Delete one record that says this (see :func:`as_json`), because the person corrected what was told.

    Records lead to no conversation, so it cannot be said which one it was; being alike, it does not matter.
    Returns whether there was one. The caller commits.
    """
    record = session.scalar(_alike(told).limit(1))
    if record is not None:
        session.delete(record)
        session.flush()
    return record is not None


def withdraw(session: Session, told: dict[str, Any], texts: list[str]) -> bool:
    """Delete the record that says this in the words of one of ``texts``: its person wants nothing kept.

    One whose words were forgotten does as well, for those alike are the same. Words of somebody else are left alone.
    Returns whether there was one. The caller commits.
    """
    lines = [line for text in texts for line in text.splitlines()]
    found = session.scalars(_alike(told).order_by(NeedRecord.said.is_(None)))
    own = next((record for record in found if _said_in(record.said, lines)), None)
    if own is not None:
        session.delete(own)
        session.flush()
    return own is not None


def _said_in(said: str | None, lines: list[str]) -> bool:
    """Whether all that was said stands in ``lines``; the last of it may have been cut short."""
    return all(any(line.startswith(part) for line in lines) for part in (said or "").splitlines())


def purge_before(session: Session, day: dt.date) -> int:
    """Delete the records of days before ``day``, met or not; how many they were. The caller commits."""
    deleted = session.scalars(sa.delete(NeedRecord).where(NeedRecord.day < day).returning(NeedRecord.id))
    return len(deleted.all())


def forget_words(session: Session, day: dt.date) -> int:
    """Forget what was said before ``day``; of how many records. The caller commits."""
    old = sa.update(NeedRecord).where(NeedRecord.day < day, NeedRecord.said.is_not(None))
    return len(session.scalars(old.values(said=None).returning(NeedRecord.id)).all())
