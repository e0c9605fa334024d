# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which comuni of Lombardy a message names: where the writer lives first, then the others as they come.

In ``geography/``: ``mentions`` finds all that may be a name, ``homonyms`` and ``expectation`` say whether it
is a place there, ``role`` whose. This module chooses among the comuni that a name may mean. The words are in
``content/places.yml``, the names in ``catalogue/data/``.
"""

from __future__ import annotations

from collections.abc import Iterator

from welfare_point.catalogue.reference import Municipality, municipalities

from .facts import Place
from .geography.codes import provinces_in
from .geography.expectation import Expected, expected, needed
from .geography.homonyms import as_quarter, at_an_institution, is_something_else
from .geography.mentions import Mention, mentions_in
from .geography.names import parts_of
from .geography.reading import Text, listed
from .geography.role import Role, role

SURE = 1.0
CALLED_OTHERWISE = 0.9  # a nickname, a first word, a frazione, a CAP
ONE_TYPO, MORE_TYPOS = 0.85, 0.75
GUESSED, GUESSED_AT_MOST = (
    0.35,
    0.4,
)  # of several comuni: this, plus this times its share of their inhabitants

NAMESAKE = 0.5
"""A comune that is called like the first words of another ("Brembate") leaves a doubt only if the other has
at least this share of its inhabitants ("Brembate di Sopra", not "Lodi Vecchio")."""

QUARTER, LARGEST_QUARTER = 0.05, 8000
"""Inhabitants of a frazione or quarter, which nobody counts: a share of its comune's, up to a number."""

_OF, _FRAZIONE = listed("of"), listed("frazione_nouns")
_AT, _QUARTERS = listed("at"), listed("quarter_nouns")


def municipalities_in(text: str) -> tuple[Place, ...]:
    """The comuni named in a text, home first. Empty when it names none, or only provinces and areas.

    ``alternatives``: the ISTAT codes of all comuni that the name may mean, the guess first, then by
    inhabitants; empty when it can mean only one.
    """
    read = Text(text)
    best: dict[str, tuple[Role, Place]] = {}
    for rank, place in _placed(read, _meant(read)):
        known_rank, known = best.get(place.istat, (rank, place))
        best[place.istat] = (min(rank, known_rank), max(place, known, key=lambda p: p.confidence))
    return tuple(place for _, place in sorted(best.values(), key=lambda item: item[0]))


def _meant(text: Text) -> list[Mention]:
    """The names that are meant as comuni of Lombardy."""
    possible = [m for m in mentions_in(text) if not m.outside and not is_something_else(text, m)]
    meant = list(_expected(text, [as_quarter(text, m) for m in possible]))
    meant = [m for m in meant if not at_an_institution(text, m)] or meant
    return [m for before, m, after in _neighbours(meant) if not _says_where_in(text, before, m, after)]


def _expected(text: Text, mentions: list[Mention]) -> Iterator[Mention]:
    last, held = None, Expected.NOT
    for mention in mentions:
        here = expected(text, mention, last, held)
        if here >= needed(text, mention):
            yield mention
            last, held = mention, here


def _neighbours(mentions: list[Mention]) -> Iterator[tuple[Mention | None, Mention, Mention | None]]:
    """Each mention with the one before and the one after it."""
    around: list[Mention | None] = [None, *mentions, None]
    for at, mention in enumerate(mentions):
        yield around[at], mention, around[at + 2]


def _says_where_in(text: Text, before: Mention | None, mention: Mention, after: Mention | None) -> bool:
    """Whether a mention only says where in another it is: "San Rocco di Quistello", "20121 Milano"."""
    if mention.cap and before and not before.cap and before.end >= mention.start - 1:
        return True
    if after is None or after.start - mention.end > 2:
        return False
    gap = [text.word(at) for at in range(mention.end, after.start)]
    inside = bool(gap) and gap[-1] in _OF and all(word in _FRAZIONE for word in gap[:-1])
    if mention.cap:
        return not after.cap and (not gap or len(gap) == 1)
    if gap and gap[0] in _AT and len(gap) == 1 and text.before(mention.start) in _QUARTERS:
        return True  # "zona San Paolo a Brescia"
    another = not set(mention.meanings.comuni) & set(after.meanings.comuni)
    return inside and not mention.meanings.full and another


def _placed(text: Text, mentions: list[Mention]) -> Iterator[tuple[Role, Place]]:
    provinces = provinces_in(text)
    named = {m.meanings.comuni[0] for m in mentions if len(_candidates(m)) == 1}
    for before, mention, after in _neighbours(mentions):
        rank = role(text, mention, before)
        beside = {m.meanings.comuni[0] for m in (before, after) if m and _beside(m, mention)}
        if rank is not None:
            yield (
                rank,
                _place(mention, _narrowed(mention, beside if mention.meanings.full else named, provinces)),
            )


def _beside(one: Mention, other: Mention) -> bool:
    """Whether at most two words stand between: "San Siro, Milano", "Milano zona San Siro"."""
    return max(one.start, other.start) - min(one.end, other.end) <= 2


def _candidates(mention: Mention) -> list[Municipality]:
    """The comuni that a name may mean, the best guess first."""
    meanings, all_of = mention.meanings, municipalities()
    full = [all_of[istat] for istat in meanings.full]
    short = [all_of[istat] for istat in (*meanings.former, *meanings.first) if istat not in meanings.full]
    if full:
        return [*full, *(comune for comune in short if comune.population >= NAMESAKE * full[0].population)]
    parts = [all_of[istat] for istat in meanings.part]
    return sorted(dict.fromkeys([*short, *parts]), key=lambda comune: -_weight(mention, comune))


def _narrowed(mention: Mention, named: set[str], provinces: frozenset[str]) -> list[Municipality]:
    """The comuni that a name may mean here, given the comune or the province that is named with it."""
    parts = (*mention.meanings.part, parts_of().get(mention.key, ""))
    around = [municipalities()[istat] for istat in parts if istat in named]
    if around:
        return around[:1]  # "Monza, San Rocco"
    if mention.plate:
        everything = [municipalities()[istat] for istat in mention.meanings.comuni]
        return [comune for comune in everything if comune.province == mention.plate]
    candidates = _candidates(mention)
    there = [comune for comune in candidates if comune.province in provinces]
    return there if there and len(candidates) > 1 else candidates


def _weight(mention: Mention, comune: Municipality) -> float:
    """Inhabitants of what the name means: the comune, or its frazione or quarter."""
    meanings = mention.meanings
    whole = comune.istat in (*meanings.full, *meanings.former, *meanings.first)
    return comune.population if whole else min(comune.population * QUARTER, LARGEST_QUARTER)


def _place(mention: Mention, candidates: list[Municipality]) -> Place:
    guess = candidates[0]
    if len(candidates) > 1:
        share = _weight(mention, guess) / sum(_weight(mention, comune) for comune in candidates)
        alternatives = tuple(comune.istat for comune in candidates)
        return Place(guess.istat, guess.name, round(GUESSED + GUESSED_AT_MOST * share, 2), alternatives)
    known = SURE if guess.istat in mention.meanings.full else CALLED_OTHERWISE
    typed = {0: SURE, 1: ONE_TYPO}.get(mention.typos, MORE_TYPOS)
    return Place(guess.istat, guess.name, min(known, typed))
