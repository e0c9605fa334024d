# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much the words around a name let a place be expected, and how much the name needs it."""

from __future__ import annotations

from enum import IntEnum

from welfare_point.catalogue.reference import municipalities

from .homonyms import is_saint
from .mentions import Mention
from .names import WORDS, common_words, glued
from .reading import Text, listed


class Expected(IntEnum):
    """How much a place is expected."""

    NOT = 0
    PERHAPS = 1  # "di", "in", or a capital
    LIKELY = 2  # "a", "da"
    SURELY = 3  # "abito a", "comune di", "(MI)", or nothing else is said


BIG = 10_000
"""Inhabitants from which a name needs less around it."""

CITY = 100_000
"""Inhabitants of a comune whose quarters are named with an article."""

LONG_ENOUGH, TOO_SHORT = 6, 5
"""Letters from which a name is known with a typo where no place is expected; under which not even alone."""

MOST_FILLERS, FEW_WORDS = 8, 6
"""Words around a name in an answer that is only that name; words of a message without a verb."""

NEAR, NEARER = 7, 4
"""Words before a name in which "abito" is looked for; in which "sono" is, in "sono mamma di X"."""

_STRONG, _WEAK = listed("prepositions", "strong"), listed("prepositions", "weak")
_OF, _AT, _JOINING, _ARTICLES = listed("of"), listed("at"), listed("joining"), listed("articles")
_PLACE_NOUNS, _SERVICES, _FILLERS = listed("place_nouns"), listed("local_services"), listed("fillers")
_HOME, _FROM = listed("cues", "home"), listed("cues", "from")
_THEIR, _OTHER = listed("cues", "their"), listed("cues", "other")
_COMING, _FIRMS, _GIVEN = listed("coming"), listed("firm_words"), listed("given_names")
_AROUND, _NEIGHBOURING = listed("surroundings"), listed("neighbouring")
_AROUND_NOUNS, _NOUN_COMES = listed("surrounding_nouns"), listed("before_nouns")
_TO_THE = listed("before_quarters")
_FINDING, _REGISTERED, _NATIVE = listed("finding_oneself"), listed("registered"), listed("native")
_NEVER_BARE = frozenset(WORDS["never_bare"])
_ALSO_WORDS = frozenset(glued(name.split()) for name in WORDS["also_words"])


def needed(text: Text, mention: Mention) -> Expected:
    """How much a place must be expected for this name to be one."""
    if mention.key in _ALSO_WORDS and mention.end - mention.start == 1:
        return Expected.SURELY
    if text.before(mention.start) in _NOUN_COMES and not text.written_large(mention.start):
        return Expected.SURELY  # "nei meleti"
    if mention.typos:
        return _needed_with_typos(text, mention)
    if is_saint(text, mention) or mention.only_part:
        return Expected.PERHAPS
    return Expected.NOT


def _needed_with_typos(text: Text, mention: Mention) -> Expected:
    """A long name with a slip needs nothing around it; a short one, or that of a small comune, does."""
    if mention.rival or mention.key in _ALSO_WORDS or len(mention.key) < LONG_ENOUGH:
        return Expected.SURELY
    if mention.end - mention.start > 1:
        return Expected.LIKELY if is_saint(text, mention) else Expected.NOT
    if mention.only_part or not _big(mention):
        return Expected.LIKELY
    return Expected.PERHAPS if mention.typos > 1 else Expected.NOT


def _big(mention: Mention) -> bool:
    return municipalities()[mention.meanings.comuni[0]].population >= BIG


def expected(text: Text, mention: Mention, last: Mention | None, at_last: Expected) -> Expected:
    """How much a place is expected where a name stands; ``last``: the place before it, what held there."""
    at, before = mention.start, text.before(mention.start)
    if mention.plate or mention.cap or _nothing_else(text, mention) or _stands_alone(text, mention):
        return Expected.SURELY
    if _labelled(text, at) or _lived_in(text, at) or _last_of_few(text, mention):
        return Expected.SURELY
    if _and_around(text, mention) or (before in _TO_THE and text.capital(at) and _in_a_city(mention)):
        return Expected.SURELY
    if last and last.end == at - 1 and before in _JOINING and not _is_word_there(text, last, mention):
        return at_last
    capital = text.capital(at) and mention.key not in _GIVEN
    if before == "ad" or (capital and _among_small_words(text, mention)):
        return Expected.SURELY
    if before in _STRONG:
        return Expected.SURELY if capital else Expected.LIKELY
    if before in _WEAK:
        return Expected.SURELY if capital else Expected.PERHAPS
    return Expected.PERHAPS if capital or _set_apart(text, mention) else Expected.NOT


