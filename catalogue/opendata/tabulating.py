# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From counts to rows that may be told.

The needs of one period are split, each time by the rule of ``splitting``: by ATS, by outcome, by topic. What comes
out are blocks without overlap. Each block gets up to three lists of its own, by place, by period, by cause, which
are never crossed with each other: two lists of one total whose entries all are at least the minimum leave every
crossing an uncertainty at least as wide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .periods import Period, period_named
from .splitting import split

ALL, OTHER, UNKNOWN = "all", "other", "unknown"
MET, UNMET = "met", "unmet"


class Row(NamedTuple):
    """One count. ``OTHER`` as a topic, a cause or a kind of place or period is what is not told one by one."""

    period_type: str
    """month, quarter, year; other: the months or quarters of ``period`` that are not told."""
    period: str
    ats: str
    """321 to 328, unknown, or all: the region."""
    outcome: str
    """met, unmet or all."""
    topic: str
    """A code of the taxonomy, unknown, other or all."""
    place_type: str
    """region, ats, ambito, municipality; other: the parts of ``place`` that are not told."""
    place: str
    """As service areas are written: ``016024``, ``ambito:x``, ``ats:325``, ``regione:03``."""
    within: str
    """The place of which it is a part: comuni are parts of their Ambito, if that is known, or of the ATS."""
    cause: str
    """A cause, other or all."""
    needs: int


class Key(NamedTuple):
    """Which needs a count is of."""

    ats: str
    outcome: str
    topic: str


@dataclass(slots=True)
class Counts:
    """The needs of one period, each counted once in each of the three. Only unmet needs have a cause."""

    by_place: dict[Key, Counter[str]] = field(default_factory=dict)
    by_month: dict[Key, Counter[str]] = field(default_factory=dict)
    by_cause: dict[Key, Counter[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """What could have been asked: parts with no needs belong to a rest too."""

    topics: Sequence[str]
    causes: Sequence[str]
    territory: Mapping[str, Sequence[str]]
    """The parts of each place."""


class _Part(NamedTuple):
    name: str
    whole: str
    needs: int


@dataclass(frozen=True, slots=True)
class _Rule:
    minimum: int
    complementary: bool

    def parts(
        self, whole: str, parts_of: Callable[[str], Sequence[str]], count: Callable[[str], int]
    ) -> Iterator[_Part]:
        """What is told of a whole that is known, and of the parts of its parts."""
        made = split(
            {part: count(part) for part in parts_of(whole)}, self.minimum, complementary=self.complementary
        )
        if made is None:
            return
        for part, number in made.listed.items():
            yield _Part(part, whole, number)
            yield from self.parts(part, parts_of, count)
        if made.rest is not None:
            yield _Part(OTHER, whole, made.rest)

    def grouped(self, counts: Mapping[str, int]) -> dict[str, list[str]]:
        """Names by the part under which they are told; all under ``ALL`` if there is no telling them apart."""
        made = split(counts, self.minimum, complementary=self.complementary)
        if made is None:
            return {ALL: list(counts)}
        groups = {part: [part] for part in made.listed}
        if made.rest is not None:
            groups[OTHER] = [part for part in counts if part not in made.listed]
        return groups


def tabulate(
    counts: Counts, period: Period, frame: Frame, minimum: int, *, complementary: bool = True
) -> list[Row]:
    """The rows of one period. An ATS with fewer needs than the minimum has none."""
    rule = _Rule(minimum, complementary)
    rows: list[Row] = []
    for ats in sorted({key.ats for key in counts.by_place}):
        keys = [key for key in counts.by_place if key.ats == ats]
        if _total(counts, keys) >= minimum:
            rows += _of_ats(counts, keys, ats, period, frame, rule)
    return rows


def _of_ats(
    counts: Counts, keys: list[Key], ats: str, period: Period, frame: Frame, rule: _Rule
) -> Iterator[Row]:
    whole = Row(period.kind, period.name, ats, ALL, ALL, "ats", f"ats:{ats}", "", ALL, _total(counts, keys))
    yield whole
    outcomes = {name: _total(counts, [k for k in keys if k.outcome == name]) for name in (MET, UNMET)}
    for outcome, names in rule.grouped(outcomes).items():
        these = [key for key in keys if key.outcome in names]
        told = whole._replace(outcome=outcome, needs=_total(counts, these))
        if outcome != ALL:
            yield told
        topics = dict.fromkeys(frame.topics, 0)
        for key in these:
            topics[key.topic] = topics.get(key.topic, 0) + _total(counts, [key])
        for topic, codes in rule.grouped(topics).items():
            block = [key for key in these if key.topic in codes]
            of_block = told._replace(topic=topic, needs=_total(counts, block))
            if topic != ALL:
                yield of_block
            yield from _lists(counts, block, of_block, period, frame, rule)


def _lists(
    counts: Counts, block: list[Key], told: Row, period: Period, frame: Frame, rule: _Rule
) -> Iterator[Row]:
    """The three lists of a block, each of which adds up to it."""
    places, months, causes = (
        _added(table, block) for table in (counts.by_place, counts.by_month, counts.by_cause)
    )
    ats_place = told.place
    inside = _inside(ats_place, frame.territory)
    elsewhere = [place for place in sorted(places) if place not in inside]

    def parts_of_place(place: str) -> Sequence[str]:
        extra = elsewhere if place == ats_place and inside else []
        return [*frame.territory.get(place, ()), *extra]

    def in_place(place: str) -> int:
        return places[place] + sum(in_place(part) for part in frame.territory.get(place, ()))

    for name, place, count in rule.parts(ats_place, parts_of_place, in_place):
        kind = OTHER if name == OTHER else "ambito" if name.startswith("ambito:") else "municipality"
        shown, within = (place, "") if name == OTHER else (name, place)
        yield told._replace(place_type=kind, place=shown, within=within, needs=count)

    def parts_of_period(name: str) -> Sequence[str]:
        return [part.name for part in _period(name).parts()]

    def in_period(name: str) -> int:
        return months[name] + sum(in_period(part) for part in parts_of_period(name))

    for name, longer, count in rule.parts(period.name, parts_of_period, in_period):
        kind = OTHER if name == OTHER else _period(name).kind
        yield told._replace(period_type=kind, period=longer if name == OTHER else name, needs=count)

    if told.outcome == UNMET:
        known = list(dict.fromkeys([*frame.causes, *sorted(causes)]))
        for name, _, count in rule.parts(
            ALL, lambda cause: known if cause == ALL else (), causes.__getitem__
        ):
            yield told._replace(cause=name, needs=count)


def _inside(place: str, territory: Mapping[str, Sequence[str]]) -> set[str]:
    parts = territory.get(place, ())
    return {*parts}.union(*(_inside(part, territory) for part in parts))


def _period(name: str) -> Period:
    found = period_named(name)
    assert found is not None, name
    return found


def _total(counts: Counts, keys: Sequence[Key]) -> int:
    return sum(counts.by_place[key].total() for key in keys)


def _added(table: Mapping[Key, Counter[str]], keys: Sequence[Key]) -> Counter[str]:
    added: Counter[str] = Counter()
    for key in keys:
        added.update(table.get(key, {}))
    return added
