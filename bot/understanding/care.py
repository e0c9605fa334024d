# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is cared for, where the care should take place, and what makes it hard to combine with work."""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

_WORDS = content("people") | content("care")
_FOR_ME = Phrases(_WORDS["for_me"], _WORDS)
_WEAK = Phrases(_WORDS["weak"])
_DISABLED = Phrases(_WORDS["disabled"])
_ELDER = Phrases(_WORDS["recipient"]["anziano"], _WORDS)
_NOT_ELDER = Phrases(_WORDS["parent_as_helper"], _WORDS)
_CHILD = Phrases(_WORDS["child"])
_PARTNER = Phrases(_WORDS["partner"])
_KIN = Phrases(_WORDS["kin_of"])
_NOT_SETTING = Phrases(_WORDS["not_setting"])
_SETTINGS = {name: Phrases(phrases) for name, phrases in _WORDS["setting"].items()}
_CONSTRAINTS = {name: Phrases(phrases) for name, phrases in _WORDS["constraint"].items()}


def care_recipient_in(text: str) -> str | None:
    """Return ``anziano``, ``disabile``, ``minore``, ``coniuge``, ``se_stesso``, ``altro``, or None if nobody is named."""
    flat = words(text)
    weak = _WEAK.found(flat) is not None
    family = _NOT_ELDER.without(flat)
    child, elder, partner, kin = (
        group.found(family) is not None for group in (_CHILD, _ELDER, _PARTNER, _KIN)
    )
    if _FOR_ME.found(flat) and not (child or elder):
        return "se_stesso"
    if elder:
        return "anziano"
    if partner and weak and not child:
        return "coniuge"
    if _DISABLED.found(flat) and not partner:
        return "disabile"
    if child or _CHILD.found(flat):
        return "minore"
    if partner and weak:
        return "coniuge"
    return "altro" if kin else None


def care_setting_in(text: str) -> str | None:
    """Return ``domicilio``, ``diurno``, ``residenziale``, ``sollievo``, or None."""
    flat = _NOT_SETTING.without(words(text))
    return next((name for name, phrases in _SETTINGS.items() if phrases.found(flat)), None)


def work_constraint_in(text: str) -> str | None:
    """Return ``orari``, ``turni``, ``distanza``, ``imprevisti``, or None."""
    flat = words(text)
    return next((name for name, phrases in _CONSTRAINTS.items() if phrases.found(flat)), None)
