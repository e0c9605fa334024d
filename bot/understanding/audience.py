# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is writing: a person for herself and her family, or somebody for a firm."""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

_WORDS = content("audience")
_EMPLOYER, _OWNER = Phrases(_WORDS["employer"], _WORDS), Phrases(_WORDS["owner"], _WORDS)
_EMPLOYEE = Phrases(_WORDS["employee"], _WORDS)
_FAMILY = Phrases(_WORDS["family"], _WORDS)
_OWN_FAMILY = Phrases(_WORDS["own_family"], _WORDS)
_UNDER_A_BOSS = Phrases(_WORDS["under_a_boss"], _WORDS)
_WORKERS_FAMILY = Phrases(_WORDS["workers_family"], _WORDS)
_FOR_THE_FIRM = Phrases(_WORDS["for_the_firm"], _WORDS)


def audience_in(text: str) -> str | None:
    """Return ``persona``, ``impresa``, or None. An owner who asks for her own family is a person."""
    flat = words(text)
    family = _FAMILY.found(_WORKERS_FAMILY.without(flat)) is not None
    boss = _UNDER_A_BOSS.found(flat) is not None
    if not boss and _is_firm(flat, family):
        return "impresa"
    return "persona" if family or boss or _EMPLOYEE.found(flat) else None


def _is_firm(flat: str, family: bool) -> bool:
    """Tell whether a firm speaks; an owner with a family to care for must ask for what only a firm wants."""
    if not _EMPLOYER.found(flat):
        return _OWNER.found(flat) is not None and (not family or _FOR_THE_FIRM.found(flat) is not None)
    return not _OWN_FAMILY.found(flat) or _FOR_THE_FIRM.found(flat) is not None
