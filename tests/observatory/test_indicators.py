# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Indicators: formulas as data, values held against records counted by hand, what the Region does not see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.indicators.formula import BadFormulaError, read_formula
from welfare_point.catalogue.indicators.indicator import Indicator, shared
from welfare_point.catalogue.indicators.keeping import (
    BadIndicatorError,
    add_indicator,
    indicators,
    remove_indicator,
)
from welfare_point.catalogue.indicators.measuring import Value, guarded, measure, periods_until
from welfare_point.catalogue.models import CollectiveNeed, CollectiveNeedChange, NeedRecord
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.unmet import record_need

TODAY = dt.date(2026, 11, 23)
NURSERY = "minori--prima-infanzia"


def indicator(formula: dict[str, Any], direction: Any = "up", target: float | None = None) -> Indicator:
    return Indicator("x", "X", read_formula(formula), direction, target)


def need(session: Session, day: str, *, cause: str | None = None, **more: Any) -> None:
    told = {"topic": NURSERY, "municipality": "016024", "audience": "persona"} | more
    record_need(session, NeedRecord(day=dt.date.fromisoformat(day), cause=cause, **told))


def values(session: Session, one: Indicator, grain: Any = "month", ats: str | None = "325") -> list[Value]:
    return measure(session, [one], Filters(ats=ats), TODAY, grain)["x"]


def test_the_shared_ones_are_whole() -> None:
    assert len(shared()) == len({one.code for one in shared()}) >= 8
    assert {one.formula.kind for one in shared()} == {"share", "count", "ratio", "median_days"}


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"kind": "eval"}, "kind"),
        ({"kind": "share"}, "of"),
        ({"kind": "count", "of": {"__class__": "x"}}, "of"),
        ({"kind": "count", "of": {"ats": "321"}}, "of"),
        ({"kind": "count", "of": {"topic": "niente"}}, "topic"),
        ({"kind": "count", "among": {"state": "met"}}, "among"),
        ({"kind": "count", "step": "closed"}, "step"),
        ({"kind": "median_days"}, "step"),
        ({"kind": "median_days", "step": "new"}, "step"),
        ({"kind": "median_days", "step": "closed", "of": {"state": "met"}}, "of"),
    ],
)
def test_a_formula_that_cannot_be_is_refused(told: dict[str, Any], wrong: str) -> None:
    with pytest.raises(BadFormulaError) as refused:
        read_formula(told)
    assert refused.value.name == wrong


def test_a_formula_comes_back_from_its_data() -> None:
    for one in shared():
        assert read_formula(one.formula.as_json()) == one.formula


def test_a_share_by_month_is_what_one_counts(session: Session) -> None:
    for day in ("2026-09-01", "2026-09-30", "2026-10-05"):
        need(session, day)
    need(session, "2026-09-15", cause="no_service")
    need(session, "2026-10-15", cause="no_service", municipality="015146")  # another ATS
    need(session, "2026-11-24")  # tomorrow
    found = {
        one.period.name: one for one in values(session, indicator({"kind": "share", "of": {"state": "met"}}))
    }
    assert next(iter(found)) == "2025-11" and list(found)[-1] == "2026-11"
    assert (found["2026-09"].part, found["2026-09"].whole, found["2026-09"].number) == (2, 3, 2 / 3)
    assert found["2026-10"].number == 1
    assert found["2026-08"].number is None
    assert found["2026-11"].part == 0
    quarters = values(session, indicator({"kind": "share", "of": {"state": "met"}}), "quarter", None)
    assert {one.period.name: (one.part, one.whole) for one in quarters if one.whole} == {
        "2026-Q3": (2, 3),
        "2026-Q4": (1, 2),
    }


def test_conditions_on_both_sides(session: Session) -> None:
    need(session, "2026-03-01", outcome="accepted")
    need(session, "2026-03-02", outcome="rejected")
    need(session, "2026-03-02")
    need(session, "2026-03-03", outcome="rejected", cause="rejected")
    one = indicator({"kind": "share", "among": {"state": "met"}, "of": {"outcome": "accepted"}})
    assert [(v.part, v.whole) for v in values(session, one, "year") if v.whole] == [(1, 3)]
    count = indicator({"kind": "count", "of": {"cause": "rejected"}})
    assert [v.number for v in values(session, count, "year")] == [0, 0, 0, 0, 1]


