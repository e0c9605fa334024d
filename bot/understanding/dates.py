# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates and intervals as people write them, always the next ones from a given day."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from welfare_point.bot.understanding.text import Phrases, content, pattern

_WORDS: dict[str, str] = content("when")
_MONTHS = {name[:3]: number for number, name in enumerate(_WORDS["months"].split(), 1)}
_DAY = r"(0?[1-9]|[12]\d|3[01]|primo)[°o]?"
_YEAR = r"(?:,? (?:del )?(20\d\d)(?!\d))?"
_SHORT = r"(0?[1-9]|[12]\d|3[01])[/.-](0?[1-9]|1[0-2])(?:[/.-]((?:20)?\d\d))?(?![\d/])"
_NAMED = rf"{_DAY} (?:di )?(<month>)\b{_YEAR}"
_TO = r" ?(?:-|,? (?:fino )?al?l? (?:giorno )?|e il |e l |e |, )"
_WEEK = pattern(
    r"\b(prim[ae]|second[ae]|terz[ae]|quart[ae]|ultim[ae]|[1-4]a) (?:(\d) )?settiman[ae] "
    rf"(?:piena )?(?:di|del mese di|d) (<month>)\b{_YEAR}",
    _WORDS,
)
_SHAPES = tuple(
    pattern(rf"(?<![\d.,/:-])(?:{shape})(?!\d)", _WORDS)
    for shape in (
        rf"{_NAMED}{_TO}{_NAMED}",
        rf"{_SHORT} ?(?:-|al |fino al |e il |all )\s?{_SHORT}",
        rf"{_DAY}{_TO}{_DAY} (?:di )?(<month>)\b{_YEAR}",
        _NAMED,
        r"(20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
        _SHORT,
    )
)
_ORDINALS = {"prim": 1, "seco": 2, "terz": 3, "quar": 4, "1a": 1, "2a": 2, "3a": 3, "4a": 4}
_TOLD_BEFORE = pattern(r"\b<told_before>(?: \w+){0,4}?[ :,]+$", _WORDS)
_TOLD_AFTER = pattern(r"^,? (?:\w+ )?<told_after>\b", _WORDS)
_STARTS = pattern(r"\b<starts_before>(?: (?:il|al|a|lavorare|lavoro|in \w+|dal|giorno|l))*[ ,]*$", _WORDS)
_STARTS_AFTER = pattern(r"^ (?:\w+ )?<starts_after>\b", _WORDS)
_ENDS = pattern(r"\b<ends_before> ?$", _WORDS)
_SAYS_DATE = pattern(r"(?:\b(?:il|dal|al|l|dell|del|giorno|data|e|per)|^|[,(:]) ?$")
_PIECES = Phrases(_WORDS["not_an_hour"] + "| e meza | giornat[ae]", _WORDS)


class Interval(NamedTuple):
    """Both ends included; ``None`` is open."""

    first: dt.date | None
    last: dt.date | None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:  # 31 giugno
        return None


def _next(start: tuple[int, int], end: tuple[int, int], year: int | None, today: dt.date) -> Interval | None:
    """The next interval between two (month, day) that is not over; ``year`` is its end's, if it was said."""
    crossing = int(end < start)
    years = range(today.year - 1, today.year + 9) if year is None else (year - crossing,)
    for candidate in years:
        first, last = _date(candidate, *start), _date(candidate + crossing, *end)
        if first and last and last >= today:
            return Interval(first, last)
    return None


def _month(name: str) -> int:
    return _MONTHS[name[:3]] if name[:3] in _MONTHS else _MONTHS["ott"]


def _year(text: str | None) -> int | None:
    return None if not text else int(text) if len(text) == 4 else 2000 + int(text)


def _day(text: str) -> int:
    return int(text) if text.isdigit() else 1


