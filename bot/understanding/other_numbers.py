# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that an age may follow after a comma and that are none: "alle 15, sette anni", "via Verdi 12, 8 anni"."""

from __future__ import annotations

from welfare_point.bot.understanding.text import content, pattern

_WORDS = content("ages")
_UNIT = r"(?! ?(?:ann|mes|settiman)[a-z]+)"
_OTHERS = pattern(
    rf"\b(?:<hour_before>) \d{{1,2}}(?:[.:,]\d\d)?(?: e (?:[1-5]\d|mezza|un quarto|3 quarti))?(?![\d°^]){_UNIT}"
    r"|\b(?:fa|fan|orario|apert[oa]|ore|faccio|facciamo) (?:da )?\d{1,2} ?- ?\d{1,2}(?!\d)(?! ?ann)"
    r"|\bturn[oi](?: \w+){0,2} \d{1,2} ?[-/] ?\d{1,2}(?!\d)"
    r"|(?<!\d)(?:(?:19|2[0-4]) ?- ?\d{1,2}|\d{1,2} ?- ?(?:19|2[0-4]))(?=[,)])"
    r"|\b(?:<street>) (?:[a-z.]+ ){1,4}?\d{1,3}(?=,)"
    r"|\b(?:<weekday>) \d{1,2}(?=,)",
    _WORDS,
)


def without_others(flat: str) -> str:
    """Put dashes in place of hours, shifts, house numbers and days of the month; places stay where they are."""
    return _OTHERS.sub(lambda other: "-" * len(other[0]), flat)
