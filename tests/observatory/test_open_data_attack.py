# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody can compute a small count from what is told; and the attack does find them where they are not protected."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from welfare_point.catalogue.opendata.periods import Period, period_named
from welfare_point.catalogue.opendata.rolling import longer, within_a_period
from welfare_point.catalogue.opendata.splitting import Split, split
from welfare_point.catalogue.opendata.tabulating import UNMET, Counts, Frame, Key, Row, tabulate

from .attack import Attack, World

MINIMUM = 5
DATA_SETS = 200
QUICK = 40
"""Tried by ``make test``; the others by ``make test-all``."""
TOPICS = ("minori--laboratori", "anziani--assistenza", "unknown")
CAUSES = ("age", "cost")
TWO_ATS = {
    "ats:325": ("ambito:b1", "ambito:b2", "016004"),
    "ambito:b1": ("016001", "016002", "016003"),
    "ambito:b2": ("016005", "016006"),
    "ats:326": ("017001", "017002", "017003"),
}
ONE_ATS = {"ats:325": ("ambito:b1", "016004"), "ambito:b1": ("016001", "016002", "016003")}


def period(name: str) -> Period:
    found = period_named(name)
    assert found is not None
    return found


@dataclass(frozen=True)
class Setting:
    """Successive releases, and the attack on all of them together."""

    released: tuple[str, ...]
    wholes: tuple[str, ...]
    attack: Attack
    frame: Frame


def setting(
    territory: Mapping[str, tuple[str, ...]],
    topics: tuple[str, ...],
    released: tuple[str, ...],
    wholes: tuple[str, ...] = (),
) -> Setting:
    months = [month for name in released for month in months_in(period(name))]
    world = World(territory, topics, months, CAUSES)
    return Setting(released, wholes, Attack(world), Frame(topics, CAUSES, territory))


def months_in(whole: Period) -> list[str]:
    parts = whole.parts()
    return [name for part in parts for name in months_in(part)] if parts else [whole.name]


SETTINGS = (
    setting(TWO_ATS, TOPICS, ("2026-Q1", "2026-Q2")),
    setting(TWO_ATS, TOPICS, ("2026-01", "2026-02", "2026-03"), ("2026-Q1",)),
    setting(ONE_ATS, TOPICS[:2], ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"), ("2026",)),
    setting(ONE_ATS, TOPICS[:2], ("2026",)),
)


def needs(world: World, seed: int) -> np.ndarray:
    """Random counts: some places, topics and causes have many needs, most have few or none."""
    random = np.random.default_rng(seed)
    weights: dict[str, float] = defaultdict(lambda: float(random.choice([0.05, 0.4, 1.5])))
    scale = random.choice([0.5, 3.0, 12.0, 60.0])
    means = [scale * np.prod([weights[part] for part in cell[1:]]) for cell in world.cells]
    return random.poisson(means).astype(float)


def counts_of(world: World, truth: np.ndarray, released: str) -> Counts:
    """The counts that the database would give for one period."""
    counts, months = Counts(), months_in(period(released))
    for (ats, outcome, topic, comune, month, cause), number in zip(
        world.cells, truth.astype(int), strict=True
    ):
        if number and month in months:
            key = Key(ats, outcome, topic)
            counts.by_place.setdefault(key, Counter())[comune] += number
            counts.by_month.setdefault(key, Counter())[month] += number
            if outcome == UNMET:
                counts.by_cause.setdefault(key, Counter())[cause] += number
    return counts


def told(case: Setting, truth: np.ndarray) -> list[Row]:
    """All that is told by all releases."""
    rows: list[Row] = []
    for name in case.released:
        counts = counts_of(case.attack.world, truth, name)
        made = tabulate(counts, period(name), case.frame, MINIMUM)
        rows += made + within_a_period(made)
    for name in case.wholes:
        rows += longer(rows, period(name))
    return rows


@pytest.mark.parametrize(
    "seed", [*range(QUICK), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(QUICK, DATA_SETS))]
)
def test_no_small_count_can_be_computed(seed: int) -> None:
    case = SETTINGS[seed % len(SETTINGS)]
    truth = needs(case.attack.world, seed)
    rows = told(case, truth)
    assert all(row.needs >= MINIMUM for row in rows)
    assert case.attack.given_away(rows, truth, MINIMUM) == []


