# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ages written in another language: "my son is 2 years old", "tiene 4 años", "14 months"."""

from __future__ import annotations

import re

from welfare_point.bot.understanding.text import content

_WORDS = content("foreign")
_AGE = re.compile(
    rf"(?<!\d)(\d{{1,2}})[\s-]*(?:(?P<years>{_WORDS['years']})|(?:{_WORDS['months']}))(?!\w)", re.IGNORECASE
)


def foreign_ages_in(text: str) -> tuple[float, ...]:
    """Years, in the order in which they are told; months are parts of them."""
    found = _AGE.finditer(text)
    return tuple(int(age[1]) if age["years"] else round(int(age[1]) / 12, 2) for age in found)
