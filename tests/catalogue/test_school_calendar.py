# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lombardy's school calendar: closures, seasons of services, open days, bridges."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import PROVINCES, find_municipality, municipalities
from welfare_point.catalogue.school_calendar import (
    Closure,
    SchoolException,
    bridge,
    closures,
    next_feast,
    open_days,
    patrons,
    rite_of,
    scopes_on,
)

_CASES = yaml.safe_load(Path(__file__).with_name("school_calendar_cases.yml").read_text("utf-8"))
BERGAMO, MILANO, VARESE = "016024", "015146", "012133"


def _offer(**fields: Any) -> Offer:
    offer = Offer(
        service_id="s",
        organization_id="o",
        organization_name="Ente",
        name="Servizio",
        topics=("minori--chiusure-scolastiche",),
        audience="persona",
        service_areas=("016024",),
        municipality=BERGAMO,
    )
    return replace(offer, **fields)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(("day", "municipality", "words"), _CASES["scopes"])
def test_the_words_that_run_on_a_day(day: dt.date, municipality: str | None, words: list[str]) -> None:
    assert scopes_on(day, municipality) == {*words, "tutto-anno"}


@pytest.mark.parametrize(("feast", "municipality", "first", "last"), _CASES["bridges"])
def test_a_bridge_joins_a_feast_to_what_is_free_around_it(
    feast: dt.date, municipality: str | None, first: dt.date, last: dt.date
) -> None:
    assert bridge(feast, municipality) == (first, last)


def test_small_children_stay_at_school_until_the_end_of_june() -> None:
    assert scopes_on(_day("2027-06-30"), level="infanzia") == {"scuola", "tutto-anno"}
    assert scopes_on(_day("2027-07-01"), level="infanzia") == {"estate", "chiusure", "tutto-anno"}
    assert scopes_on(_day("2027-09-05"), level="infanzia") == {"scuola", "tutto-anno"}


def test_the_closures_of_a_year_are_in_order_and_count_from_the_first_day_to_the_last() -> None:
    found = closures(2027, BERGAMO)
    assert [c.first for c in found] == sorted(c.first for c in found)
    assert found[0] == Closure("vacanze di Natale", _day("2026-12-23"), _day("2027-01-06"), "natale")
    assert found[-1] == Closure("vacanze di Natale", _day("2027-12-23"), _day("2028-01-06"), "natale")
    assert Closure("vacanze estive", _day("2027-06-09"), _day("2027-09-11"), "estate") in found
    assert Closure("Ognissanti", _day("2027-11-01"), _day("2027-11-01"), "chiusure") in found


def test_a_feast_inside_a_holiday_is_no_closure_of_its_own() -> None:
    names = [c.name for c in closures(2027, BERGAMO)]
    assert not {"Lunedì dell'Angelo", "Ferragosto", "Capodanno", "Sant'Alessandro"} & set(names)


def test_where_the_rite_is_unknown_both_carnivals_are_possible() -> None:
    carnivals = [[c.first for c in closures(2027, m) if c.scope == "carnevale"] for m in (VARESE, None)]
    assert carnivals == [[_day("2027-02-08"), _day("2027-02-11")]] * 2
    assert [c.first for c in closures(2027, MILANO) if c.scope == "carnevale"] == [_day("2027-02-11")]
    assert [c.first for c in closures(2027, rite="romano") if c.scope == "carnevale"] == [_day("2027-02-08")]


def test_a_comune_that_is_not_of_lombardy_is_an_error() -> None:
    with pytest.raises(KeyError):
        scopes_on(_day("2027-02-08"), "058091")


def test_every_code_of_the_data_is_a_comune_or_a_province_and_every_capital_has_a_patron() -> None:
    capitals = [find_municipality("Monza" if "Monza" in name else name) for name in PROVINCES.values()]
    assert all(comune and comune.istat in patrons() for comune in capitals)
    rites = {rite: sum(rite_of(m) == rite for m in municipalities()) for rite in ("romano", "ambrosiano")}
    assert rites["romano"] > 800 and rites["ambrosiano"] > 150
    assert [rite_of(m) for m in (MILANO, BERGAMO, VARESE, "015221")] == [
        "ambrosiano",
        "romano",
        None,
        "romano",
    ]


