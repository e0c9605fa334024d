# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the classifier sees of a text: pieces of words, words in ones and twos, beginnings of words.

Pieces carry typos, words carry meaning, and beginnings stand in for stems: an Italian word says in its
first four or five letters what its ending only inflects.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise

STEMS = (4, 5)
PIECES = range(3, 7)

_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Lower case, no accents, every digit a 0."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\d", "0", bare)


def pieces(text: str) -> Iterator[str]:
    """Runs of 3 to 6 characters inside each word, its borders marked by spaces."""
    for word in plain(text).split():
        marked = f" {word} "
        for size in PIECES:
            yield from (marked[i : i + size] for i in range(max(1, len(marked) - size + 1)))


def _in_ones_and_twos(words: list[str]) -> Iterator[str]:
    yield from words
    yield from (f"{a} {b}" for a, b in pairwise(words))


def words(text: str) -> Iterator[str]:
    """Single words and pairs of neighbours."""
    return _in_ones_and_twos(_WORD.findall(plain(text)))


def stems(text: str) -> Iterator[str]:
    """The same, of the first four and of the first five letters of each word."""
    for length in STEMS:
        beginnings = [word[:length] for word in _WORD.findall(plain(text))]
        yield from (f"{length}{term}" for term in _in_ones_and_twos(beginnings))


BLOCKS: dict[str, tuple[Callable[[str], Iterator[str]], int]] = {
    "pieces": (pieces, 3),
    "words": (words, 2),
    "stems": (stems, 2),
}
"""Each block with the number of messages in which a feature must be seen to count."""
