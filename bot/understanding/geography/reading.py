# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text as the words around its places: what is before each, where sentences end, what capitals tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from welfare_point.catalogue.reference import plain

from .names import LITTLE, WORDS, canonical

# "M.se", "c.so", "v.le", "S.ta" are one word.
_TOKEN = re.compile(r"\b[^\W\d_]\.[^\W\d_]{2,3}\b|[^\W_]+")
_ENDS = re.compile(r"[!?;.\n]")
_SURELY_ENDS = re.compile(r"[!?;\n]|\.\.")
_PARTS = re.compile(r"[,:()\[\]•|]")

_SHORTENED = frozenset(WORDS["abbreviations"])


class Words:
    """A list of words; ``*`` at an end of one stands for any letters."""

    def __init__(self, words: Iterable[str]) -> None:
        listed = list(words)
        self._exact = frozenset(word for word in listed if "*" not in word)
        self._stems = tuple(word[:-1] for word in listed if word.endswith("*"))
        self._endings = tuple(word[1:] for word in listed if word.startswith("*"))

    def __contains__(self, word: str) -> bool:
        return word in self._exact or word.startswith(self._stems) or word.endswith(self._endings)


def listed(*path: str) -> Words:
    """A list of ``places.yml``."""
    found = WORDS
    for step in path:
        found = found[step]
    return Words(found)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its plain form, how it is written, and what stands between it and the word before."""

    word: str
    raw: str
    gap: str

    @property
    def contracted(self) -> bool:
        """Whether it is the first and the last letters of a word ("M.se")."""
        return "." in self.raw

    @property
    def elided(self) -> bool:
        """Whether an apostrophe joins it to the word before ("d'Adda")."""
        return self.gap in ("'", "’")


@lru_cache(maxsize=20_000)
def _plain_word(raw: str) -> str:
    return plain(raw).replace(" ", "")


class Text:
    """The tokens of a message, with the questions that are asked about their surroundings."""

    def __init__(self, text: str) -> None:
        self.tokens: list[Token] = []
        end = 0
        for match in _TOKEN.finditer(text):
            word = _plain_word(match[0])
            if word:
                self.tokens.append(Token(word, match[0], text[end : match.start()]))
                end = match.end()
        self.tail = text[end:]
        self.words = [token.word for token in self.tokens]
        self.keys = [self._key(at) for at in range(len(self))]
        self._ends = [self._sentence_ends_before(at) for at in range(len(self))]
        self._joined = [
            not (ends or _PARTS.search(token.gap))
            for token, ends in zip(self.tokens, self._ends, strict=True)
        ]
        self.capitals_tell = self._some_are_small()

    def __len__(self) -> int:
        return len(self.tokens)

    def _key(self, at: int) -> str:
        """The form under which names are looked up; "sto" is no saint in "sto a"."""
        word = self.words[at]
        return word if word == "sto" and self.word(at + 1) in LITTLE else canonical(word)

    def _sentence_ends_before(self, at: int) -> bool:
        gap = self.tokens[at].gap
        if at == 0 or gap == " " or not _ENDS.search(gap):
            return at == 0
        word = self.words[at - 1]
        return (len(word) > 1 and word not in _SHORTENED) or bool(_SURELY_ENDS.search(gap))

    def _some_are_small(self) -> bool:
        long = [token.raw for token in self.tokens if len(token.raw) > 2 and token.raw.isalpha()]
        shouted = bool(long) and all(map(str.isupper, long))
        return not shouted and (len(long) < 4 or sum(raw[0].isupper() for raw in long) <= 0.8 * len(long))

    def word(self, at: int) -> str:
        """The plain word at a position, empty outside the text."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def before(self, at: int) -> str:
        """The word before a position when nothing but space stands between, else empty."""
        return self.words[at - 1] if self.joined(at) else ""

    def joined(self, at: int) -> bool:
        """Whether no comma, bracket or end of sentence stands before a position."""
        return 0 < at < len(self._joined) and self._joined[at]

    def ends_before(self, at: int) -> bool:
        """Whether a sentence ends before a position; the full stop of "prov." or "S." ends none."""
        return not 0 < at < len(self._ends) or self._ends[at]

    def written_large(self, at: int) -> bool:
        """Whether the word at a position has a capital, in a text where not all have one."""
        return self.capitals_tell and self.tokens[at].raw[0].isupper()

    def capital(self, at: int) -> bool:
        """Whether a capital letter at a position tells a name: not at the start of a sentence."""
        return self.written_large(at) and not self.ends_before(at)

    def gap_after(self, at: int) -> str:
        """What stands after the word at a position."""
        return self.tokens[at + 1].gap if at + 1 < len(self.tokens) else self.tail
