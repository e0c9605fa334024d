# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that nobody wrote in the catalogue: joined, split or mistyped. The database finds the similar ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

import sqlalchemy as sa
from rapidfuzz.distance import OSA
from sqlalchemy.orm import Session

from .models import SearchWord
from .wording import stem, words_of_taxonomy

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


def spellings(session: Session, words: Sequence[str]) -> list[tuple[str, ...]]:
    """For each word of a text the stems meant: its own if it is known, or else those of the most similar words.

    Two words that the catalogue writes as one mean that one too, one that it writes as two means both.
    """
    pairs = [first + second for first, second in pairwise(words)]
    parts = {word: _parts(word) for word in words}
    pieces = {piece for splits in parts.values() for split in splits for piece in split}
    exist = _known(session, {*words, *pairs, *pieces})
    found = [_meant(session, word, parts[word], exist) for word in words]
    for place, joined in enumerate(pairs):
        if joined in exist:
            found[place] = (*found[place], stem(joined))
    return found


def _known(session: Session, words: Iterable[str]) -> set[str]:
    """The words of which the catalogue or the taxonomy has the stem."""
    by_stem: dict[str, list[str]] = {}
    for word in words:
        by_stem.setdefault(stem(word), []).append(word)
    here = by_stem.keys() & set(words_of_taxonomy().values())
    query = sa.select(SearchWord.stem).where(SearchWord.stem.in_(by_stem.keys() - here)).distinct()
    return {word for one in here.union(session.scalars(query)) for word in by_stem[one]}


def _meant(
    session: Session, word: str, parts: Iterable[tuple[str, str]], exist: Collection[str]
) -> tuple[str, ...]:
    if word in exist:
        return (stem(word),)
    similar = _similar(session, word)
    split = None if similar else next((pair for pair in parts if pair[0] in exist and pair[1] in exist), None)
    return tuple(dict.fromkeys(map(stem, similar or split or ())))


def _parts(word: str) -> list[tuple[str, str]]:
    """How a word may have lost a blank."""
    return [(word[:place], word[place:]) for place in range(3, len(word) - 2) if word.isalpha()]


def _similar(session: Session, word: str) -> tuple[str, ...]:
    if len(word) < SHORTEST or not word.isalpha():
        return ()
    slips = 1 if len(word) < 7 else 2
    others = {*words_of_taxonomy(), *_candidates(session, word)}
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
