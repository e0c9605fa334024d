# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Italian numbers in words, as a table: "ottantasette" -> 87, "ventimila" -> 20000, "una quindicina" -> 15."""

from __future__ import annotations

import re

_UNITS = [
    "zero",
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
]
_TENS = ["-", "-", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"]
_ROUGH = {"paio": 2, "decina": 10, "dozzina": 12, "centinaio": 100} | {
    f"{word[:-1]}ina": 10 * ten for ten, word in enumerate(_TENS) if ten > 1
}
_ROUGH["quindicina"] = 15


def squash(text: str) -> str:
    """Write every doubled letter once: half of all Italian misspellings are a missing or an extra double.

    A letter behind a backslash is left alone, so that regular expressions can be squashed too.
    """
    return re.sub(r"(?<!\\)([a-z])\1+", r"\1", text)


def spelled(number: int) -> str:
    """Return the Italian word of 0 <= number < 1000."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, unit = _TENS[number // 10], number % 10
        return (tens[:-1] if unit in (1, 8) else tens) + (_UNITS[unit] if unit else "")
    hundreds, rest = divmod(number, 100)
    return ("" if hundreds == 1 else _UNITS[hundreds]) + "cento" + (spelled(rest) if rest else "")


def _table() -> dict[str, int]:
    words = {spelled(number): number for number in range(1000) if number != 1}
    words |= {f"{spelled(number)}mila": 1000 * number for number in range(2, 1000)}
    words |= {"mille": 1000, "cent": 100}
    words |= {word[:-1]: 10 * ten for ten, word in enumerate(_TENS) if ten > 1}  # ottant'anni
    words |= {
        w[:-1]: n for w, n in words.items() if n > 1 and w.endswith(("uno", "otto"))
    }  # novantun, diciott'anni
    return {squash(word): number for word, number in words.items()}


#: Squashed word -> number. "uno" is missing on purpose: it is far more often an article or a pronoun.
NUMBERS = _table()
#: Squashed word -> age: "ottantenne", "ottantatreenne", "novenne".
AGES = (
    {
        squash(stem + ending): number
        for number in range(7, 111)  # below, it would be a train or a parapet
        for stem in (spelled(number), spelled(number)[:-1])
        for ending in ("enne", "enni")
    }
    | {"trienne": 3, "decenne": 10}
)
_ROUGHLY = re.compile(rf"\b(?:un[ao]? )?({'|'.join(squash(word) for word in _ROUGH)})(?: di?)?\b")
_ROUGH_VALUES = {squash(word): number for word, number in _ROUGH.items()}


def rough_numbers(text: str) -> str:
    """Write "una quindicina di" as 15; ``text`` is squashed."""
    return _ROUGHLY.sub(lambda match: str(_ROUGH_VALUES[match[1]]), text)
