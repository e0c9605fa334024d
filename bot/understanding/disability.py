# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the person cared for has a disability. Old age and illness alone are none."""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

_WORDS = content("disability")
_OTHERWISE = Phrases(_WORDS["not_disability"], _WORDS)
_DENIED = Phrases(_WORDS["denied"], _WORDS)
_DISABLED = Phrases(_WORDS["disabled"])
_FINE = Phrases(_WORDS["fine"])


def disability_in(text: str) -> bool | None:
    """Return True, False ("non ha disabilità", "sta bene"), or None when the message does not say."""
    flat = _OTHERWISE.without(words(text))
    asserted = _DENIED.without(flat)
    if _DISABLED.found(asserted):
        return True
    return False if asserted != flat or _FINE.found(flat) else None
