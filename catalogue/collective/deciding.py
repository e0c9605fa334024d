# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do with collective needs: each change is checked against what they saw, and kept in the history.

RefusedError            what was asked makes no sense; ``reason`` says why
ChangedMeanwhileError   somebody else decided on the need after the page was shown
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TypedDict, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import CollectiveNeed, CollectiveNeedRecord
from ..models.base import random_id
from .repository import State, keep_coverage, name_again, note, told_of

LONGEST_LABEL = 200
LONGEST_NOTES = 5_000


class By(TypedDict):
    """Who decides, and which version of the need they saw."""

    by: str
    seen: int


class ChangedMeanwhileError(Exception):
    """The need is no longer what was seen."""


class RefusedError(ValueError):
    """Why: ``label``, ``state``, ``itself``, ``ats``, ``none`` or ``all`` (records chosen), ``long``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rename(session: Session, need_id: str, label: str, *, by: str, seen: int) -> CollectiveNeed:
    """Give a need another name. The caller commits; so it does for all that follow.

    KeyError if there is no such need, :class:`ChangedMeanwhileError`, :class:`RefusedError`.
    """
    label = _label(label)
    need = _seen(session, need_id, seen)
    note(session, need_id, "renamed", who=by, before=need.label, after=label)
    need.label, need.renamed = label, True
    return need


def change_state(
    session: Session, need_id: str, state: str, *, by: str, seen: int, today: dt.date
) -> CollectiveNeed:
    """Say how far a need has come. Errors as for :func:`rename`."""
    if state not in get_args(State):
        raise RefusedError("state")
    need = _seen(session, need_id, seen)
    if need.state != state:
        note(session, need_id, "state", who=by, before=need.state, after=state)
        need.state, need.state_since = state, today
    return need


def assign(
    session: Session,
    need_id: str,
    *,
    responsible: str,
    deadline: dt.date | None,
    notes: str,
    by: str,
    seen: int,
) -> CollectiveNeed:
    """Say who looks after a need, until when, and what is to be known. Errors as for :func:`rename`."""
    if len(responsible) > LONGEST_LABEL or len(notes) > LONGEST_NOTES:
        raise RefusedError("long")
    need = _seen(session, need_id, seen)
    for name, value in (
        ("responsible", responsible.strip()),
        ("deadline", deadline),
        ("notes", notes.strip()),
    ):
        if getattr(need, name) != value:
            note(session, need_id, name, who=by, before=getattr(need, name), after=value)
            setattr(need, name, value)
    return need


def merge(
    session: Session, need_id: str, other_id: str, *, by: str, seen: int, other_seen: int, today: dt.date
) -> CollectiveNeed:
    """Give all records of another need of the same ATS to this one; the other is kept for its history."""
    if need_id == other_id:
        raise RefusedError("itself")
    # In the order of their ids: two people who merge the same two must not wait for each other.
    ids = {need_id: seen, other_id: other_seen}
    both = {key: _seen(session, key, ids[key]) for key in sorted(ids)}
    need, other = both[need_id], both[other_id]
    if need.ats != other.ats:
        raise RefusedError("ats")
    _move(session, CollectiveNeedRecord.need_id == other_id, need_id)
    other.merged_into = need_id
    # Whatever had been merged into the other leads on.
    session.execute(
        sa.update(CollectiveNeed).where(CollectiveNeed.merged_into == other_id).values(merged_into=need_id)
    )
    note(session, need_id, "absorbed", who=by, before=need.label, after=other.label)
    note(session, other_id, "merged", who=by, before=other.label, after=need.label)
    _again(session, need, today)
    return need


def split(
    session: Session,
    need_id: str,
    records: Collection[str],
    *,
    label: str = "",
    by: str,
    seen: int,
    today: dt.date,
) -> CollectiveNeed:
    """Make a new need of some records, not all; without a label the program names it. The new need is returned."""
    members = {record.id for record in told_of(session, need_id)}
    chosen = members & set(records)
    if members and not chosen:
        raise RefusedError("none")
    if members and chosen == members:
        raise RefusedError("all")
    need = _seen(session, need_id, seen)
    new = CollectiveNeed(
        id=random_id(), ats=need.ats, topic=need.topic, label="", renamed=False, state_since=today
    )
    if label.strip():
        new.label, new.renamed = _label(label), True
    else:
        name_again(session, new, [record for record in told_of(session, need_id) if record.id in chosen])
    session.add(new)
    session.flush()
    for key in sorted(chosen):
        _move(session, CollectiveNeedRecord.record_id == key, new.id)
    note(session, need_id, "split", who=by, before=need.label, after=new.label)
    note(session, new.id, "split_from", who=by, before=need.label, after=new.label)
    _again(session, need, today)
    _again(session, new, today)
    return new


def _seen(session: Session, need_id: str, seen: int) -> CollectiveNeed:
    need = session.get(CollectiveNeed, need_id, with_for_update=True, populate_existing=True)
    if need is None:
        raise KeyError(need_id)
    # Written before it is changed: where rows cannot be locked, only one of two who saw the same gets further.
    same = sa.update(CollectiveNeed).where(
        CollectiveNeed.id == need_id, CollectiveNeed.version == seen, CollectiveNeed.merged_into.is_(None)
    )
    quietly = {"synchronize_session": False}
    if session.execute(same.values(version=seen + 1), execution_options=quietly).rowcount != 1:  # type: ignore[attr-defined]
        raise ChangedMeanwhileError(need_id)
    session.refresh(need)
    return need


def _label(label: str) -> str:
    label = " ".join(label.split())
    if not label or len(label) > LONGEST_LABEL:
        raise RefusedError("label")
    return label


def _move(session: Session, which: sa.ColumnElement[bool], need_id: str) -> None:
    session.execute(sa.update(CollectiveNeedRecord).where(which).values(need_id=need_id))


def _again(session: Session, need: CollectiveNeed, today: dt.date) -> None:
    session.flush()
    records = told_of(session, need.id)
    name_again(session, need, records)
    keep_coverage(session, need, today, records)
