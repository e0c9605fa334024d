# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days, hours and dates of a message."""

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.facts import When
from welfare_point.bot.understanding.when import when_in

_FOLDER = Path(__file__).parent / "facts_cases"
_CASES, _MORE, _HOLIDAYS = (
    yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    for name in ("when.yml", "when_second.yml", "when_holidays.yml")
)
_ALL = [case for group in ("first", "second", "third") for case in _CASES[group].items()]
_ALL += [case for group in [*_MORE.values(), *_HOLIDAYS.values()] for case in group.items()]
_TODAY: dt.date = _CASES["today"]


def _when(said: str) -> When:
    """Read the short notation of the cases."""
    dates = re.search(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?", said)
    hours = re.search(r"(\d\d:\d\d)?-(\d\d:\d\d)?(?!\S)", re.sub(r"\S*\.\.\S*", "", said))
    first, last = (text and dt.date.fromisoformat(text) for text in dates.groups()) if dates else (None, None)
    begin, end = (text and dt.time.fromisoformat(text) for text in hours.groups()) if hours else (None, None)
    return When(
        tuple(re.findall(r"\b[A-Z]{2}\b", said)),
        begin or None,
        end or None,
        first or None,
        last or None,
        said.endswith("~"),
    )


@pytest.mark.parametrize(("text", "said"), _ALL)
def test_when_is_what_is_asked(text: str, said: str) -> None:
    assert when_in(text, today=_TODAY) == _when(said)


@pytest.mark.parametrize(
    ("today", "first"),
    [("2026-08-09", 2026), ("2026-08-12", 2026), ("2026-08-14", 2026), ("2026-08-15", 2027)],
)
def test_dates_are_the_next_ones(today: str, first: int) -> None:
    when = when_in("dal 10 al 14 agosto", today=dt.date.fromisoformat(today))
    assert (when.date_from, when.date_to) == (dt.date(first, 8, 10), dt.date(first, 8, 14))


def test_an_interval_over_new_year_goes_on_in_january() -> None:
    when = when_in("dal 23 dicembre al 6 gennaio", today=dt.date(2027, 1, 2))
    assert (when.date_from, when.date_to) == (dt.date(2026, 12, 23), dt.date(2027, 1, 6))


def test_the_twenty_ninth_of_february_waits_for_a_leap_year() -> None:
    assert when_in("il 29 febbraio", today=_TODAY).date_from == dt.date(2028, 2, 29)


def test_without_today_the_current_day_counts() -> None:
    asked = when_in("il 10 agosto").date_from
    assert asked is not None and dt.date.today() <= asked <= dt.date.today() + dt.timedelta(days=366)


@pytest.mark.parametrize(
    ("text", "municipality", "said"),
    [
        ("a carnevale", "015146", "2027-02-11..2027-02-12 ~"),
        ("a carnevale", "016024", "2027-02-08..2027-02-09 ~"),
        ("per il patrono", "015146", "2026-12-07..2026-12-07 ~"),
        ("nel ponte del patrono", "015146", "2026-12-07..2026-12-08 ~"),
        ("per il patrono", "017029", "2027-02-15..2027-02-15 ~"),
        ("per il patrono", "016091", ""),
    ],
)
def test_the_comune_says_which_carnival_and_whose_patron(text: str, municipality: str, said: str) -> None:
    assert when_in(text, today=_TODAY, municipality=municipality) == _when(said)


def test_holidays_that_have_begun_are_the_next_ones_until_they_end() -> None:
    when = when_in("nelle vacanze di Natale", today=dt.date(2027, 1, 6))
    assert (when.date_from, when.date_to) == (dt.date(2026, 12, 23), dt.date(2027, 1, 6))
    when = when_in("nelle vacanze di Natale", today=dt.date(2027, 1, 7))
    assert when.date_from == dt.date(2027, 12, 23)


def test_a_bridge_goes_on_after_its_feast() -> None:
    when = when_in("il ponte dell'Immacolata", today=dt.date(2022, 12, 9))
    assert (when.date_from, when.date_to) == (dt.date(2022, 12, 8), dt.date(2022, 12, 9))
