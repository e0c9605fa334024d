# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The views of demand: their figures are those that plain Python finds in the same records."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.synthetic import region
from benchmarks.synthetic_demand import records
from welfare_point.catalogue.demand.comparison import compare, period_before
from welfare_point.catalogue.demand.crossing import REST, topics_by_month, topics_by_place
from welfare_point.catalogue.demand.filters import UNKNOWN, BadFilterError, Filters, read_filters
from welfare_point.catalogue.demand.records import list_records
from welfare_point.catalogue.demand.tallies import Tally, each, margin, tally, total
from welfare_point.catalogue.demand.timeline import end_of, grain_for, start_of, timeline
from welfare_point.catalogue.models import NeedRecord

NUMBER = 3_000
Record = dict[str, Any]
CAMPUS = "minori--chiusure-scolastiche"
AMBITO = region().ambiti["015146"]
SPRING = (dt.date(2026, 3, 2), dt.date(2026, 6, 7))


@cache
def year() -> list[Record]:
    return list(records(NUMBER, seed=11))


@pytest.fixture(scope="module")
def demand(engine: sa.Engine) -> Iterator[Session]:
    """A session on the year, for tests that only read."""
    with engine.connect() as connection, Session(connection) as session:
        session.execute(sa.insert(NeedRecord), year())
        yield session
        session.rollback()


def told(some: list[Record]) -> tuple[int, int, int]:
    """Met, unmet, accepted."""
    met = [r for r in some if r["cause"] is None]
    return len(met), len(some) - len(met), sum(r["outcome"] == "accepted" for r in met)


def plain(one: Tally) -> tuple[int, int, int]:
    return one.met, one.unmet, one.accepted


def grouped(some: list[Record], *names: str) -> dict[tuple[Any, ...], tuple[int, int, int]]:
    groups: dict[tuple[Any, ...], list[Record]] = {}
    for r in some:
        groups.setdefault(tuple(r[name] for name in names), []).append(r)
    return {key: told(members) for key, members in groups.items()}


# Each filter as the address says it, and as a person would pick the records by hand.
CASES: dict[str, tuple[dict[str, str], Callable[[Record], bool]]] = {
    "all": ({}, lambda r: True),
    "ats": ({"ats": "325"}, lambda r: r["ats"] == "325"),
    "no ats": ({"ats": UNKNOWN}, lambda r: r["ats"] is None),
    "ambito": ({"ambito": AMBITO}, lambda r: r["ambito"] == AMBITO),
    "comune": ({"municipality": "Milano"}, lambda r: r["municipality"] == "015146"),
    "topic": ({"topic": CAMPUS}, lambda r: r["topic"] == CAMPUS),
    "no topic": ({"topic": UNKNOWN}, lambda r: r["topic"] is None),
    "cause": ({"cause": "capacity"}, lambda r: r["cause"] == "capacity"),
    "audience": ({"audience": "impresa"}, lambda r: r["audience"] == "impresa"),
    "age": ({"age_band": "85+"}, lambda r: r["age_band"] == "85+"),
    "no age": ({"age_band": UNKNOWN}, lambda r: r["age_band"] is None),
    "hours": ({"time_band": "dopo le 16"}, lambda r: r["time_band"] == "dopo le 16"),
    "period": ({"period": "natale"}, lambda r: "natale" in (r["periods"] or ())),
    "no period": ({"period": UNKNOWN}, lambda r: not r["periods"]),
    "constraint": ({"work_constraint": "turni"}, lambda r: r["work_constraint"] == "turni"),
    "channel": ({"channel": "telegram"}, lambda r: r["channel"] == "telegram"),
    "outcome": ({"outcome": "rejected"}, lambda r: r["outcome"] == "rejected"),
    "met": ({"state": "met"}, lambda r: r["cause"] is None),
    "unmet": ({"state": "unmet"}, lambda r: r["cause"] is not None),
    "month": ({"month": "5"}, lambda r: r["day"].month == 5),
    "since": ({"since": "2026-09-01"}, lambda r: r["day"] >= dt.date(2026, 9, 1)),
    "until": ({"until": "2026-01-31"}, lambda r: r["day"] <= dt.date(2026, 1, 31)),
    "several": (
        {"ats": "321", "state": "unmet", "since": "2026-03-02", "until": "2026-06-07", "topic": CAMPUS},
        lambda r: (
            r["ats"] == "321"
            and r["cause"] is not None
            and SPRING[0] <= r["day"] <= SPRING[1]
            and r["topic"] == CAMPUS
        ),
    ),
}


