# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When help is needed: days of the week, hours and dates."""

from __future__ import annotations

import datetime as dt

from welfare_point.bot.understanding.dates import Interval, dates_in
from welfare_point.bot.understanding.facts import When
from welfare_point.bot.understanding.holidays import bridge_in, holiday_in
from welfare_point.bot.understanding.hours import hours_in
from welfare_point.bot.understanding.periods import periods_in
from welfare_point.bot.understanding.text import Phrases, content, pattern, plain

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_WORDS = content("when")
_LISTS = {name: words for name, words in _WORDS.items() if isinstance(words, str)}
_LISTS["weekday"] = " | ".join(_WORDS["weekdays"])
_NOT_A_DAY = Phrases(_WORDS["not_a_day"], _LISTS)
_SHORT = [
    f"{day}|{short}\\.?" for day, short in zip(_WORDS["weekdays"], _WORDS["weekdays_short"], strict=True)
]
_NAMES = [pattern(rf"^(?:{name})$") for name in _SHORT]
_NAME = "(?:" + "|".join(_SHORT) + ")"
_RANGE = pattern(rf"(?<![\w/])({_NAME}) ?(?:-|/(?=ven|sab|dom)|fino al?l?a?|al?l?a?) ?({_NAME})(?![\w/])")
_SEVERAL = pattern(rf"\b({_NAME})(?= ?[-/,]? ?(?:e |ed |o )?({_NAME})(?!\w))")
_FULL = pattern(rf"\b({'|'.join(_WORDS['weekdays'])})\b")
_WORKING = Phrases(_WORDS["working_days"])
_WEEKEND = Phrases(_WORDS["weekend"])


def when_in(text: str, *, today: dt.date | None = None, municipality: str | None = None) -> When:
    """Return the days, hours and dates that ``text`` asks for.

    Dates without a year are the next ones from ``today``. Birthdays, deadlines and past years are no dates;
    the hours of a shift alone are no hours of need. Holidays that are named have the dates of the school
    calendar, where ``municipality`` (ISTAT code) says whose patron and which Carnival.
    """
    today = today or dt.date.today()
    interval, flat = dates_in(plain(text), today)
    begin, end = hours_in(flat)
    named = None
    if interval == Interval(None, None):
        named = bridge_in(text, today, municipality) or holiday_in(
            text, periods_in(text), today, municipality
        )
    elif interval.first and interval.first == interval.last:
        named = bridge_in(text, today, municipality, interval.first)  # "il ponte del 25 aprile"
    first, last = named or interval
    return When(_days(flat), begin, end, first, last, named is not None)


def _number(name: str) -> int:
    return next(number for number, day in enumerate(_NAMES) if day.search(name))


def _days(flat: str) -> tuple[str, ...]:
    flat = _NOT_A_DAY.without(flat)
    found: set[int] = set()
    for first, last in ((_number(match[1]), _number(match[2])) for match in _RANGE.finditer(flat)):
        found.update(day % 7 for day in range(first, last + 1 + 7 * (last < first)))
    for match in _SEVERAL.finditer(flat):
        found.update((_number(match[1]), _number(match[2])))
    found.update(_number(match[1]) for match in _FULL.finditer(flat))
    found.update(range(5) if _WORKING.found(flat) else ())
    found.update((5, 6) if _WEEKEND.found(flat) else ())
    return tuple(DAYS[day] for day in sorted(found))
