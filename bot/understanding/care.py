# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is cared for, where the care should take place, and what makes it hard to combine with work."""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

_WORDS = content("care")
_PEOPLE = content("people")
_LISTS = _PEOPLE | _WORDS["lists"]
_FOR_ME = Phrases(_WORDS["for_me"])
_DISABLED = Phrases(_WORDS["disabled"])
_ILL = Phrases(_WORDS["ill"])
_NOT_CARED = Phrases(_WORDS["not_cared"], _LISTS)
_OLD = Phrases("<old> | anzian* | ottantenn* | novantenn* | ultraottant*", _LISTS)
_MY_OLD = Phrases("(mi[ao] | miei | nostr[oaie] | la | il | di | per | con) <old>", _LISTS)
_CHILD, _PARTNER = Phrases(_PEOPLE["child"]), Phrases(_PEOPLE["partner"])
_KIN = Phrases("<kin> | zi[oa] | zii | zie", _PEOPLE)
_NOT_SETTING = Phrases(_WORDS["not_setting"], _LISTS)
_SETTINGS = {name: Phrases(phrases, _LISTS) for name, phrases in _WORDS["setting"].items()}
_CONSTRAINTS = {name: Phrases(phrases, _LISTS) for name, phrases in _WORDS["constraint"].items()}


def care_recipient_in(text: str) -> str | None:
    """Return ``anziano``, ``disabile``, ``minore``, ``coniuge``, ``se_stesso``, ``altro``, or None if nobody is named."""
    said = words(text)
    cared = _NOT_CARED.without(said)
    child, old, partner = (group.found(cared) is not None for group in (_CHILD, _OLD, _PARTNER))
    if _FOR_ME.found(said) and not child and not (old and _MY_OLD.found(cared)):
        return "se_stesso"
    if old:
        return "anziano"
    if partner and not child and _ILL.found(said):
        return "coniuge"
    if _DISABLED.found(said) and not partner:
        return "disabile"
    if child or _CHILD.found(said):
        return "minore"
    if partner and _ILL.found(said):
        return "coniuge"
    return "altro" if _KIN.found(cared) else None


def care_setting_in(text: str) -> str | None:
    """Return ``domicilio``, ``diurno``, ``residenziale``, ``sollievo``, or None."""
    return _first(_SETTINGS, _NOT_SETTING.without(words(text)))


def work_constraint_in(text: str) -> str | None:
    """Return ``orari``, ``turni``, ``distanza``, ``imprevisti``, or None."""
    return _first(_CONSTRAINTS, words(text))


def _first(labels: dict[str, Phrases], text: str) -> str | None:
    return next((label for label, phrases in labels.items() if phrases.found(text)), None)
