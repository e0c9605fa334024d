# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ages told as a birth: "nata il 3/5/2022", "del 2019", "classe 1941", "nato a gennaio"."""

from __future__ import annotations

import datetime as dt
import re

from welfare_point.bot.understanding.text import content, pattern

_WORDS = content("ages") | content("people")
_MONTHS = {month[:3]: number for number, month in enumerate(_WORDS["months"], 1)}
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:<months>)"
_BORN = pattern(
    rf"\b(?:nat[oaie]|nascita|class[ei])(?: \w+){{0,3}}?[ :,]+"
    rf"(?:(\d{{1,2}})[ /.-](?:(\d{{1,2}})[/.-]|({_MONTH}) (?:del )?)|({_MONTH}) ?(?:del |nel )?)?({_YEAR})?(?!\d)",
    _WORDS,
)
_OF_YEAR = pattern(
    rf"\b(?:<child>|<elder>|<kin>|<partner>|class[ei]|nat[oaie]|un[ao])(?: \w+){{0,2}}?[ ,]+(?:del|nel|e|classe|un|del l)? ?"
    rf"({_YEAR}(?:(?: ?[,/] ?| e )(?:(?:un[oa]?|l altr[oa]|del|nel) )*{_YEAR})*)(?![\d/])",
    _WORDS,
)
_SHORT_YEAR = pattern(r"\b(?:class[ei]|e del|nat[oaie] nel|nat[oaie] nell) (\d\d)\b(?! (?:<months>))", _WORDS)
_SELF = pattern(r"\b(?:sono|io|ero)(?: \w+)? ?$")


def ages(flat: str, today: dt.date) -> list[tuple[int, float]]:
    """Return (place in ``flat``, years) of every birth told there; ``flat`` comes from ``text.plain``."""
    found: dict[int, float] = {}
    for match in _BORN.finditer(flat):
        day, month, named, alone, year = match.groups()
        if year or alone:
            number = int(month) if month else _MONTHS.get((named or alone or "")[:3], 0)
            value = _age(int(year) if year else None, number, int(day or 1), today)
            if value is not None:
                found[match.start()] = value
    taken = [match.end() for match in _BORN.finditer(flat) if match[5]]
    for match in _OF_YEAR.finditer(flat):
        years = [int(year) for year in re.findall(_YEAR, match[1])]
        for at, year in enumerate(years):
            if match.start(1) + 4 not in taken or at:
                value = _age(year, 0, 1, today)
                if value is not None:
                    found[match.start(1) + 5 * at] = value
    for match in _SHORT_YEAR.finditer(flat):
        century = 2000 if int(match[1]) <= today.year % 100 else 1900
        found[match.start()] = float(today.year - century - int(match[1]))
    return [(at, value) for at, value in sorted(found.items()) if not _SELF.search(flat[max(0, at - 20) : at])]


def _age(year: int | None, month: int, day: int, today: dt.date) -> float | None:
    """Whole years from three years on, months below; without a month, the years turned within this year."""
    if year is None:
        year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    if not today.year - 112 < year <= today.year or month > 12:
        return None
    if not month:
        return float(today.year - year)
    months = 12 * (today.year - year) + today.month - month - (today.day < day)
    return None if months < 0 else float(months // 12) if months >= 36 else months / 12
