# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message as words, each with its kind, which is all that the rules for names look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from welfare_point.api.privacy import lexicon

_WORD = re.compile(r"[^\W\d_]+")
_ACCENT = re.compile(r"'(?![^\W\d_])")
_SENTENCE_END = re.compile(r"[.!?;\n\"(*>•]|^\W*-")
_CAMEL_CASE = re.compile(r"[A-Z][a-z]+[A-Z]\w+")
_PREFIXES = ("De", "Di", "Da", "La", "Lo", "Mc", "Mac", "Del", "Dal", "El", "Al", "Ben")
_SHOUTING = 0.7  # share of capitals from which capitals tell nothing
ACRONYM = 5  # letters at most
_CLOSE = 2  # characters between the words of one name of a comune


class Place(Enum):
    """What calls for a name here, by example."""

    INTRODUCED = "mi chiamo"
    TITLED = "la signora"
    KIN = "mio figlio"
    PRESENTED = "sono"
    COMPANY = "insieme a"
    CLOSING = "grazie"
    LISTED = "Anna e"
    BARE = ""


@dataclass(slots=True)
class Word:
    """``gap`` is what stands before it; ``capital`` is false where a capital tells nothing; ``initial``: a
    sentence begins here; ``accented``: its last vowel is, so that "sarà" is not Sara.
    """

    text: str
    low: str
    start: int
    end: int
    gap: str
    capital: bool
    initial: bool
    accented: bool
    kind: str = "unknown"

    @property
    def acronym(self) -> bool:
        """Two to five capitals in a text that is not all in capitals."""
        return self.capital and 1 < len(self.text) <= ACRONYM and self.text.isupper()

    @property
    def proper(self) -> bool:
        """A capital that can only be a name's."""
        return self.capital and not self.initial


def read_words(text: str) -> list[Word]:
    """The words of a folded text.

    Kinds: ``given`` (a first name), ``rare`` (one that few bear), ``short`` (a pet name), ``maybe`` (a first
    name and a word), ``surname``, ``family`` (a surname and a word), ``place``, ``body``, ``stop``, ``word``,
    ``letter``, ``code`` (part of a number or an address), ``foreign`` (in another alphabet), ``unknown``.
    """
    letters = [c for c in text if c.isalpha()]
    shouting = sum(c.isupper() for c in letters) > _SHOUTING * len(letters) and len(letters) > ACRONYM
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        token, start = match.group(), match.start()
        accented = (
            text[match.end() : match.end() + 1] == "'"
            and not text[match.end() + 1 : match.end() + 2].isalpha()
        )
        gap = text[end:start]
        word = Word(
            text=token,
            low=token.lower(),
            start=start,
            end=match.end(),
            gap=gap,
            capital=token[0].isupper() and not shouting,
            initial=not words or bool(_SENTENCE_END.search(gap)),
            accented=accented,
        )
        beside = text[start - 1 : start] + text[match.end() : match.end() + 1]
        word.kind = "code" if any(c.isdigit() or c in "_@" for c in beside) else _kind(word, shouting)
        words.append(word)
        end = match.end() + accented
    _mark_places(words)
    return words


@lru_cache(maxsize=1)
def roles() -> dict[str, frozenset[str]]:
    """The lists of ``context.yml`` as sets of words."""
    return {
        role: frozenset(lexicon.words_of(text.replace("|", " ")))
        for role, text in lexicon.content("context.yml").items()
    }


def _kind(word: Word, shouting: bool) -> str:
    names, low = lexicon.names(), word.low
    if len(low) == 1:
        return "letter"
    if not low.isascii():
        return "foreign"
    if low in roles()["stop"]:
        return "maybe" if word.proper and low in names.also_words else "stop"
    if low in roles()["organisations"]:
        return "body"
    if low in roles()["no_names"]:
        return "word"
    if word.accented and low not in names.accented and not (word.proper and low in names.given):
        return "word" if lexicon.is_ordinary(low) or low in names.given else "unknown"
    ordinary = lexicon.is_ordinary(low)
    if low in names.only_introduced:
        return "short"
    if low in names.given:
        return "maybe" if low in names.also_words or ordinary else "given"
    if low in names.rare and (word.capital or shouting) and not word.acronym and not ordinary:
        return "rare"
    if low in names.surnames:
        return "family" if ordinary else "surname"
    camel = _CAMEL_CASE.fullmatch(word.text) and not word.text.startswith(_PREFIXES)
    if ordinary:
        strange = (
            len(low) > 3
            and word.proper
            and not word.acronym
            and not camel
            and not lexicon.is_everyday(low)
            and low not in _called()
        )
        return "unknown" if strange else "word"  # "mia figlia Ondina"
    return "body" if word.acronym or camel else "unknown"


@lru_cache(maxsize=1)
def _called() -> frozenset[str]:
    """What persons and bodies are called by, which no capital makes a name."""
    lists = ("kin", "titles", "bodies", "body_words", "does", "greetings", "firms", "no_names")
    return frozenset().union(*(roles()[name] for name in lists))


def _mark_places(words: list[Word]) -> None:
    """The longest name of a place at each word; one that is a single ordinary word needs its capital."""
    index = 0
    while index < len(words):
        index += _place_at(words, index) or 1


def _place_at(words: list[Word], index: int) -> int:
    first = words[index]
    known = lexicon.places().get(first.low, ())
    for parts in known:
        found = words[index : index + len(parts)]
        if tuple(word.low for word in found) != parts or any(not _is_close(b) for _, b in pairwise(found)):
            continue
        if len(parts) == 1 and not first.capital and first.kind not in ("unknown", "surname", "foreign"):
            continue
        if len(parts) == 1 and first.kind == "given" and not _is_said_of_places(words, index):
            continue  # Irma is a comune too
        for word in found:
            word.kind = "place"
        return len(parts)
    said = _is_said_of_places(words, index)
    if known and first.capital and ((said and first.kind != "given") or first.kind == "unknown"):
        first.kind = "place"  # "Cernusco", for Cernusco sul Naviglio
    return 0


def _is_said_of_places(words: list[Word], index: int) -> bool:
    return index > 0 and words[index - 1].low in roles()["before_places"]


def _is_close(word: Word) -> bool:
    return len(word.gap) <= _CLOSE and not word.gap.strip(" '-.\n")
