# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""CAP and the letters of provinces, as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from welfare_point.catalogue.reference import find_municipality, municipalities

from .names import WORDS, Meanings
from .reading import Text, Words, listed

_MONEY = listed("money")
_PLATES: dict[str, str] = WORDS["plates"]
_LOWER_PLATES = frozenset(WORDS["plates_in_lower_case"])
_STRONG, _OF = listed("prepositions", "strong"), listed("of")
_PROVINCE_NOUNS = listed("province_nouns")
_CAP = "cap"


@lru_cache(maxsize=1)
def _caps() -> Mapping[str, Meanings]:
    caps: dict[str, Meanings] = {}
    for comune in sorted(municipalities().values(), key=lambda m: -m.population):
        for cap in comune.caps:
            caps.setdefault(cap, Meanings()).first.append(comune.istat)
    for cap, name in WORDS["old_caps"].items():
        city = find_municipality(name)
        if city and cap not in caps:
            caps[cap] = Meanings(former=[city.istat])
    return caps


def cap_at(text: Text, at: int) -> Meanings | None:
    """The comuni of the CAP at a position; ``None`` if there is none, or if the number is a sum of money."""
    word = text.word(at)
    if word not in _caps():
        return None
    near = [text.word(here) for here in (*range(at - 4, at), at + 1, at + 2)]
    price = "€" in text.tokens[at].gap + text.gap_after(at) or any(other in _MONEY for other in near)
    return _caps()[word] if text.word(at - 1) == _CAP or not price else None


def plate_at(text: Text, at: int) -> str | None:
    """The province whose letters stand at a position: "BG", "(bg)", "bg"; not "mi", "so", "va"."""
    word = text.word(at)
    if word not in _PLATES:
        return None
    token = text.tokens[at]
    sure = word in _LOWER_PLATES or "(" in token.gap or (token.raw.isupper() and text.capitals_tell)
    return word.upper() if sure else None


def plate_of_a_city(text: Text, at: int) -> Meanings | None:
    """The city that letters stand for in "abito a BG"; ``None`` in "provincia di BG"."""
    before = text.before(at)
    if before not in _STRONG and before not in _OF:
        return None
    if plate_at(text, at) is None or text.word(at - 2) in _PROVINCE_NOUNS:
        return None
    city = find_municipality(_PLATES[text.word(at)])
    return Meanings(former=[city.istat], lengths={1}) if city else None


_CITIES = {city.lower(): plate.upper() for plate, city in _PLATES.items()}
_DEMONYMS = [(Words([word]), province) for word, province in WORDS["demonyms"].items()]


@lru_cache(maxsize=20_000)
def _of_a_province(word: str) -> str | None:
    return next((province for words, province in _DEMONYMS if word in words), None)


def provinces_in(text: Text) -> frozenset[str]:
    """The one province that a text names, as "provincia di X" or by adjective; empty if there are several."""
    found = {_of_a_province(word) for word in text.words}
    for at, word in enumerate(text.words):
        noun = text.word(at - 2) if text.word(at - 1) in _OF else text.word(at - 1)
        if word in _CITIES and noun in _PROVINCE_NOUNS:
            found.add(_CITIES[word])
    named = frozenset(province for province in found if province)
    return named if len(named) == 1 else frozenset()
