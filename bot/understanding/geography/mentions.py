# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The places that a text may name, meant as places or not: full names, short forms, typos, CAP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import OSA

from welfare_point.bot.understanding.numerals import NUMBERS, squash
from welfare_point.catalogue.reference import municipalities

from .codes import cap_at, plate_at, plate_of_a_city
from .names import (
    LITTLE,
    LONGEST_NAME,
    SURELY_ONE_NAME,
    Meanings,
    canonical,
    common_words,
    everyday_words,
    may_begin,
    names,
    words_of,
)
from .reading import Text, listed
from .typos import LONG, Near, more_like_a_word, nearest_long_names, nearest_names

_JOINING, _AFTER_SATELLITES = listed("joining"), listed("after_satellites")

MOST_TYPOS_READ = 24
"""Unknown words that are compared with every name; a longer text is no question about places."""

MUCH_LARGER = 10
"""How many times larger a comune must be for a typo to mean it rather than another just as near."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words ``start`` to ``end`` (excluded) of a text, what they may mean, and the name that is looked up."""

    start: int
    end: int
    key: str
    meanings: Meanings = field(repr=False)
    typos: int = 0
    rival: bool = False  # a common word is as near to what is written
    cap: bool = False
    plate: str | None = None  # the province that is written after it

    @property
    def only_part(self) -> bool:
        """Whether it is a frazione or quarter, not a comune's own name."""
        return not (self.meanings.full or self.meanings.former or self.meanings.first)

    @property
    def outside(self) -> bool:
        """Whether it is a place, but no comune of Lombardy."""
        return not self.meanings.comuni or (self.meanings.other and not self.meanings.full)


def mentions_in(text: Text) -> list[Mention]:
    """All that may be a place, from left to right, none overlapping another: the longest and best written."""
    exact = list(_exact(text))
    found = exact + list(_misspelt(text, exact))
    taken: set[int] = set()
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, m.typos, m.start)):
        if not taken & set(range(mention.start, mention.end)):
            taken.update(range(mention.start, mention.end))
            kept.append(mention)
    return sorted((_with_plate(text, m) for m in kept), key=lambda m: m.start)


def _exact(text: Text) -> Iterator[Mention]:
    at = 0
    while at < len(text):
        mention = _code(text, at) or _longest(text, at)
        if mention is not None:
            mention = _completed(text, mention)
            yield mention
        at = mention.end if mention else at + 1


def _code(text: Text, at: int) -> Mention | None:
    meanings = cap_at(text, at)
    if meanings:
        return Mention(at, at + 1, text.word(at), meanings, cap=True)
    meanings = plate_of_a_city(text, at)
    return Mention(at, at + 1, text.word(at), meanings) if meanings else None


def _longest(text: Text, at: int) -> Mention | None:
    found, key, raw = None, "", ""
    for end in range(at, min(at + LONGEST_NAME, len(text))):
        if end > at and not text.joined(end):
            break
        key += text.keys[end]
        raw += text.words[end]
        if not may_begin(key) and not may_begin(raw):
            break
        meanings = names().get(key) or names().get(raw)
        split_otherwise = len(key) >= SURELY_ONE_NAME and not _ordinary(text, range(at, end + 1))
        if (
            meanings
            and (end - at + 1 in meanings.lengths or split_otherwise)
            and not _counting(text, at, end)
        ):
            found = Mention(at, end + 1, key if key in names() else raw, meanings)
    return found


def _ordinary(text: Text, span: range) -> bool:
    """Whether a name split in words is just those words: "quattro case", "acqua fredda", "prima l'una"."""
    if text.word(span[0]) in LITTLE:
        return True
    known = everyday_words()
    return not text.written_large(span[0]) and all(
        len(text.word(at)) < 4 or text.word(at) in known or _numeral(text.word(at)) for at in span
    )


def _counting(text: Text, start: int, last: int) -> bool:
    """Whether a name ends with a number that counts what follows: "milano 2 anni", not "abito a Milano 2"."""
    if last == start or not _numeral(text.word(last)) or not text.joined(last + 1):
        return False
    following = text.word(last + 1)
    listing = following in _JOINING and _numeral(text.word(last + 2))  # "milano 2 e 5 anni"
    return listing or following not in _AFTER_SATELLITES


def _numeral(word: str) -> bool:
    return word.isdigit() or squash(word) in NUMBERS


def _completed(text: Text, mention: Mention) -> Mention:
    """Take in what follows if it shortens the rest of a name: "sesto s.g.", "cinisello bals."."""
    size = mention.end - mention.start
    if size not in mention.meanings.lengths or mention.cap:
        return mention
    taken = {istat: _aligned(text, mention.end, words_of(istat)[size:]) for istat in mention.meanings.first}
    most = max(taken.values(), default=0)
    if not most:
        return mention
    which = [istat for istat, words in taken.items() if words == most]
    meanings = Meanings(first=which) if len(which) > 1 else Meanings(full=which)
    return replace(mention, end=mention.end + most, meanings=meanings)


