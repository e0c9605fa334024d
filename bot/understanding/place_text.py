# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text as the words around its places: what stands before each, where sentences end, which capitals mean something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from welfare_point.bot.understanding.gazetteer import LITTLE, WORDS, canonical
from welfare_point.catalogue.reference import plain

# "M.se", "c.so", "v.le", "S.ta" are one word.
_TOKEN = re.compile(r"\b[^\W\d_]\.[^\W\d_]{2,3}\b|[^\W_]+")
_ENDS = re.compile(r"[!?;\n]|\.(?!\w)")
_SHORTENED = 4
"""A full stop after a word up to this long shortens it ("sig.", "prov.", "S.")."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its plain form, how it is written, and what stands between it and the word before."""

    word: str
    raw: str
    gap: str
    same: str  # the form under which names are looked up

    @property
    def contracted(self) -> bool:
        """Whether it is the first and last letters of a word ("M.se")."""
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
                follows = _TOKEN.search(text, match.end())
                verb = word == "sto" and follows is not None and follows[0].lower() in LITTLE
                same = word if verb else canonical(word)
                self.tokens.append(Token(word, match[0], text[end : match.start()], same))
                end = match.end()
        self.tail = text[end:]
        words = [token.raw for token in self.tokens if len(token.raw) > 2 and token.raw.isalpha()]
        capital = sum(raw[0].isupper() for raw in words)
        self.capitals_mean_something = not (
            any(map(str.isupper, words)) and all(map(str.isupper, words)) or (len(words) > 3 and capital > 0.8 * len(words))
        )

    def __len__(self) -> int:
        return len(self.tokens)

    def word(self, at: int) -> str:
        """The plain word at a position, empty outside the text."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def before(self, at: int) -> str:
        """The word before a position when nothing but space stands between, else empty."""
        return self.word(at - 1) if at < len(self.tokens) and self.joined(at) else ""

    def joined(self, at: int) -> bool:
        """Whether no comma, bracket or end of sentence stands before a position."""
        return at > 0 and not self.ends_before(at) and not set(self.tokens[at].gap) & set(",()[]:\n•|")

    def ends_before(self, at: int) -> bool:
        """Whether a sentence ends before a position; the full stop of "sig." or "S." ends none."""
        if at <= 0 or at >= len(self.tokens):
            return True
        gap = self.tokens[at].gap
        if "." in gap and len(self.word(at - 1)) <= _SHORTENED and not set(gap) & set("!?;\n"):
            return False
        return bool(_ENDS.search(gap))

    def capital(self, at: int) -> bool:
        """Whether a capital letter at a position tells a name (not the start of a sentence, not all capitals)."""
        return self.capitals_mean_something and self.tokens[at].raw[0].isupper() and not self.ends_before(at)

    def gap_after(self, at: int) -> str:
        """What stands after the word at a position."""
        return self.tokens[at + 1].gap if at + 1 < len(self.tokens) else self.tail


class Words:
    """A list of words; ``*`` stands for any ending."""

    def __init__(self, words: Iterable[str]) -> None:
        listed = list(words)
        self._exact = frozenset(word for word in listed if "*" not in word)
        self._stems = tuple(word[:-1] for word in listed if word.endswith("*"))

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self._exact or (bool(self._stems) and word.startswith(self._stems)))


def listed(*path: str) -> Words:
    """A list of ``places.yml``."""
    found = WORDS
    for step in path:
        found = found[step]
    return Words(found)
