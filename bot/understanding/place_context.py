# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the words around a name say: whether it is a place here, and whose."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from welfare_point.catalogue.reference import municipalities

from .gazetteer import SAINTS, WORDS, glued
from .mentions import Mention
from .place_text import Text, Words, listed


class Role(IntEnum):
    """Whose place it is; the order is that of the answer."""

    HOME = 0
    FROM = 1
    NAMED = 2
    OTHER = 3


class Expected(IntEnum):
    """How much the words around a name let a place be expected."""

    NOT = 0
    PERHAPS = 1  # "di", "in", or a capital
    LIKELY = 2  # "a", "da"
    SURELY = 3  # "abito a", "comune di", "(MI)", or nothing else is said


FAR = 12
"""Words before a name in which a cue is looked for."""

BIG = 10_000
"""Inhabitants from which a name that is a word too needs less around it."""

_STREETS = listed("streets")
_AREAS_OF = listed("areas_of")
_INSTITUTIONS = listed("institutions")
_SAINTLY = listed("named_after_saints")
_TITLES, _KIN, _POSSESSIVES, _GIVEN = listed("titles"), listed("kin"), listed("possessives"), listed("given_names")
_NAMING = listed("naming")
_PLACE_NOUNS = listed("place_nouns")
_ARTICLES = listed("articles")
_STRONG, _WEAK = listed("prepositions", "strong"), listed("prepositions", "weak")
_CUES = {name: listed("cues", name) for name in WORDS["cues"]}
_AFTER = {name: listed("after", name) for name in WORDS["after"]}
_LINKS, _OTHERS, _FIRMS, _FILLERS = listed("after_links"), listed("others"), listed("firm_words"), listed("fillers")
_FAINT = Words(["zona", "comune", "citta", "paese", "quartiere", "cap", "trovo", "famiglia", "c", "ci", "anche"])
_NEAR_ONLY = Words(["casa", "adesso", "attualmente", "sono", "siamo", "vengo", "veniamo", "mamma", "papa"])
_SCHOOLS = Words(["nido", "asilo", "materna", "oratorio", "elementari", "biblioteca", "cre", "grest"])
_NEVER_BARE = frozenset(WORDS["never_bare"])
_ALSO_WORDS = frozenset(glued(name.split()) for name in WORDS["also_words"])
_IDIOMS = tuple(tuple(idiom.split()) for idiom in WORDS["idioms"])


def is_something_else(text: Text, mention: Mention) -> bool:
    """Whether a name is that of a street, a person, an area or an idiom here."""
    if mention.cap:
        return False
    at, before = mention.start, text.before(mention.start)
    two_before = text.before(at - 1) if before else ""
    of = before in ("di", "d", "del", "della", "dei", "per")
    if before in _STREETS or (of and two_before in _STREETS):
        return True
    if before in _AREAS_OF or (of and two_before in _AREAS_OF):
        return True
    if text.word(mention.end) == "e" and text.word(mention.end + 1) == "brianza":
        return True
    if _saint(text, mention) and (before in _SAINTLY or (before in _KIN and two_before)):
        return True
    return _person(text, mention, before, two_before) or _idiom(text, mention)


def _saint(text: Text, mention: Mention) -> bool:
    return text.word(mention.start) in SAINTS


def _person(text: Text, mention: Mention, before: str, two_before: str) -> bool:
    if before in _TITLES or before in _GIVEN or (before in _KIN and two_before in _POSSESSIVES):
        return True
    following = text.word(mention.end)
    if following in _GIVEN and text.joined(mention.end) and text.capital(mention.end) and before not in _STRONG:
        return True
    named = (at for at in range(max(0, mention.start - 3), mention.start) if text.word(at) in _NAMING)
    return any(
        not any(text.word(at) in _STRONG or text.word(at) in _WEAK for at in range(name + 1, mention.start))
        and not any(text.ends_before(at) for at in range(name + 1, mention.start + 1))
        for name in named
    )


def _idiom(text: Text, mention: Mention) -> bool:
    for idiom in _IDIOMS:
        for start in range(mention.start - len(idiom) + 1, mention.end):
            covers = start <= mention.start and start + len(idiom) >= mention.end
            if covers and all(text.word(start + n) == word for n, word in enumerate(idiom)):
                return not text.capital(mention.start) and not _lived_right_there(text, mention)
    return False


