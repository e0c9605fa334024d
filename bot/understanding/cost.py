# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether only services without a fee will do. Who asks what a service costs has not said so."""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

_WORDS = content("cost")
_LISTS = {name: listed for name, listed in _WORDS.items() if isinstance(listed, str)}
_OTHERWISE = Phrases(_WORDS["not_free_only"], _LISTS)
_PAYS = Phrases(_WORDS["pays"], _LISTS)
_FREE_ONLY = Phrases(_WORDS["free_only"], _LISTS)


def free_only_in(text: str) -> bool | None:
    """Return True when only free services are wanted; None when the message does not say, or only asks."""
    flat = _marked(text)
    if _PAYS.found(flat):
        return None
    return True if _FREE_ONLY.found(_OTHERWISE.without(flat)) else None


def _marked(text: str) -> str:
    """``words`` in which commas end a clause, and questions with "domanda": "gratis?" asks, "gratis" wants."""
    return words(text.replace("?", " domanda ; ").replace(",", " ; "))
