# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ages written in another language: "my son is 2 years old", "tiene 4 años"."""

from __future__ import annotations

import re

from welfare_point.bot.understanding.text import content

_YEARS = re.compile(rf"(?<!\d)(\d{{1,2}})\s*(?:{content('foreign')['years']})(?!\w)", re.IGNORECASE)


def foreign_ages_in(text: str) -> tuple[float, ...]:
    """Years, in the order in which they are told."""
    return tuple(float(number) for number in _YEARS.findall(text))