def test_requests_for_each_place(session: Session) -> None:
    common = {"organization_id": "o", "organization_name": "Ente", "audience": "persona"}
    import_services(
        session,
        [
            Offer(
                service_id="n1",
                name="Nido",
                topics=(NURSERY,),
                service_areas=("016024",),
                capacity_maximum=4,
                **common,
            ),
            Offer(
                service_id="n2",
                name="Altro nido",
                topics=(NURSERY,),
                service_areas=("015146",),
                capacity_maximum=50,
                **common,
            ),
            Offer(
                service_id="n3",
                name="Senza posti",
                topics=(NURSERY,),
                service_areas=("016024",),
                **common,
            ),
        ],
    )
    for _ in range(6):
        need(session, "2026-11-02")
    one = indicator({"kind": "ratio", "of": {"topic": NURSERY}}, "down", 1)
    last = values(session, one)[-1]
    assert (last.part, last.whole, last.number) == (6, 4, 1.5)
    assert one.reached(last.number) is False
    nothing = indicator({"kind": "ratio", "of": {"topic": "minori--laboratori"}})
    assert values(session, nothing)[-1].number is None


def test_the_median_of_days_to_a_step(session: Session) -> None:
    for key, days in (("a", 10), ("b", 20), ("c", 90)):
        session.add(CollectiveNeed(id=key, ats="325", topic=NURSERY, label=key, state_since=TODAY))
        session.flush()
        born = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
        for what, after, at in (
            ("proposed", "5", born),
            ("state", "started", born + dt.timedelta(days=days)),
            ("state", "started", born + dt.timedelta(days=days + 30)),
        ):
            session.add(CollectiveNeedChange(need_id=key, at=at, who="", what=what, before="", after=after))
    session.flush()
    one = indicator({"kind": "median_days", "step": "started"}, "down", 15)
    found = {v.period.name: v for v in values(session, one, "quarter")}
    assert (found["2026-Q3"].number, found["2026-Q3"].part) == (20, 3)
    assert found["2026-Q4"].number is None
    monthly = {v.period.name: v.number for v in values(session, one)}
    assert (monthly["2026-07"], monthly["2026-09"]) == (15, 90)
    assert [v.number for v in values(session, one, "year", "321")] == [None] * 5


def test_the_target_and_its_direction() -> None:
    up, down = (indicator({"kind": "count"}, direction, 5) for direction in ("up", "down"))
    assert [up.reached(value) for value in (4, 5, 6, None)] == [False, True, True, None]
    assert [down.reached(value) for value in (4, 5, 6)] == [True, True, False]
    assert indicator({"kind": "count"}).reached(3) is None


def counts(numbers: list[int], wholes: list[int] | None = None) -> list[Value]:
    periods = [one for one in periods_until(dt.date(2026, 12, 31), "month") if one.first.year == 2026]
    return [
        Value(period, part, part, whole)
        for period, part, whole in zip(periods, numbers, wholes or [None] * len(numbers), strict=False)  # type: ignore[list-item]
    ]


def test_a_small_count_is_hidden_and_another_with_it() -> None:
    formula = read_formula({"kind": "count"})
    found = guarded(formula, counts([9, 3, 7, 8]), 5)
    assert [one.hidden for one in found] == [False, True, True, False]
    assert [one.number for one in found] == [9, None, None, 8]
    assert all(not one.hidden for one in guarded(formula, counts([9, 5, 7]), 5))
    assert all(one.hidden for one in guarded(formula, counts([4, 6]), 5))


def test_a_share_needs_enough_on_both_sides() -> None:
    formula = read_formula({"kind": "share", "of": {"state": "met"}})
    found = guarded(formula, counts([20, 20, 30, 40], [40, 22, 60, 80]), 5)
    assert [one.hidden for one in found] == [True, True, False, False]


def test_an_ats_has_its_own(session: Session) -> None:
    formula = read_formula({"kind": "share", "among": {"topic": NURSERY}, "of": {"state": "met"}})
    told = {"formula": formula, "direction": "up", "by": "qualcuno"}
    code = add_indicator(session, "325", name=" Nidi  con risposta ", target=0.5, **told)
    own = indicators(session, "325")[-1]
    assert (own.code, own.name, own.formula, own.target, own.ats) == (
        code,
        "Nidi con risposta",
        formula,
        0.5,
        "325",
    )
    assert indicators(session, "321") == indicators(session, None) == list(shared())
    for wrong in (
        {"name": " ", "target": None},
        {"name": "X", "target": 1.2},
        {"name": "X", "target": float("nan")},
    ):
        with pytest.raises(BadIndicatorError):
            add_indicator(session, "325", **wrong, **told)
    assert not remove_indicator(session, code, "321")
    assert remove_indicator(session, code, "325")
    assert indicators(session, "325") == list(shared())