def test_a_school_may_close_when_the_others_do_not() -> None:
    told = [SchoolException(BERGAMO, None, _day("2026-11-02"), _day("2026-11-02"), "chiusure")]
    assert scopes_on(_day("2026-11-02"), BERGAMO, exceptions=told) == {"chiusure", "tutto-anno"}
    assert scopes_on(_day("2026-11-02"), MILANO, exceptions=told) == {"scuola", "tutto-anno"}
    assert scopes_on(_day("2026-11-03"), BERGAMO, exceptions=told) == {"scuola", "tutto-anno"}


def test_what_a_school_does_counts_more_than_what_its_comune_does() -> None:
    day = _day("2026-12-22")
    told = [
        SchoolException(BERGAMO, "Primaria dei Tigli", day, day, "scuola"),
        SchoolException(BERGAMO, None, day, day, "natale"),
    ]
    assert scopes_on(day, BERGAMO, exceptions=told) == {"natale", "chiusure", "tutto-anno"}
    assert scopes_on(day, BERGAMO, school="Primaria dei Tigli", exceptions=told) == {"scuola", "tutto-anno"}
    assert "natale" in scopes_on(day, BERGAMO, school="Primaria dei Pioppi", exceptions=told)


def test_a_christmas_camp_is_open_on_its_working_days_of_christmas() -> None:
    camp = _offer(calendar_scope=("natale",), valid_from=_day("2026-12-28"), valid_to=_day("2027-01-10"))
    days = open_days(camp, _day("2026-12-01"), _day("2027-03-01"))
    assert [day.day for day in days] == [28, 29, 30, 31, 1, 4, 5, 6]


def test_an_afternoon_service_is_open_on_its_days_of_school() -> None:
    service = _offer(calendar_scope=("scuola",), byday=("TU", "SA"))
    days = open_days(service, _day("2026-12-01"), _day("2026-12-31"))
    assert [day.day for day in days] == [1, 5, 12, 15, 19, 22]  # not Tuesday 8, nor from 23 on


def test_a_service_for_closed_days_runs_on_the_exceptions_of_its_comune() -> None:
    service = _offer(calendar_scope=("chiusure",))
    told = [SchoolException(BERGAMO, None, _day("2026-11-02"), _day("2026-11-02"), "chiusure")]
    span = _day("2026-10-26"), _day("2026-11-06")
    assert open_days(service, *span) == []
    assert open_days(service, *span, exceptions=told) == [_day("2026-11-02")]


def test_a_service_that_says_nothing_of_time_promises_no_day() -> None:
    assert open_days(_offer(), _day("2026-10-26"), _day("2026-11-06")) == []


def test_a_service_without_a_season_promises_no_feast() -> None:
    days = open_days(_offer(byday=("TU",)), _day("2026-12-01"), _day("2026-12-15"))
    assert [day.day for day in days] == [1, 15]


def test_an_interval_that_ends_before_it_begins_has_no_days() -> None:
    service = _offer(calendar_scope=("tutto-anno",), valid_to=_day("2026-01-01"))
    assert open_days(service, _day("2026-10-26"), _day("2026-11-06")) == []


def test_the_next_feast_is_today_or_later() -> None:
    assert next_feast("Immacolata", _day("2026-12-08")) == _day("2026-12-08")
    assert next_feast("Immacolata", _day("2026-12-09")) == _day("2027-12-08")
    assert next_feast("Sant'Ambrogio", _day("2026-11-28"), MILANO) == _day("2026-12-07")
    with pytest.raises(KeyError):
        next_feast("Sant'Ambrogio", _day("2026-11-28"), BERGAMO)