def _read(shape: int, found: re.Match[str], today: dt.date) -> Interval | None:
    """Interval of one match of the shape of that number in ``_SHAPES``."""
    part = found.groups()
    if shape == 0:
        start, end, year = (_month(part[1]), _day(part[0])), (_month(part[4]), _day(part[3])), _year(part[5])
    elif shape == 1:
        start, end, year = (int(part[1]), int(part[0])), (int(part[4]), int(part[3])), _year(part[5])
    elif shape == 2:
        month, day = _month(part[2]), _day(part[0])
        back = int(day > _day(part[1]))  # "dal 23 al 6 gennaio" starts in December
        start, end, year = ((month - 1 - back) % 12 + 1, day), (month, _day(part[1])), _year(part[3])
    elif shape == 3:
        start = end = (_month(part[1]), _day(part[0]))
        year = _year(part[2])
    elif shape == 4:
        start = end = (int(part[1]), int(part[2]))
        year = int(part[0])
    else:
        start = end = (int(part[1]), int(part[0]))
        year = _year(part[2])
    return _next(start, end, year, today)


def _week(found: re.Match[str], today: dt.date) -> Interval | None:
    """Monday to Friday of the nth week that begins in the month."""
    which, count, month, year = found[1], int(found[2] or 1), _month(found[3]), _year(found[4])
    for candidate in (year,) if year else (today.year, today.year + 1):
        monday = dt.date(candidate, month, 1)
        monday += dt.timedelta(days=-monday.weekday() % 7)
        mondays = [monday + dt.timedelta(weeks=week) for week in range(5)]
        mondays = [day for day in mondays if day.month == month]
        at = len(mondays) - count if which.startswith("ultim") else _ORDINALS[which[:4]] - 1
        last = mondays[at + count - 1] + dt.timedelta(days=4) if 0 <= at <= len(mondays) - count else None
        if last and last >= today:
            return Interval(mondays[at], last)
    return None


def _opened(interval: Interval, before: str, after: str) -> Interval:
    """A single day that only begins or ends what is asked."""
    if interval.first != interval.last:
        return interval
    if _ENDS.search(before):
        return Interval(None, interval.last)
    if _STARTS.search(before) or _STARTS_AFTER.search(after):
        return Interval(interval.first, None)
    return interval


def dates_in(flat: str, today: dt.date) -> tuple[Interval, str]:
    """Return the interval that is asked in ``text.plain`` text, and the text with every date blanked."""
    found: list[tuple[int, Interval]] = []

    def take(match: re.Match[str], interval: Interval | None) -> str:
        before, after = (
            match.string[max(0, match.start() - 50) : match.start()],
            match.string[match.end() :][:40],
        )
        if interval and not (_TOLD_BEFORE.search(before) or _TOLD_AFTER.search(after)):
            found.append((match.start(), _opened(interval, before, after)))
        return "#" * len(match[0])

    flat = _WEEK.sub(lambda match: take(match, _week(match, today)), flat)
    for shape, expression in enumerate(_SHAPES):

        def put(match: re.Match[str], shape: int = shape) -> str:
            if shape in (1, 5) and not _is_date(match):
                return match[0]
            return take(match, _read(shape, match, today))

        flat = expression.sub(put, flat)
    return _asked([interval for _, interval in sorted(found, key=lambda it: it[0])]), flat


def _is_date(match: re.Match[str]) -> bool:
    """Whether "7.12" or "3/4" is a date and not an hour, a price or an age."""
    if re.search(r"[/.-]20\d\d$", match[0]):
        return True
    if "/" not in match[0] and not re.search(r"\b(?:il|dal|al) $", match.string[: match.start()][-8:]):
        return False
    follows = match.string[match.end() :][:14].lstrip()
    said = _SAYS_DATE.search(match.string[: match.start()][-12:]) is not None
    return (said or int(match[1]) > 12) and not _PIECES.found(follows.split(" ")[0])


def _asked(found: list[Interval]) -> Interval:
    """A range if there is one; else the days from the first to the last, if they are close together."""
    if not found:
        return Interval(None, None)
    ranges = [it for it in found if it.first and it.last and it.first != it.last]
    if ranges:
        return ranges[0]
    first = next((it.first for it in found if it.first), None)
    last = next((it.last for it in reversed(found) if it.last), None)
    if len(found) > 1 and first and last and not 0 <= (last - first).days <= 31:
        return found[0]
    return Interval(first, last) if len(found) > 1 else found[0]
