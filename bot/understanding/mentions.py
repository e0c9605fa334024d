# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The places that a text may name, whether or not they are meant as places: names, short forms, typos, CAP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from welfare_point.catalogue.reference import find_municipality, municipalities, plain

from .gazetteer import (
    LITTLE,
    LONGEST_NAME,
    SURELY_ONE_NAME,
    WORDS,
    Meanings,
    Near,
    canonical,
    common_words,
    more_like_a_word,
    names,
    nearest_names,
)
from .place_text import Text, listed

MOST_TYPOS_READ = 24
"""Unknown words that are compared with every name; a longer text is no question about places."""

MUCH_LARGER = 10
"""How many times larger a comune must be for a typo to mean it rather than another just as near."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words ``start`` to ``end`` (excluded) of a text and what they may mean. ``key``: the name as looked up."""

    start: int
    end: int
    key: str
    meanings: Meanings = field(repr=False)
    typos: int = 0
    rival: bool = False  # a common word is as near to what is written
    cap: bool = False
    plate: str | None = None  # the province that is written after it

    @property
    def outside(self) -> bool:
        """Whether it is a place, but no comune of Lombardy."""
        return not self.meanings.comuni or (self.meanings.other and not self.meanings.full)


def mentions_in(text: Text) -> list[Mention]:
    """All that may be a place, from left to right, none overlapping another."""
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
        mention = _cap(text, at) or _longest(text, at) or _plate_alone(text, at)
        if mention is not None:
            mention = _completed(text, mention)
            yield mention
        at = mention.end if mention else at + 1


def _longest(text: Text, at: int) -> Mention | None:
    found, key, raw = None, "", ""
    for end in range(at, min(at + LONGEST_NAME, len(text))):
        if end > at and not text.joined(end):
            break
        key += text.tokens[end].same
        raw += text.tokens[end].word
        meanings = names().get(key) or names().get(raw)
        split_otherwise = len(key) >= SURELY_ONE_NAME and text.word(at) not in LITTLE
        if meanings and (end - at + 1 in meanings.lengths or split_otherwise):
            found = Mention(at, end + 1, key if key in names() else raw, meanings)
    return found


def _completed(text: Text, mention: Mention) -> Mention:
    """Take in what follows when it shortens the rest of a name: "sesto s.g.", "cinisello bals.", "cassano magnano"."""
    size = mention.end - mention.start
    if size not in mention.meanings.lengths or mention.cap:
        return mention
    best, which = 0, []
    for istat in mention.meanings.first:
        taken = _aligned(text, mention.end, plain(municipalities()[istat].name).split()[size:])
        if taken > best:
            best, which = taken, []
        if taken and taken == best:
            which.append(istat)
    if not which:
        return mention
    meanings = Meanings(first=which) if len(which) > 1 else Meanings(full=which)
    return replace(mention, end=mention.end + best, meanings=meanings)


def _aligned(text: Text, at: int, rest: list[str]) -> int:
    """How many words from a position say the rest of a name; none if they leave out more than little words."""
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
    """Whether a written word is this word, shortened ("s.", "bals.", "mil") or with a typo."""
    token = text.tokens[at]
    if token.same == canonical(word):
        return True
    dotted = text.gap_after(at).startswith(".")
    if text.tokens[at].contracted:
        return word.startswith(token.word[0]) and word.endswith(token.word[1:])
    if word.startswith(token.word):
        if len(token.word) == 1:
            elides = at + 1 < len(text) and text.tokens[at + 1].elided
            return not elides and (dotted or token.raw.isupper() or token.word not in "aeio")
        return dotted or (len(token.word) > 3 and token.word not in common_words())
    return len(token.word) > 4 and OSA.distance(token.word, word) <= (2 if len(word) > 7 else 1) and len(word) > 4