def test_the_data_sets_of_the_attack_do_tell_something() -> None:
    """Nothing can be computed from nothing: every kind of row must be there often."""
    often: Counter[str] = Counter()
    for seed in range(DATA_SETS):
        case = SETTINGS[seed % len(SETTINGS)]
        rows = told(case, needs(case.attack.world, seed))
        often.update({f"place {row.place_type}" for row in rows} | {f"cause {row.cause}" for row in rows})
        often.update({f"topic {row.topic}" for row in rows} | {f"period {row.period_type}" for row in rows})
    kinds = ("place ambito", "place municipality", "place other", "cause age", "topic other")
    kinds = (*kinds, "period month", "period other")
    assert {kind for kind in kinds if often[kind] < DATA_SETS // 5} == set(), often


def test_the_attack_finds_them_where_only_small_counts_are_hidden() -> None:
    case, broken, not_zero = SETTINGS[0], 0, 0
    for seed in range(0, 40, 4):
        truth = needs(case.attack.world, seed)
        rows = [
            row
            for name in case.released
            for row in tabulate(
                counts_of(case.attack.world, truth, name),
                period(name),
                case.frame,
                MINIMUM,
                complementary=False,
            )
        ]
        assert all(row.needs >= MINIMUM for row in rows)
        found = case.attack.given_away(rows, truth, MINIMUM, enough=1)
        broken += bool(found)
        not_zero += any(count for _, count in found)
    assert broken >= 8
    assert not_zero >= 5


def test_telling_a_period_again_after_it_changed_would_give_needs_away() -> None:
    """Why a period is told only once: what was added in between is the difference of two rows."""
    case, broken = SETTINGS[0], 0
    for seed in range(20):
        truth = needs(case.attack.world, seed)
        later = truth + np.random.default_rng(seed).binomial(1, 0.02, len(truth))
        first, second = ({row._replace(needs=0): row.needs for row in told(case, t)} for t in (truth, later))
        broken += any(0 < second[key] - first[key] < MINIMUM for key in first.keys() & second.keys())
    assert broken >= 10


def answer(values: tuple[int, ...], minimum: int) -> tuple[tuple[int | None, ...], int | None] | None:
    made = split({str(n): value for n, value in enumerate(values)}, minimum)
    return made and (tuple(made.listed.get(str(n)) for n in range(len(values))), made.rest)


@pytest.mark.parametrize("parts", [2, 3, 4])
def test_who_knows_the_rule_learns_no_small_count_either(parts: int) -> None:
    """For every answer there is, to every total: each count not listed may be one or another."""
    minimum = 3
    possible: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for values in itertools.product(range(3 * minimum), repeat=parts):
        if sum(values) >= minimum:
            possible[sum(values), answer(values, minimum)].append(values)
    for (_, made), every in possible.items():
        for number in range(parts):
            if made is None or made[0][number] is None:
                low, high = (edge(values[number] for values in every) for edge in (min, max))
                # At the edges of what is tried here some solutions are cut off.
                assert low < high or max(max(values) for values in every) == 3 * minimum - 1, (made, every)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), max_size=12), st.integers(3, 8))
def test_a_split_adds_up_and_tells_nothing_small(counts: dict[str, int], minimum: int) -> None:
    made = split(counts, minimum)
    if made is None:
        return
    assert made.listed
    assert all(counts[part] == count >= minimum for part, count in made.listed.items())
    hidden = [count for part, count in counts.items() if part not in made.listed]
    assert sum(hidden) == (made.rest or 0)
    assert (made.rest is None) == (not hidden)
    if hidden:
        assert sum(hidden) >= minimum
        assert len(hidden) >= 2


def test_small_parts_are_told_together_and_the_smallest_large_one_helps_them() -> None:
    assert split({"a": 9, "b": 7, "c": 2, "d": 0}, 5) == Split({"a": 9}, 9)
    assert split({"a": 9, "b": 7, "c": 4, "d": 2}, 5) == Split({"a": 9, "b": 7}, 6)
    assert split({"a": 9, "b": 7}, 5) == Split({"a": 9, "b": 7}, None)
    assert split({"a": 9, "b": 0}, 5) is None
    # Three fours: whoever knew that all are below five would know all three.
    assert split({"a": 9, "b": 7, "c": 4, "d": 4, "e": 4}, 5) == Split({"a": 9}, 19)
    # Equal ones go together: else the choice would tell them apart.
    assert split({"a": 9, "b": 7, "c": 7, "d": 1}, 5) == Split({"a": 9}, 15)
