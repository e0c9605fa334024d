# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is writing: a person for herself and her family, or somebody for a firm."""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

_WORDS = content("audience")
_FIRM = Phrases(_WORDS["firm"], _WORDS)
_EMPLOYEE = Phrases(_WORDS["employee"], _WORDS)
_FAMILY = Phrases(_WORDS["family"], _WORDS)
_OWN_FAMILY = Phrases(_WORDS["own_family"], _WORDS)
_UNDER_A_BOSS = Phrases(_WORDS["under_a_boss"], _WORDS)
_WORKERS_FAMILY = Phrases(_WORDS["workers_family"], _WORDS)
_FOR_THE_FIRM = Phrases(_WORDS["for_the_firm"], _WORDS)


def audience_in(text: str) -> str | None:
    """Return ``persona``, ``impresa``, or None. An owner who asks for her own family is a person."""
    flat = words(text)
    if _FIRM.found(flat) and not _UNDER_A_BOSS.found(flat) and not _is_private(flat):
        return "impresa"
    family = _FAMILY.found(_WORKERS_FAMILY.without(flat))
    return "persona" if family or _EMPLOYEE.found(flat) or _UNDER_A_BOSS.found(flat) else None


def _is_private(flat: str) -> bool:
    """Tell whether an owner speaks of her own family and of nothing that only a firm would ask for."""
    return _OWN_FAMILY.found(flat) is not None and _FOR_THE_FIRM.found(flat) is None
