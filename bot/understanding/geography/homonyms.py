# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What else a comune's name may be: a street, a person, a province, a saint's school, an idiom."""

from __future__ import annotations

from dataclasses import replace

from welfare_point.catalogue.reference import PROVINCES, municipalities

from .mentions import Mention
from .names import SAINTS, WORDS, Meanings, glued
from .reading import Text, listed

BETWEEN_NAMING_AND_NAME = 3
"""Words from "mi chiamo" to a surname."""

_OF, _AT = listed("of"), listed("at")
_STRONG, _WEAK = listed("prepositions", "strong"), listed("prepositions", "weak")
_STREETS, _AREAS_OF, _AREA_TAILS = listed("streets"), listed("areas_of"), listed("area_tails")
_INSTITUTIONS, _SAINTLY, _QUARTERS = (
    listed("institutions"),
    listed("named_after_saints"),
    listed("quarter_nouns"),
)
_TITLES, _KIN, _GIVEN, _NAMING = listed("titles"), listed("kin"), listed("given_names"), listed("naming")
_OWN, _PLACE_NOUNS, _ARTICLES = listed("possessives"), listed("place_nouns"), listed("articles")
_JOBS, _KNOWN_BY = listed("jobs"), listed("known_by")
_TO_THE = listed("before_quarters")
_ROADS, _NEVER_A_PLACE = listed("roads"), listed("never_a_place")
_CITIES = frozenset(comune.istat for comune in municipalities().values() if comune.name in PROVINCES.values())
_ACCENTED = frozenset(WORDS["accented"])
_FEASTS = listed("feast_words")
_FEAST_SAINTS = frozenset(glued(name.split()) for name in WORDS["feast_saints"])
_LIVING, _REGISTRY = listed("living"), listed("registry")

_IDIOMS: dict[str, list[list[str]]] = {}
"""The idioms by each of their words."""
for _idiom in WORDS["idioms"]:
    for _word in _idiom.split():
        _IDIOMS.setdefault(_word, []).append(_idiom.split())


def is_something_else(text: Text, mention: Mention) -> bool:
    """Whether a name is that of a street, a province, a person or an idiom here."""
    if mention.cap:
        return False
    if mention.end - mention.start == 1 and text.tokens[mention.start].raw.lower() in _ACCENTED:
        return True
    if _is_street_or_area(text, mention):
        return True
    if text.word(mention.end) in _AREA_TAILS or text.word(mention.end + 1) in _AREA_TAILS:
        return text.joined(mention.end)  # "Monza e Brianza"
    if is_saint(text, mention) and text.before(mention.start) in _SAINTLY:
        return True
    return _is_person(text, mention) or _is_idiom(text, mention) or _is_feast(text, mention)


def _is_street_or_area(text: Text, mention: Mention) -> bool:
    """ "via Bergamo", "provincia di Bergamo", "area Bergamo"; not "il cavalcavia di Nova", "area Cernusco": only a
    city gives its name to an area that is larger."""
    before = text.before(mention.start)
    noun = text.before(mention.start - 1) if before in _OF else before
    if noun in _STREETS:
        return before not in _OF or noun not in _ROADS
    return noun in _AREAS_OF and (noun in _NEVER_A_PLACE or bool(_CITIES & set(mention.meanings.full)))


def is_saint(text: Text, mention: Mention) -> bool:
    """Whether a name begins with a saint's "san"."""
    return text.word(mention.start) in SAINTS


def _is_person(text: Text, mention: Mention) -> bool:
    before, two_before = text.before(mention.start), text.before(mention.start - 1)
    if before == "famiglia" and two_before not in _ARTICLES:
        return False  # "servizi famiglia Piadena"
    if before in _TITLES or before in _GIVEN or (before in _KIN and two_before in _OWN):
        return True
    if before in _JOBS and two_before in _KNOWN_BY:
        return True
    if mention.key in _GIVEN and (before in _OF or before in _AT) and two_before in _KIN:
        return True
    if text.word(mention.end) in _GIVEN and text.joined(mention.end) and text.capital(mention.end):
        return before not in _STRONG
    return any(
        _names_somebody(text, at, mention)
        for at in range(mention.start - BETWEEN_NAMING_AND_NAME, mention.start)
    )


def _names_somebody(text: Text, at: int, mention: Mention) -> bool:
    """ "mi chiamo Anna X", not "mi chiamo Anna e sono di X", nor "il paese si chiama X"."""
    if text.word(at) not in _NAMING or any(text.word(here) in _PLACE_NOUNS for here in range(at - 3, at)):
        return False
    between = range(at + 1, mention.start)
    linked = any(text.word(here) in _STRONG or text.word(here) in _WEAK for here in between)
    return not linked and not any(text.ends_before(here) for here in (*between, mention.start))


def _is_idiom(text: Text, mention: Mention) -> bool:
    for idiom in _IDIOMS.get(text.word(mention.start), ()):
        for start in range(mention.start - len(idiom) + 1, mention.start + 1):
            covers = start + len(idiom) >= mention.end
            if covers and all(text.word(start + n) == word for n, word in enumerate(idiom)):
                return not text.capital(mention.start) and not _lived_right_there(text, mention)
    return False


def _is_feast(text: Text, mention: Mention) -> bool:
    """ "tra santo stefano e la befana"; not "abito a Santo Stefano, a Natale sono sola"."""
    if mention.key not in _FEAST_SAINTS or _lived_right_there(text, mention):
        return False
    return any(word in _FEASTS for word in text.words)


def _lived_right_there(text: Text, mention: Mention) -> bool:
    """ "abito a mese", "comune di zone": no idiom after all."""
    before, two_before = text.before(mention.start), text.word(mention.start - 2)
    return (before in _AT and two_before in _LIVING) or (before in _OF and two_before in _REGISTRY)


def as_quarter(text: Text, mention: Mention) -> Mention:
    """The quarter only, where it is said to be one: "zona San Siro" is Milano, not the comune of San Siro.

    Comuni have no article, quarters do: "all'Isola", but not "all'Isola d'Elba".
    """
    before = text.before(mention.start)
    named = before in _TO_THE and text.capital(mention.start) and text.word(mention.end) not in _OF
    if mention.meanings.part and (before in _QUARTERS or named):
        return replace(
            mention, meanings=Meanings(part=mention.meanings.part, lengths=mention.meanings.lengths)
        )
    return mention


def at_an_institution(text: Text, mention: Mention) -> bool:
    """Whether the name only says which station or bank is meant."""
    before = text.before(mention.start)
    return (text.before(mention.start - 1) if before in _OF else before) in _INSTITUTIONS
