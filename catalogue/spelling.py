# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that nobody wrote in the catalogue: joined, split or mistyped. The database finds the similar ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import sqlalchemy as sa
from rapidfuzz.distance import OSA
from sqlalchemy.orm import Session

from .models import SearchWord
from .wording import words_of_taxonomy

SHORTEST = 4
"""Letters of a word that may be mistyped: in a shorter one every letter counts."""

SIMILAR = 40
"""Similar words that are compared letter by letter."""

_SQLITE = sa.text(
    "SELECT word FROM search_word JOIN word_index ON word_index.rowid = search_word.rowid "
    "WHERE word_index MATCH :pieces ORDER BY word_index.rank LIMIT :at_most"
)
_POSTGRESQL = sa.text(
    "SELECT word FROM search_word WHERE word % :word ORDER BY similarity(word, :word) DESC, word LIMIT :at_most"
)
_HAS_TRIGRAMS = sa.text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")


def padded(word: str) -> str:
    """With blanks, as PostgreSQL does by itself: what begins alike is more alike."""
    return f"  {word} "


def known(session: Session, words: Iterable[str]) -> set[str]:
    """Which words are in the catalogue or the taxonomy."""
    said = set(words)
    here = said & words_of_taxonomy()
    return here.union(session.scalars(sa.select(SearchWord.word).where(SearchWord.word.in_(said - here))))


def spellings(session: Session, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each word of a text the words meant: itself if it is known, or else the most similar ones."""
    pairs = {first + second: (first, second) for first, second in pairwise(words)}
    parts = {word: _parts(word) for word in words}
    pieces = {piece for splits in parts.values() for split in splits for piece in split}
    exist = known(session, {*words, *pairs, *pieces})
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        if word in exist:
            found[word] = (word,)
        elif split := next((s for s in parts[word] if exist.issuperset(s)), None):
            found[word] = split
        else:
            found[word] = _similar(session, word)
    for joined, (first, _) in pairs.items():
        if joined in exist:
            found[first] = (*found[first], joined)
    return found


def _parts(word: str) -> list[tuple[str, str]]:
    """How a word may have lost a blank."""
    return [(word[:place], word[place:]) for place in range(3, len(word) - 2)]


def _similar(session: Session, word: str) -> tuple[str, ...]:
    if len(word) < SHORTEST or not word.isalpha():
        return ()
    slips = 1 if len(word) < 7 else 2
    others = words_of_taxonomy().union(_candidates(session, word))
    near = {other: OSA.distance(word, other, score_cutoff=slips) for other in others}
    least = min(near.values(), default=slips + 1)
    return tuple(sorted(other for other, slip in near.items() if slip == least <= slips))[:3]


def _candidates(session: Session, word: str) -> Sequence[str]:
    if session.get_bind().dialect.name == "sqlite":
        text = padded(word)
        pieces = " OR ".join(f'"{text[n : n + 3]}"' for n in range(len(text) - 2))
        return session.scalars(_SQLITE, {"pieces": pieces, "at_most": SIMILAR}).all()
    if session.scalar(_HAS_TRIGRAMS):
        return session.scalars(_POSTGRESQL, {"word": word, "at_most": SIMILAR}).all()
    # Without the extension: words that begin alike and are about as long.
    length = sa.func.length(SearchWord.word).between(len(word) - 2, len(word) + 2)
    alike = sa.select(SearchWord.word).where(SearchWord.word.startswith(word[:2]), length)
    return session.scalars(alike).all()