def _lived_right_there(text: Text, mention: Mention) -> bool:
    """ "abito a mese", "sono di calcio", "comune di zone"."""
    before, verb = text.before(mention.start), text.word(mention.start - 2)
    if before in ("a", "ad"):
        return verb in _CUES["home"] or verb in _CUES["their"]
    return before == "di" and (verb in ("sono", "siamo", "comune", "sindaco"))


def at_an_institution(text: Text, mention: Mention) -> bool:
    """Whether the name only says which station, hospital or bank is meant."""
    before = text.before(mention.start)
    return before in _INSTITUTIONS or (
        before in ("di", "d", "per") and text.before(mention.start - 1) in _INSTITUTIONS
    )


def needed(text: Text, mention: Mention) -> Expected:
    """How much a place must be expected for this name to be one."""
    if mention.key in _ALSO_WORDS and mention.end - mention.start == 1:
        return Expected.SURELY
    if mention.typos:
        return _needed_with_typos(mention)
    if _saint(text, mention) or not (mention.meanings.full or mention.meanings.former or mention.meanings.first):
        return Expected.PERHAPS
    return Expected.NOT


def _needed_with_typos(mention: Mention) -> Expected:
    """A long name with a slip needs nothing around it, a short one or that of a small comune does."""
    if mention.rival:
        return Expected.SURELY
    if mention.end - mention.start > 1 or mention.key in _ALSO_WORDS:
        return Expected.SURELY if mention.key in _ALSO_WORDS else Expected.NOT
    if len(mention.key) < 5:
        return Expected.SURELY
    big = municipalities()[mention.meanings.comuni[0]].population >= BIG
    if len(mention.key) < 6 or mention.typos > 1:
        return Expected.PERHAPS if big and len(mention.key) > 8 else Expected.LIKELY
    return Expected.NOT if big else Expected.LIKELY


def expected(text: Text, mention: Mention, others: Sequence[Mention]) -> Expected:
    """How much a place is expected where this name stands. ``others``: the places before it."""
    at, before = mention.start, text.before(mention.start)
    if mention.plate or mention.cap or _nothing_else(text, mention):
        return Expected.SURELY
    if _labelled(text, at) or _lived_in(text, mention, before) or _last_of_few(text, mention, before):
        return Expected.SURELY
    for other in others:
        between = {text.word(here) for here in range(other.end, at)}
        if other.end <= at <= other.end + 1 and between <= {"e", "ed", "o", "od"} and before != "a":
            return expected(text, other, ())
    capital = text.capital(at)
    if before in _STRONG:
        return Expected.SURELY if capital else Expected.LIKELY
    if before in _WEAK and before not in ("e", "ed"):
        return Expected.SURELY if capital and before in ("di", "in", "d") else Expected.PERHAPS
    return Expected.PERHAPS if capital else Expected.NOT


def _labelled(text: Text, at: int) -> bool:
    """ "comune di X", "vicino a X", "Paese: X"."""
    if text.word(at - 1) in _PLACE_NOUNS and not text.ends_before(at):
        return True
    linked = text.before(at) in ("di", "d", "a", "ad", "da")
    return linked and text.before(at - 1) in _PLACE_NOUNS


def _lived_in(text: Text, mention: Mention, before: str) -> bool:
    at = mention.start
    clause = [here for here in range(max(0, at - 7), at) if not any(map(text.ends_before, range(here + 1, at + 1)))]
    words = [text.word(here) for here in clause]
    if before in ("a", "ad"):
        near = words[-5:]
        return any(w in _CUES["home"] or w in _CUES["their"] or w in ("trovo", "troviamo") for w in words) or any(
            w in _CUES["other"] or w in _FIRMS for w in near
        )
    near = words[-4:-1]
    if before in ("di", "d"):
        if words[-2:-1] and words[-2] in _SCHOOLS:
            return True
        return any(word in _CUES["from"] or word.startswith(("nativ", "originari")) for word in near)
    if before == "da":
        return any(word in ("vengo", "veniamo", "arrivo", "arriviamo", "scrivo", "chiamo", "scriviamo") for word in near)
    return before == "in" and any(word.startswith(("resident", "residenz", "domicili")) for word in near)


def _nothing_else(text: Text, mention: Mention) -> bool:
    rest = [text.word(at) for at in range(len(text)) if not mention.start <= at < mention.end]
    return len(rest) < 8 and all(word in _FILLERS for word in rest)


