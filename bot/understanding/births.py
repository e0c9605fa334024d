# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ages told as a birth: "nata il 3/5/2022", "del 2019", "classe 1941", "nato a gennaio"."""

from __future__ import annotations

import datetime as dt
import re

from welfare_point.bot.understanding.text import content, pattern

_WORDS = content("ages") | content("people")
_MONTHS = {month[:3]: number for number, month in enumerate(_WORDS["months"].split(" | "), 1)}
_YEAR = r"(?:19|20)\d\d"
_YEARS = rf"{_YEAR}(?:(?: ?[,/] ?| e )(?:(?:un[oa]?|l altr[oa]|del|nel) )*{_YEAR})*"
_BORN = pattern(
    rf"\b(?:nat[oaie]|nascita|class[ei])(?: \w+){{0,3}}?[ :,]+(?:(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})[/.-](?P<y>{_YEAR}|\d\d)"
    rf"|(?:(?P<day>\d{{1,2}}) )?(?P<month><months>)(?: del| nel)?(?: (?P<of>{_YEAR}))?|(?P<in>{_YEARS}))(?![\d/])",
    _WORDS,
)
_OF_YEAR = pattern(
    rf"\b(?:<child>|<elder>|<kin>|<partner>|un[ao])(?: [a-z]+){{0,2}}?[ ,]+(?:(?:e )?del|nel|e|classe|un) ?"
    rf"({_YEARS})(?![\d/])|\b<child>,? ({_YEARS})(?![\d/])",
    _WORDS,
)
_SHORT_YEAR = pattern(
    r"\b(?:class[ei]|e del|nat[oaie] nel|nat[oaie] nell|(?:<elder>|<child>) del) (\d\d)\b(?! (?:<months>)|[°/:%])",
    _WORDS,
)
_SELF = pattern(r"\b(?:sono|io|ero)(?: \w+)? ?$")


def ages(flat: str, today: dt.date, *, own: bool) -> list[tuple[int, float]]:
    """Return (place in ``flat``, years) of every birth told there, the writer's too when ``own``.

    ``flat`` comes from ``text.plain``.
    """
    found: dict[int, float | None] = {}
    for match in _OF_YEAR.finditer(flat):
        start = match.start(match.lastindex or 0)
        for written in re.finditer(_YEAR, match[match.lastindex or 0]):
            found[start + written.start()] = _age(int(written[0]), 0, 1, today)
    for match in _SHORT_YEAR.finditer(flat):
        found[match.start()] = _age(_full(int(match[1]), today), 0, 1, today)
    for match in _BORN.finditer(flat):
        if match["y"]:
            year, month, day = _full(int(match["y"]), today), int(match["m"]), int(match["d"])
        else:
            month, day = _MONTHS.get((match["month"] or "")[:3], 0), int(match["day"] or 1)
            year = int(match["of"] or today.year - ((month, day) > (today.month, today.day)))
        for told in re.finditer(_YEAR, match["in"] or ""):
            found[match.start() + told.start()] = _age(int(told[0]), 0, 1, today)
        if not match["in"]:
            found[match.start()] = _age(year, month, day, today)
    return [
        (at, years)
        for at, years in sorted(found.items())
        if years is not None and (own or not _SELF.search(flat[max(0, at - 20) : at]))
    ]


def _full(year: int, today: dt.date) -> int:
    """Return 2019 for 19 and 1941 for 41: nobody is born after today."""
    return year if year > 99 else year + (2000 if year <= today.year % 100 else 1900)


def _age(year: int, month: int, day: int, today: dt.date) -> float | None:
    """Whole years from three years on, months below; without a month, the years turned within this year."""
    if not today.year - 112 < year <= today.year or month > 12:
        return None
    if not month:
        return float(today.year - year)
    months = 12 * (today.year - year) + today.month - month - (today.day < day)
    return None if months < 0 else float(months // 12) if months >= 36 else months / 12
