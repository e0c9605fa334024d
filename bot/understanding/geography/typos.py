# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names that a misspelt word may mean, and whether it may rather be a common word."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from welfare_point.catalogue.reference import municipalities

from .names import SURELY_ONE_NAME, WORDS, glued, lines, names

LONG = 8
"""Letters from which a name is known again with two typos."""

SHORTEST = 4
"""Letters of the shortest name that is known again with a typo ("lodi")."""

COMMONEST = 5000
"""Words that a misspelt word is rather than a place as near to it."""

AS_LIKELY = 0.1
"""Typos whose slips differ by no more are equally likely."""

FAME = 0.1
"""How much of a slip ten times as many inhabitants outweigh."""

SOME_FRAZIONE, SOME_TOWN, SOME_CITY = 500, 2_000, 100_000
"""Inhabitants that are taken for granted where none are known; towns and cities are those elsewhere."""

MOST_COMPARED = 8


@dataclass(frozen=True, slots=True)
class Near:
    """A name that resembles a text: by how many typos, and how unlikely they are."""

    key: str
    typos: int
    slip: float


def nearest_names(word: str) -> list[Near]:
    """The likeliest names within one typo of a word, or two of a long one."""
    near = _near(word, _alike(_short_keys(), word), 1 if len(word) < LONG else 2)
    return _likeliest([name for name in near if name.typos < 2 or len(name.key) >= LONG])


def nearest_long_names(words: Sequence[str]) -> list[Near]:
    """The likeliest names of several words, of which these have at least one right."""
    index = _long_keys()
    sharing = dict.fromkeys(key for word in words for key in index.get(word, ()))
    letters = sum(map(len, words))
    return _likeliest(_near("".join(words), list(sharing), 1 + (letters >= 12) + (letters >= 16)))


def more_like_a_word(text: str, near: Near) -> bool:
    """Whether one of the commonest words is as near to a text as the name that it may be."""
    words = _near(text, _alike(_commonest(), text), near.typos)
    return any(word.slip <= near.slip + AS_LIKELY for word in words)


def _near(text: str, choices: list[str], typos: int) -> list[Near]:
    found = process.extract(text, choices, scorer=OSA.distance, score_cutoff=typos, limit=MOST_COMPARED)
    return [Near(key, int(distance), _slip(text, key, int(distance))) for key, distance, _ in found]


def _likeliest(near: list[Near]) -> list[Near]:
    """The names that are meant most likely, the likeliest first: few typos, and a place of many people."""
    unlikely = {name: name.slip - FAME * math.log10(_people(name.key)) for name in near}
    ordered = sorted(near, key=unlikely.__getitem__)
    return [name for name in ordered if unlikely[name] <= unlikely[ordered[0]] + AS_LIKELY]


def _people(key: str) -> int:
    """Inhabitants of the largest place of a name."""
    meanings = names()[key]
    whole = [*meanings.full, *meanings.former, *meanings.first]
    if whole:
        return max(municipalities()[istat].population for istat in whole)
    if meanings.part:
        return SOME_FRAZIONE
    return SOME_CITY if key in _cities() else SOME_TOWN


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    return frozenset(glued(name.split()) for name in WORDS["elsewhere"])


def _slip(written: str, meant: str, typos: int) -> float:
    """How unlikely a typo is: people lose a double letter, swap two, or lose one, before they hit another."""
    if typos != 1:
        return float(typos)
    longer, shorter = (written, meant) if len(written) > len(meant) else (meant, written)
    if len(longer) == len(shorter):
        return 0.7 if sorted(written) == sorted(meant) else 1.0
    lost = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    return 0.5 if lost and longer[lost] == longer[lost - 1] else 0.8


Alike = Mapping[str, list[str]]
"""Words by their first letter ("b") and by their second ("-r"): a typo leaves one of the two where it was."""


def _by_letters(words: Iterable[str]) -> Alike:
    alike: dict[str, list[str]] = {}
    for word in words:
        alike.setdefault(word[0], []).append(word)
        alike.setdefault("-" + word[1], []).append(word)
    return alike


def _alike(words: Alike, word: str) -> list[str]:
    """The words that begin like another, or like it with a letter swapped, lost or added at its start."""
    starts = dict.fromkeys((word[0], word[1], "-" + word[0]))
    return [near for start in starts for near in words.get(start, ())]


@lru_cache(maxsize=1)
def _long_keys() -> Mapping[str, list[str]]:
    """The keys of the names of several words, by each word that tells something."""
    index: dict[str, list[str]] = {}
    for key, meanings in names().items():
        for word in meanings.words if len(key) >= SURELY_ONE_NAME else ():
            index.setdefault(word, []).append(key)
    return index


@lru_cache(maxsize=1)
def _short_keys() -> Alike:
    return _by_letters(key for key in names() if len(key) >= SHORTEST)


@lru_cache(maxsize=1)
def _commonest() -> Alike:
    return _by_letters(lines("common_words")[:COMMONEST])