def test_every_filter_finds_some_and_leaves_some() -> None:
    """Or the comparisons below would compare nothing."""
    for name, (_, wanted) in CASES.items():
        found = sum(map(wanted, year()))
        assert 0 < found < NUMBER or name == "all", name


@pytest.mark.parametrize("case", CASES)
def test_figures_under_a_filter_are_those_of_an_independent_count(demand: Session, case: str) -> None:
    asked, wanted = CASES[case]
    some, filters = list(filter(wanted, year())), read_filters(asked)
    for names in (("day",), ("topic", "cause"), ("municipality",), ("age_band", "time_band", "channel")):
        found = tally(demand, filters, *(getattr(NeedRecord, name) for name in names))
        assert {key: plain(one) for key, one in found.items()} == grouped(some, *names)
        assert plain(total(found.values())) == told(some)
    ids = [r.id for r in list_records(demand, filters, limit=NUMBER)]
    assert sorted(ids) == sorted(r["id"] for r in some)


def test_a_margin_is_the_count_by_that_column_alone(demand: Session) -> None:
    found = tally(demand, Filters(), NeedRecord.topic, NeedRecord.cause)
    for place, name in enumerate(("topic", "cause")):
        alone = margin(found, place)
        assert {(key,): plain(one) for key, one in alone.items()} == grouped(year(), name)
        totals = [one.total for one in alone.values()]
        assert totals == sorted(totals, reverse=True)


def test_a_need_counts_in_each_period_it_names(demand: Session) -> None:
    found = each(margin(tally(demand, Filters(), NeedRecord.periods), 0))
    counted = Counter(name for r in year() for name in r["periods"] or (None,))
    assert {name: one.total for name, one in found.items()} == counted
    assert sum(counted.values()) > NUMBER


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_time_without_gaps(demand: Session, grain: Any) -> None:
    days = {key[0]: one for key, one in tally(demand, Filters(ats="323"), NeedRecord.day).items()}
    steps = timeline(days, grain)
    by_hand: Counter[dt.date] = Counter()
    for r in year():
        if r["ats"] == "323":
            day = r["day"]
            iso = day.isocalendar()
            start = {
                "day": day,
                "week": dt.date.fromisocalendar(iso.year, iso.week, 1),
                "month": dt.date(day.year, day.month, 1),
            }[grain]
            by_hand[start] += 1
    assert {start: one.total for start, one in steps if one.total} == by_hand
    starts = [start for start, _ in steps]
    assert all(end_of(a, grain) + dt.timedelta(days=1) == b for a, b in pairwise(starts))
    assert any(one.total == 0 for _, one in steps) or grain != "day"


def test_time_when_nobody_asked() -> None:
    assert timeline({}, "month") == []
    assert grain_for({}) == "day"
    assert start_of(dt.date(2026, 11, 29), "week") == dt.date(2026, 11, 23)
    assert end_of(dt.date(2024, 2, 1), "month") == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(ats="325"), Filters(ats="325", state="unmet")], ids=str
)
def test_topics_by_comune(demand: Session, filters: Filters) -> None:
    some = [
        r
        for r in year()
        if filters.ats in (None, r["ats"]) and (filters.state is None or r["cause"] is not None)
    ]
    found = topics_by_place(demand, filters, most=4)
    by_place = Counter(r["municipality"] for r in some if r["municipality"])
    shown = [one for one in found.columns if one not in (REST, None)]
    assert sorted(by_place[one] for one in shown) == sorted(n for _, n in by_place.most_common(4))
    hand: dict[tuple[Any, Any], list[Record]] = {}
    for r in some:
        place = r["municipality"]
        hand.setdefault((r["topic"], place if place in (*shown, None) else REST), []).append(r)
    cells = {
        (row, column): plain(found.at(row, column))
        for row in found.rows
        for column in found.columns
        if found.at(row, column).total
    }
    assert cells == {key: told(members) for key, members in hand.items()}