def _among_small_words(text: Text, mention: Mention) -> bool:
    """ "doposcuola Tirano posti liberi": the one word with a capital, after a noun."""
    before = text.before(mention.start)
    noun = len(before) > 2 and before not in _ARTICLES and before not in _WEAK and before not in _OF
    after = text.joined(mention.end) and text.written_large(mention.end)
    return noun and not text.written_large(mention.start - 1) and not after


def _is_word_there(text: Text, last: Mention, mention: Mention) -> bool:
    """Whether a name joined to another is just a word: "erba e zone limitrofe", "lavoro a Milano e torno"."""
    if text.word(mention.start) in _AROUND_NOUNS and text.word(mention.end) in _NEIGHBOURING:
        return True
    small = text.written_large(last.start) and not text.written_large(mention.start)
    return small and mention.key in _ALSO_WORDS


def _in_a_city(mention: Mention) -> bool:
    """Whether it is a quarter of a city, which people call with an article: "alla Bovisa"."""
    city = municipalities()[mention.meanings.comuni[0]]
    return mention.only_part and city.population >= CITY


def _and_around(text: Text, mention: Mention) -> bool:
    """ "crema o dintorni", "erba e zone limitrofe", "chiari e zona" at the end."""
    at = mention.end
    if not text.joined(at) or text.word(at) not in _JOINING:
        return False
    if text.word(at + 1) in _AROUND:
        return True
    last = at + 2 == len(text) or text.word(at + 2) in _NEIGHBOURING
    return text.word(at + 1) in _AROUND_NOUNS and last


def _nothing_else(text: Text, mention: Mention) -> bool:
    """Whether a message is only a place: "sono di X, grazie"."""
    if len(text) - (mention.end - mention.start) > MOST_FILLERS:
        return False
    others = (text.word(at) for at in range(len(text)) if not mention.start <= at < mention.end)
    return all(word in _FILLERS for word in others) and not (mention.typos and len(mention.key) < TOO_SHORT)


def _stands_alone(text: Text, mention: Mention) -> bool:
    """ "…, 87 anni, Erba", "Opera: c'è un nido?": between commas, with a capital or at the end."""
    if mention.typos or text.joined(mention.start) or text.joined(mention.end) or mention.key in _GIVEN:
        return False
    if mention.end < len(text) and text.gap_after(mention.end - 1) == " ":
        return False
    last = mention.end == len(text)
    large = text.written_large(mention.start)
    return (large and (last or mention.key not in _NEVER_BARE)) or (last and mention.key not in _NEVER_BARE)


def _set_apart(text: Text, mention: Mention) -> bool:
    """ "13 anni, quarto oggiaro, …": a quarter in small letters between commas, whose name is no everyday word."""
    if mention.typos or text.joined(mention.start) or text.joined(mention.end):
        return False
    words = [text.word(at) for at in range(mention.start, mention.end)]
    return len("".join(words)) >= LONG_ENOUGH and not all(word in common_words() for word in words)


def _labelled(text: Text, at: int) -> bool:
    """ "comune di X", "vicino a X", "Paese: X"."""
    before = text.before(at)
    if before in _PLACE_NOUNS or (text.word(at - 1) in _PLACE_NOUNS and ":" in text.tokens[at].gap):
        return True
    return (before in _OF or before in _STRONG) and text.before(at - 1) in _PLACE_NOUNS


def _lived_in(text: Text, at: int) -> bool:
    """ "abito … a X", "lavoro … a X", "sono … di X", "nido di X", "residente in X"."""
    before = text.before(at)
    start = at - 1
    while start > max(0, at - NEAR) and not text.ends_before(start):
        start -= 1
    words = text.words[start : at - 1]
    near = words[-NEARER:]
    if before in _AT:
        lived = any(word in _HOME or word in _THEIR or word in _FINDING for word in words)
        return lived or any(word in _OTHER or word in _FIRMS for word in near)
    if before in _OF:
        close = words[-NEARER + 1 :]
        served = bool(words) and words[-1] in _SERVICES
        firm = text.capital(at) and any(word in _FIRMS for word in close)  # "una fabbrica tessile di Albino"
        return served or firm or any(word in _FROM or word in _NATIVE for word in close)
    if before in _STRONG:
        return any(word in _COMING for word in near)
    return before in _WEAK and any(word in _REGISTERED for word in near)


def _last_of_few(text: Text, mention: Mention) -> bool:
    """ "asilo nido opera": few words and a name at the end."""
    if mention.end != len(text) or len(text) > FEW_WORDS or mention.key in _NEVER_BARE or mention.typos:
        return False
    before = text.before(mention.start)
    bare = before and before not in _ARTICLES and before not in _STRONG and before not in _WEAK
    return bool(bare) and _big(mention)