@lru_cache(maxsize=1)
def _caps() -> dict[str, Meanings]:
    caps: dict[str, Meanings] = {}
    for comune in sorted(municipalities().values(), key=lambda m: -m.population):
        for cap in comune.caps:
            caps.setdefault(cap, Meanings()).first.append(comune.istat)
    for cap, name in WORDS["old_caps"].items():
        comune = find_municipality(name)
        if comune and cap not in caps:
            caps[cap] = Meanings(former=[comune.istat])
    return caps


_MONEY = listed("money")


def _cap(text: Text, at: int) -> Mention | None:
    word = text.word(at)
    if len(word) != 5 or not word.isdigit() or word not in _caps():
        return None
    near = [text.word(here) for here in (*range(at - 4, at), at + 1, at + 2)]
    price = "€" in text.tokens[at].gap or "€" in text.gap_after(at) or any(other in _MONEY for other in near)
    if price and text.word(at - 1) != "cap":
        return None
    return Mention(at, at + 1, word, _caps()[word], cap=True)


_PLATES: dict[str, str] = WORDS["plates"]
_LOWER_PLATES = frozenset(WORDS["plates_in_lower_case"])


def _plate(text: Text, at: int) -> str | None:
    """The province whose letters stand at a position: "BG", "(bg)", "bg"; not "mi", "so", "va"."""
    word = text.word(at)
    if word not in _PLATES:
        return None
    token = text.tokens[at]
    sure = word in _LOWER_PLATES or "(" in token.gap or (token.raw.isupper() and text.capitals_mean_something)
    return word.upper() if sure else None


def _plate_alone(text: Text, at: int) -> Mention | None:
    """ "abito a BG": the city, when a preposition of place is before it."""
    if _plate(text, at) and text.before(at) in ("a", "ad", "da", "di"):
        city = find_municipality(_PLATES[text.word(at)])
        if city and not (text.before(at) == "di" and text.word(at - 2) in ("provincia", "prov")):
            return Mention(at, at + 1, text.word(at), Meanings(former=[city.istat], lengths={1}))
    return None


def _with_plate(text: Text, mention: Mention) -> Mention:
    """Choose by the province written after a name: "Cologno (BG)"."""
    if mention.end >= len(text) or text.ends_before(mention.end) or mention.cap:
        return mention
    plate = _plate(text, mention.end)
    if plate is None or not any(municipalities()[istat].province == plate for istat in mention.meanings.comuni):
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
    word = text.word(at)
    return len(word) > 4 and word.isalpha() and word not in common_words()


def _one_word(text: Text, at: int) -> Iterator[Mention]:
    word = text.word(at)
    near = nearest_names(word, 1 if len(word) < 8 else 2, whole=False)
    if near:
        yield from _chosen(at, at + 1, near, more_like_a_word(word, near[0]))


def _several_words(text: Text, at: int) -> Iterator[Mention]:
    for start in range(max(0, at - 2), at + 1):
        for end in range(max(at + 1, start + 2), min(start + 4, len(text)) + 1):
            span = range(start, end)
            if text.word(start) in LITTLE or not all(text.joined(here) for here in span[1:]):
                continue
            key = "".join(text.tokens[here].same for here in span)
            near = nearest_names(key, 1 if len(key) < 12 else 2 if len(key) < 16 else 3, whole=True)
            if near and near[0].typos and text.word(start)[:1] == near[0].key[:1]:
                yield from _chosen(start, end, near)


def _chosen(start: int, end: int, near: list[Near], rival: bool = False) -> Iterator[Mention]:
    """One mention of the comuni that are equally near; none when a place outside Lombardy is as near."""
    meanings = [names()[name.key] for name in near]
    if any(m.other and not m.comuni for m in meanings):
        return
    codes = dict.fromkeys(istat for m in meanings for istat in (m.full or m.comuni))
    people = {istat: municipalities()[istat].population for istat in codes}
    most = max(people.values())
    comuni = sorted((i for i in codes if people[i] * MUCH_LARGER >= most), key=lambda istat: -people[istat])
    merged = Meanings(full=comuni) if len(comuni) == 1 else Meanings(first=comuni)
    yield Mention(start, end, near[0].key, merged, typos=near[0].typos, rival=rival)