def test_few_comuni_leave_no_rest(demand: Session) -> None:
    found = topics_by_place(demand, Filters(municipality="015146"), most=4)
    assert found.columns == ["015146"]


def test_topics_by_month(demand: Session) -> None:
    found = topics_by_month(demand, Filters())
    counted = Counter((r["topic"], r["day"].month) for r in year())
    assert {key: one.total for key, one in found.cells.items()} == counted
    assert found.columns == list(range(1, 13))
    campus = [found.at(CAMPUS, month).total for month in found.columns]
    assert campus.index(max(campus)) + 1 in (4, 5, 6), "campus are asked for before summer"


def test_two_periods_and_two_ats(demand: Session) -> None:
    one, other = Filters(ats="321"), Filters(ats="325", since=SPRING[0], until=SPRING[1])
    found = compare(demand, one, other)
    left = [r for r in year() if r["ats"] == "321"]
    right = [r for r in year() if r["ats"] == "325" and SPRING[0] <= r["day"] <= SPRING[1]]
    assert tuple(map(plain, found.both)) == (told(left), told(right))
    for name, pairs in (("topic", found.topics), ("cause", found.causes)):
        for side, some in enumerate((left, right)):
            counted = Counter(r[name] for r in some if name == "topic" or r[name] is not None)
            assert {key: pair[side].total for key, pair in pairs.items() if pair[side].total} == counted


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    assert period_before(dt.date(2026, 3, 1), dt.date(2026, 3, 31)) == (
        dt.date(2026, 1, 29),
        dt.date(2026, 2, 28),
    )


@pytest.mark.parametrize(("column", "count"), [(NeedRecord.topic, 0), (NeedRecord.day, 0)])
def test_nothing_is_nothing(session: Session, column: Any, count: int) -> None:
    assert tally(session, Filters(), column) == {}
    assert total([]) == Tally()
    assert Tally().total == count
    assert Tally().unmet_share is None
    assert topics_by_place(session, Filters()).rows == []


# --- addresses


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ats", "999"),
        ("ats", "' OR 1=1 --"),
        ("topic", "altro"),
        ("topic", "<script>"),
        ("municipality", "Roma"),
        ("municipality", "%"),
        ("state", "all"),
        ("month", "0"),
        ("month", "13"),
        ("month", "²"),
        ("since", "2026-02-30"),
        ("since", "0001-01-01"),
        ("until", "9999-12-31"),
        ("until", "ieri"),
        ("cause", "a\x00b"),
        ("channel", "x" * 101),
        ("age_band", "a\nb"),
    ],
)
def test_filters_that_cannot_be(name: str, value: str) -> None:
    with pytest.raises(BadFilterError) as raised:
        read_filters({name: value})
    assert (raised.value.name, raised.value.value) == (name, value)


@pytest.mark.parametrize("value", ["%", "_", "estate;natale", "' OR 1=1 --", "\\", ";"])
def test_odd_words_are_only_words(demand: Session, value: str) -> None:
    for name in ("period", "cause", "ambito", "channel"):
        expected = 0
        if (name, value) == ("period", "estate;natale"):
            expected = sum(r["periods"] == ("estate", "natale") for r in year())
        assert total(tally(demand, read_filters({name: value}), NeedRecord.ats).values()).total == expected


@pytest.mark.parametrize("case", CASES)
def test_an_address_says_the_filters_again(case: str) -> None:
    filters = read_filters(CASES[case][0])
    assert read_filters(dict(parse_qsl(filters.address()))) == filters


def test_empty_and_unknown_parameters_are_left_alone() -> None:
    assert read_filters({"ats": "", "topic": " ", "pagina": "2", "altro": "x"}) == Filters()
    assert set(asdict(Filters()).values()) == {None}


def test_the_same_seed_gives_the_same_year() -> None:
    assert list(records(50, seed=3)) == list(records(50, seed=3))
    assert list(records(50, seed=3)) != list(records(50, seed=4))