def _last_of_few(text: Text, mention: Mention, before: str) -> bool:
    """ "asilo nido opera": few words and a name at the end."""
    if mention.end != len(text) or len(text) > 6 or mention.key in _NEVER_BARE or mention.typos:
        return False
    bare = bool(before) and before not in _ARTICLES and before not in _STRONG and before not in _WEAK
    return bare and municipalities()[mention.meanings.comuni[0]].population >= BIG


def role(text: Text, mention: Mention, others: Sequence[Mention]) -> Role | None:
    """Whose place it is, by the nearest cue; ``None`` when it is denied ("non abito a X")."""
    if text.before(mention.start - 1) == "non" and text.before(mention.start) in _STRONG:
        return None
    after = _role_after(text, mention)
    if after is not None:
        return after
    faint = Role.NAMED
    for at in range(mention.start - 1, max(-1, mention.start - FAR), -1):
        if text.ends_before(at + 1):
            break
        here = _cue(text, at, mention)
        if here is None:
            continue
        if text.word(at) in _FAINT:
            faint = Role.FROM if here is Role.FROM else faint
            continue
        if here in (Role.HOME, Role.FROM) and "non" in (text.word(at - 1), text.word(at - 2)):
            denied = not any(at < other.start < mention.start for other in others)
            return None if denied else Role.HOME
        return _shared(text, at, mention, here, others)
    return faint


def _cue(text: Text, at: int, mention: Mention) -> Role | None:
    word, before = text.word(at), text.before(mention.start)
    distance = mention.start - at
    if word in _NEAR_ONLY and distance > 4:
        return None
    if word in _CUES["other"]:
        both = text.word(at - 1) == "e" and text.word(at - 2) in _CUES["home"]  # "vivo e lavoro a X"
        return Role.HOME if both else Role.OTHER
    if word in _CUES["home"]:
        return _home(text, at, before)
    if word in _CUES["their"]:
        return Role.NAMED
    if word in _CUES["from"]:
        return _from(text, at, before)
    return None


def _home(text: Text, at: int, before: str) -> Role | None:
    word = text.word(at)
    if word == "sto" and text.word(at + 1).endswith(("ndo", "ndomi", "per")):
        return None
    if word.startswith(("trasfer", "trasloc")):
        return Role.HOME if before in ("a", "ad", "in") else Role.OTHER
    if word == "casa":
        if before not in ("a", "ad", "in"):
            return None
        around = [text.word(here) for here in range(at - 3, at + 5)]
        return Role.NAMED if any(other in _OTHERS for other in around) else Role.HOME
    return Role.HOME


def _from(text: Text, at: int, before: str) -> Role | None:
    word = text.word(at)
    if word in ("sono", "siamo"):
        return Role.FROM if before in ("di", "d", "da", "a", "ad") else None
    if word in ("mamma", "papa", "famiglia", "genitore", "genitori", "coppia"):
        owner = text.word(at - 1)
        theirs = owner in _POSSESSIVES or (owner in _ARTICLES and owner not in ("un", "una"))
        return Role.FROM if before in ("di", "d", "da") and not theirs else Role.NAMED
    if word in _FIRMS:
        employed = (text.word(here) for here in range(at - 6, at))
        return Role.OTHER if any(w.startswith(("lavor", "impiegat", "dipendent", "operai")) for w in employed) else Role.FROM
    return Role.FROM


def _shared(text: Text, cue: int, mention: Mention, here: Role, others: Sequence[Mention]) -> Role:
    """A home cue is for the first place after it, and for those that "e" or "o" joins to it."""
    between = [other for other in others if cue < other.start < mention.start]
    if not between or here is Role.OTHER:
        return here
    joining = {text.word(at) for at in range(between[-1].end, mention.start)}
    if joining <= {"e", "ed", "o", "oppure", "od", "a", "ad"}:
        return here
    moved = text.word(cue).startswith(("trasfer", "trasloc")) and text.before(between[-1].start) == "da"
    return here if moved else Role.NAMED


def _role_after(text: Text, mention: Mention) -> Role | None:
    for at in range(mention.end, min(mention.end + 3, len(text))):
        if text.ends_before(at):
            return None
        if text.word(at) in _LINKS or text.word(at) == "dove":
            following = [text.word(at + 1), text.word(at + 2)]
            if any(word in _AFTER["home"] for word in following):
                return Role.HOME
            if any(word in _AFTER["other"] for word in following):
                return Role.OTHER
    return None