def _aligned(text: Text, at: int, rest: Sequence[str]) -> int:
    """How many words from a position say the rest of a name; none if more than little words are left out."""
    taken = 0
    meant = False
    for word in rest:
        here = at + taken
        if here < len(text) and text.joined(here) and _same_word(text, here, word):
            taken += 1
            meant = meant or word not in LITTLE
        elif word not in LITTLE:
            return 0
    return taken if meant else 0


def _same_word(text: Text, at: int, word: str) -> bool:
    """Whether a written word is this word, shortened ("s.", "bals.", "M.se") or with a typo."""
    written = text.word(at)
    if text.keys[at] == canonical(word):
        return True
    if text.tokens[at].contracted:
        return word.startswith(written[0]) and word.endswith(written[1:])
    if word.startswith(written):
        return _shortens(text, at)
    long_enough = len(written) > 4 and len(word) > 4
    return long_enough and OSA.distance(written, word) <= (2 if len(word) >= LONG else 1)


def _shortens(text: Text, at: int) -> bool:
    """Whether the word at a position stands for one that begins like it."""
    token = text.tokens[at]
    dotted = text.gap_after(at).startswith(".")
    if len(token.word) == 1:
        elides = at + 1 < len(text) and text.tokens[at + 1].elided
        return not elides and (dotted or token.raw.isupper() or token.word not in "aeio")
    last = not text.joined(at + 1)
    return dotted or (len(token.word) > (2 if last else 3) and token.word not in common_words())


def _with_plate(text: Text, mention: Mention) -> Mention:
    """Take in the province written after a name: "Cologno (BG)"."""
    if mention.cap or text.ends_before(mention.end):
        return mention
    plate = plate_at(text, mention.end)
    if all(municipalities()[istat].province != plate for istat in mention.meanings.comuni):
        return mention
    return replace(mention, end=mention.end + 1, plate=plate)


def _misspelt(text: Text, exact: list[Mention]) -> Iterator[Mention]:
    """Names with typos: around every word that is unknown, or that is only a part of names."""
    taken = {at for m in exact for at in range(m.start, m.end)}
    unknown = [at for at in range(len(text)) if at not in taken and _unknown(text, at)]
    parts = [m.start for m in exact if not m.meanings.full and not m.cap and m.end - m.start == 1]
    for at in unknown[:MOST_TYPOS_READ]:
        yield from _one_word(text, at)
    for at in sorted((*unknown, *parts))[:MOST_TYPOS_READ]:
        yield from _several_words(text, at)


def _unknown(text: Text, at: int) -> bool:
    """Whether a word may be a typo: no known word, no number, no acronym ("ELBA")."""
    word = text.word(at)
    acronym = text.capitals_tell and text.tokens[at].raw.isupper()
    return len(word) > 3 and word.isalpha() and word not in common_words() and not acronym


def _one_word(text: Text, at: int) -> Iterator[Mention]:
    word = text.word(at)
    near = nearest_names(word)
    if near:
        for mention in _chosen(at, at + 1, near, more_like_a_word(word, near[0])):
            yield _completed(text, mention)


def _several_words(text: Text, at: int) -> Iterator[Mention]:
    for start in range(max(0, at - 2), at + 1):
        for end in range(max(at + 1, start + 2), min(start + 4, len(text)) + 1):
            span = range(start, end)
            if text.word(start) in LITTLE or not all(text.joined(here) for here in span[1:]):
                continue
            near = nearest_long_names([text.keys[here] for here in span])
            if near and near[0].typos and text.word(start)[:1] == near[0].key[:1]:
                yield from _chosen(start, end, near)


def _chosen(start: int, end: int, near: list[Near], rival: bool = False) -> Iterator[Mention]:
    """One mention of the comuni that are about as near; none when a place outside Lombardy is nearest."""
    if not names()[near[0].key].comuni:
        return
    meanings = [names()[name.key] for name in near if names()[name.key].comuni]
    if len(meanings) > 1:
        codes = dict.fromkeys(istat for m in meanings for istat in (m.full or m.comuni))
        people = {istat: municipalities()[istat].population for istat in codes}
        most = max(people.values())
        comuni = sorted((i for i in codes if people[i] * MUCH_LARGER >= most), key=lambda i: -people[i])
        meanings = [Meanings(full=comuni) if len(comuni) == 1 else Meanings(first=comuni)]
    yield Mention(start, end, near[0].key, meanings[0], typos=near[0].typos, rival=rival)
