# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pairs in the database: computed anew without losing a decision, listed, decided upon."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from typing import Any, Literal, TypedDict, Unpack, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import OverlapPair
from ..models.base import stable_id
from ..offers import offers_on_topic
from ..reference import municipalities, topics
from .comparing import Finding
from .finding import find
from .groups import groups
from .record import records

State = Literal["open", "duplicate", "complementary", "to_join"]


class ChangedMeanwhileError(Exception):
    """A member changed after the page was shown: what was decided concerned something else."""


class Filters(TypedDict, total=False):
    """Which pairs; ``None`` or left out: all. Those of a place larger than one ATS belong to every ATS.

    Of a ``group``: services that only resemble each other are in none.
    """

    ats: str | None
    kind: str | None
    topic: str | None
    state: str | None
    to_review: bool | None
    group: str | None


def compute(session: Session) -> int:
    """Find all pairs among active services; how many there are. The caller commits.

    Reads one topic at a time, so that memory follows the largest topic and not the catalogue. Decisions stay.
    """
    found = [f for topic in sorted(topics()) for f in find(records(offers_on_topic(session, topic)), topic)]
    kept = [finding for finding in found if _worth_showing(finding)]
    group_of = groups([(f.first, f.second) for f in kept if f.kind != "complementary"])
    rows = {row["id"]: row for row in (_row(finding, group_of) for finding in kept)}
    known = set(session.scalars(sa.select(OverlapPair.id)))
    session.execute(sa.delete(OverlapPair).where(OverlapPair.state == "open", OverlapPair.present.is_(False)))
    session.execute(sa.update(OverlapPair).values(present=False))
    if again := [row for key, row in rows.items() if key in known]:
        session.execute(sa.update(OverlapPair), again)
    if new := [row | {"state": "open"} for key, row in rows.items() if key not in known]:
        session.execute(sa.insert(OverlapPair), new)
    session.execute(sa.delete(OverlapPair).where(OverlapPair.state == "open", OverlapPair.present.is_(False)))
    session.expire_all()
    return len(rows)


def list_pairs(
    session: Session, *, limit: int | None = 100, offset: int = 0, **filters: Unpack[Filters]
) -> list[OverlapPair]:
    """Pairs that were found last time, the strongest first; without a ``limit`` all of them."""
    query = _wanted(sa.select(OverlapPair), filters).order_by(OverlapPair.grade.desc(), OverlapPair.id)
    return list(session.scalars(query.limit(limit).offset(offset)))


def count_pairs(session: Session, **filters: Unpack[Filters]) -> int:
    """How many pairs there are."""
    return session.scalar(_wanted(sa.select(sa.func.count()).select_from(OverlapPair), filters)) or 0


def to_review(pair: OverlapPair) -> bool:
    """Whether nobody has looked at it, or a member changed since somebody did."""
    return pair.state == "open" or pair.reviewed_fingerprint != pair.fingerprint


def review(
    session: Session, pair_id: str, state: str, *, by: str, seen: str, now: dt.datetime | None = None
) -> OverlapPair:
    """Decide on a pair; ``seen`` is the fingerprint that was shown. The caller commits.

    KeyError if there is no such pair, ValueError for an unknown state, ChangedMeanwhileError.
    """
    if state not in get_args(State):
        raise ValueError(f"unknown state {state!r}; expected one of {get_args(State)}")
    pair = session.get(OverlapPair, pair_id, with_for_update=True, populate_existing=True)
    if pair is None:
        raise KeyError(pair_id)
    if pair.fingerprint != seen:
        raise ChangedMeanwhileError(pair_id)
    _decide(pair, state, by, now)
    session.flush()
    return pair


def pairs_by_group(session: Session, group_ids: Collection[str], ats: str | None = None) -> dict[str, int]:
    """For each group, its pairs; ``ats``: only those that this ATS sees."""
    pairs = _wanted(sa.select(OverlapPair), {"ats": ats}).where(
        OverlapPair.group_id.in_(group_ids), _REPEATED
    )
    count = pairs.with_only_columns(OverlapPair.group_id, sa.func.count()).group_by(OverlapPair.group_id)
    return dict(session.execute(count).tuples().all())


def fingerprint_of(pairs: Iterable[OverlapPair]) -> str:
    """Of pairs shown together: another as soon as one of them changes, is decided, comes or goes."""
    told = sorted(f"{pair.id} {pair.fingerprint} {pair.state}" for pair in pairs)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def review_group(
    session: Session, group_id: str, state: str, *, by: str, seen: str, ats: str | None = None
) -> int:
    """Decide on all pairs of a group that nobody has decided on yet; how many they were. The caller commits.

    ``seen`` is the :func:`fingerprint_of` those that were shown; ``ats``: only the pairs that this ATS sees.
    KeyError if there are none, ValueError for an unknown state, ChangedMeanwhileError.
    """
    if state not in get_args(State):
        raise ValueError(f"unknown state {state!r}; expected one of {get_args(State)}")
    query = _wanted(sa.select(OverlapPair), {"ats": ats, "group": group_id, "to_review": True})
    pairs = session.scalars(
        query.order_by(OverlapPair.id).with_for_update(), execution_options={"populate_existing": True}
    ).all()
    if not pairs:
        raise KeyError(group_id)
    if fingerprint_of(pairs) != seen:
        raise ChangedMeanwhileError(group_id)
    for pair in pairs:
        _decide(pair, state, by)
    session.flush()
    return len(pairs)


def _decide(pair: OverlapPair, state: str, by: str, now: dt.datetime | None = None) -> None:
    pair.state, pair.reviewed_by, pair.reviewed_fingerprint = state, by, pair.fingerprint
    pair.reviewed_at = now or dt.datetime.now(dt.UTC)


_REPEATED = OverlapPair.kind != "complementary"


def _worth_showing(finding: Finding) -> bool:
    # Services of one topic and place that differ are legion: those with a like name are taken for duplicates.
    return finding.kind != "complementary" or "name" in finding.shares


def _row(finding: Finding, group_of: dict[str, str]) -> dict[str, Any]:
    return {
        "id": stable_id("overlap", finding.first, finding.second),
        "first_id": finding.first,
        "second_id": finding.second,
        "kind": finding.kind,
        "grade": finding.grade,
        "shares": finding.shares,
        "differs": finding.differs,
        "topic": finding.topic,
        "cell": finding.cell,
        "ats": _ats(finding.cell),
        "group_id": stable_id("overlaps", group_of.get(finding.first, finding.first)),
        "fingerprint": finding.fingerprint,
        "present": True,
    }


def _ats(cell: str) -> str | None:
    if place := municipalities().get(cell):
        return place.ats
    return cell.removeprefix("ats:") if cell.startswith("ats:") else None


def _wanted(query: sa.Select[Any], filters: Filters) -> sa.Select[Any]:
    query = query.where(OverlapPair.present)
    if (ats := filters.get("ats")) is not None:
        query = query.where(sa.or_(OverlapPair.ats == ats, OverlapPair.ats.is_(None)))
    for name in ("kind", "topic", "state"):
        if (value := filters.get(name)) is not None:
            query = query.where(getattr(OverlapPair, name) == value)
    if (group := filters.get("group")) is not None:
        query = query.where(OverlapPair.group_id == group, _REPEATED)
    if (wanted := filters.get("to_review")) is not None:
        fresh = sa.or_(
            OverlapPair.state == "open", OverlapPair.reviewed_fingerprint != OverlapPair.fingerprint
        )
        query = query.where(fresh if wanted else sa.not_(fresh))
    return query
