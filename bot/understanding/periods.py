# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""For which parts of the year a service is asked: school time, summer, feasts, days without school."""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

PERIODS = ("scuola", "estate", "natale", "carnevale", "pasqua", "chiusure", "tutto-anno")
"""The periods of the contract, in the order in which they are returned."""

_WORDS = content("periods")
_NOT_A_PERIOD = Phrases(_WORDS["not_a_period"], _WORDS)
_WHOLE_YEAR = Phrases(_WORDS["period"]["tutto-anno"], _WORDS)
_SHUT = Phrases(_WORDS["period"]["shut"], _WORDS)
_PERIODS = {name: Phrases(_WORDS["period"][name], _WORDS) for name in PERIODS[:-1]}
_SHUTTING = Phrases(_WORDS["period"]["shutting"], _WORDS)
_PUPIL = Phrases(_WORDS["period"]["pupil"], _WORDS)
_AT_HOME = Phrases(_WORDS["period"]["at_home"], _WORDS)
_OPENS = Phrases(_WORDS["period"]["opens"], _WORDS)
_CAMPS = Phrases(_WORDS["period"]["camps"], _WORDS)
_MORE_EXACT = {"estate", "natale", "carnevale", "pasqua"}
_FEASTS = _MORE_EXACT - {"estate"}


def periods_in(text: str) -> tuple[str, ...]:
    """Return the periods that ``text`` asks for, in the order of ``PERIODS``; empty when it names none.

    Names, places, birthdays, presents and old stories do not count ("zio Natale", "Ponte San Pietro").
    """
    said = _NOT_A_PERIOD.without(words(text))
    parts = _WHOLE_YEAR.without(said)  # "d'estate e d'inverno" is the whole year, not summer
    whole_year = parts != said
    if _AT_HOME.found(parts):
        parts = _OPENS.without(parts)
    found = {name for name, phrases in _PERIODS.items() if phrases.found(parts)}
    if _CAMPS.found(parts) and not found & _FEASTS:
        found.add("estate")
    shut = _SHUT.found(parts) and not found & _MORE_EXACT
    if shut or (_SHUTTING.found(parts) and _PUPIL.found(parts)):
        found.add("chiusure")
    if whole_year:
        found.add("tutto-anno")
    return tuple(name for name in PERIODS if name in found)
