# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What kind of word a word is: a first name, a surname, a comune, an ordinary word, or none that we know.

The lists are in ``content/``; every word here is lower case without accents (``folding.fold_word``).
"""

from __future__ import annotations

import csv
import re
import string
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from welfare_point.api.privacy.folding import fold_word
from welfare_point.catalogue.reference import DATA, municipalities, plain

CONTENT = Path(__file__).resolve().parent / "content"
_PRONOUN = re.compile(
    r"(?<=\w{4})(?:[mtcv]i|si|l[oaie]|ne|gli(?:[eo]l[oaie])?|(?:me|te|ce|ve|se)(?:l[oaie]|ne))$"
)
_SUPERLATIVE = re.compile(r"issim[oaie]$")
_SHORT = 4  # letters; the list of stems keeps words up to this long whole
LONG_ENOUGH = 5  # letters; shorter words are one slip away from too many others


@dataclass(frozen=True, slots=True)
class Names:
    """First names and surnames, and which of them are words as well."""

    given: frozenset[str]
    rare: frozenset[str]
    surnames: frozenset[str]
    only_introduced: frozenset[str]
    also_words: frozenset[str]
    adjectives: frozenset[str]
    capital_words: frozenset[str]
    accented: frozenset[str]


@lru_cache(maxsize=1)
def names() -> Names:
    """The names of ``content/``; those that are words first of all are left out."""
    hand = content("names.yml")
    never = words_of(hand["never"])
    given = (_listed("given_names.txt") | words_of(hand["given"]) | words_of(hand["also_words"])) - never
    return Names(
        given=frozenset(given),
        rare=frozenset(_listed("given_names_rare.txt") - given - never),
        surnames=frozenset(_listed("surnames.txt") | words_of(hand["surnames"])),
        only_introduced=frozenset(words_of(hand["only_introduced"])),
        also_words=frozenset(words_of(hand["also_words"])),
        adjectives=frozenset(words_of(hand["adjectives"])),
        capital_words=frozenset(words_of(hand["capital_words"])),
        accented=frozenset(words_of(hand["accented"])),
    )


@lru_cache(maxsize=8)
def content(name: str) -> dict[str, Any]:
    """A file of ``content/``."""
    loaded: dict[str, Any] = yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))
    return loaded


def words_of(text: str) -> set[str]:
    """Words parted by blanks."""
    return {word if word.isascii() else fold_word(word) for word in text.split()}


def alternatives(text: str) -> str:
    """Phrases parted by ``|`` as alternatives of a regular expression, the longest first."""
    phrases = sorted((phrase.strip() for phrase in text.split("|")), key=len, reverse=True)
    return "|".join(phrase.replace(" ", r"[.']?\s+") for phrase in phrases if phrase)


@lru_cache(maxsize=1)
def places() -> dict[str, list[tuple[str, ...]]]:
    """Comuni, their parts, countries and the like, as words, by their first word; the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    comuni = [name for town in municipalities().values() for name in (town.name, *town.former_names)]
    for name in (*comuni, *_parts_of_comuni(), *_phrases("territories"), *_phrases("feasts")):
        parts = tuple(plain(name).split())
        found.setdefault(parts[0], []).append(parts)
    for group in found.values():
        group.sort(key=len, reverse=True)
    return found


def is_ordinary(word: str) -> bool:
    """Whether a word is in the dictionary, its ending aside ("operaia" as "operaio")."""
    if word in names().given and word not in names().also_words:
        return False
    return _has(_stems(), word)


def is_everyday(word: str) -> bool:
    """Whether people write a word, its ending aside, to a service like this one."""
    return _has(_everyday(), word)


def _has(stems: frozenset[str], word: str) -> bool:
    if len(word) <= _SHORT:
        return word in stems
    agent = word[:-5] + "tor" if word.endswith(("trice", "trici")) else word
    verb = _PRONOUN.sub("", word)
    plain_degree = _SUPERLATIVE.sub("", word)
    return not stems.isdisjoint({word, word[:-1], agent, verb, verb[:-1], plain_degree})


@lru_cache(maxsize=4096)
def is_misspelt(word: str) -> bool:
    """Whether a word is one slip (after its first letter) away from an ordinary one: "disocupata"."""
    if len(word) < LONG_ENOUGH:
        return False
    return any(is_ordinary(variant) for variant in _slips(word))


@lru_cache(maxsize=4096)
def is_everyday_misspelt(word: str) -> bool:
    """Whether a word that no dictionary has is one slip away from an everyday one."""
    if len(word) < LONG_ENOUGH or is_ordinary(word):
        return False
    return any(is_everyday(variant) for variant in _slips(word))


def _slips(word: str) -> set[str]:
    splits = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    letters = string.ascii_lowercase
    return (
        {a + b[1:] for a, b in splits if b}
        | {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
        | {a + c + b[1:] for a, b in splits if b for c in letters}
        | {a + c + b for a, b in splits for c in letters}
    )


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    more = content("context.yml")["words"]
    return frozenset(_listed("words.txt") | {w[:-1] if len(w) > _SHORT else w for w in words_of(more)})


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    more = content("context.yml")["words"]
    return frozenset(_listed("everyday.txt") | {w[:-1] if len(w) > _SHORT else w for w in words_of(more)})


@lru_cache(maxsize=1)
def comuni() -> frozenset[str]:
    """The first words of the comuni."""
    return frozenset(plain(town.name).split()[0] for town in municipalities().values())


def _phrases(name: str) -> list[str]:
    phrases: list[str] = content("context.yml")[name].split("|")
    return phrases


def _parts_of_comuni() -> list[str]:
    with (DATA / "frazioni.csv").open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


def _listed(name: str) -> set[str]:
    lines = (CONTENT / name).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if not line.startswith("#")}
