# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ages of those who need the care: "7 e 10 anni", "18 mesi", "in terza elementare", "nata nel 2019".

Every number that may be an age is found first; then the nearest person on its left says whose it is. The
writer's own age counts only when the care is for the writer; a badante's or a colleague's never does.
"""

from __future__ import annotations

import datetime as dt
import re

from welfare_point.bot.understanding import births, school_years
from welfare_point.bot.understanding.age_mentions import Mention, mentions
from welfare_point.bot.understanding.care import care_recipient_in
from welfare_point.bot.understanding.text import Phrases, content, pattern, plain, words

_WORDS = content("ages") | content("people") | {"given": " | ".join(content("places")["given_names"])}
_ADULT, _OLD = 18, 65
_AT_WORK_FROM = 14
_MARKER = pattern(
    "|".join(rf"\b(?P<{kind}><{kind}>)\b" for kind in ("child", "elder", "partner", "kin", "hired", "thing")),
    _WORDS,
)
_SELF = pattern(
    r"(?:\bho|\babbiamo|\bio|\bio ne ho|\bio sono)(?: (?:quasi|circa|appena|compiuto|gia|solo|ormai|anche|piu di|io|ne|ho|compiuti))*[ ,]*$"
    r"|\bsono (?:(?:una?|la|il) ?)?(?!\w+ di un)(?:(?!con\b|di (?:un|2)|<child>)\w+ ){0,3}(?:di |, ?)?$",
    _WORDS,
)
_SELF_AFTER = pattern(
    r"^,? (?:sono )?(?:(?:una )?mamma|papa|madre|padre|genitore|lavoro|lavoratric\w+|impiegat\w+|operai\w+)\b"
)
_POSSESSED = pattern(r"\b(?:mi[ao]|miei|su[ao]|la|il|nostr[ao]|con|una?|di|e) $")
_ILL = Phrases(_WORDS["ill"])
_CARE_SOUGHT, _AT_WORK = Phrases(_WORDS["care_sought"]), Phrases(_WORDS["at_work"])
_HELPER = Phrases(_WORDS["helper"])
_YOUNG_ONE = pattern(
    r"\b(?:<article> (?:mi[oa]|miei|mie|nostr[oaie])(?: piu)?(?: (?:piccol[oaie]|grande|grandi))?|per un[oa]|quell[oa])"
    r"(?: <filler>){1,3} $",
    _WORDS,
)
_NEW_SUBJECT = pattern(
    r"(?:(?<!\bdi )\b(?:<given>)|(?:[,:(] ?|\b(?:<conjunction>) )(?:\w+ ){0,2}?(?!(?:<no_subject>)\b)[a-z]{3,})"
    r" ha(?: <filler>| compiuto| fatto){0,3} $",
    _WORDS,
)
_OTHERS = pattern(r"\b(?:bambin|bimb|nipot|piccol|(?:<partner>)\b)", _WORDS)


def ages_in(text: str, *, today: dt.date | None = None) -> tuple[float, ...]:
    """Return the ages, in years, of those who need the care, each once, in the order of the text.

    Two decimals at most: "14 mesi" is 1.17. Births are counted from ``today`` (default: the current day).
    """
    flat = plain(text)
    told = [(mention.start, age) for mention in _cared(text, flat) for age in mention.ages]
    told += births.ages(flat, today or dt.date.today(), own=_for_the_writer(text, flat, old=False))
    at_school = [
        (start, age)
        for start, age in school_years.ages(flat)
        if not any(abs(age - other) <= 1 for _, other in told)  # one child, said twice
    ]
    ordered = sorted([*told, *at_school], key=lambda place: place[0])
    return tuple(dict.fromkeys(round(age, 2) for _, age in ordered))


def _cared(text: str, flat: str) -> list[Mention]:
    owned = [(mention, _owner(flat, mention)) for mention in mentions(flat)]
    children = any(owner in ("child", "") and min(mention.ages) < _ADULT for mention, owner in owned)
    helpers = children and _HELPER.found(words(text)) is not None
    partner = any(owner == "partner" for _, owner in owned)
    for_partner = partner and (_ILL.found(words(text)) is not None or _sought_for_partner(text, flat))
    alone = all(owner in ("self", "thing", "hired") for _, owner in owned)

    def counts(mention: Mention, owner: str) -> bool:
        if owner == "self":
            return not children and _for_the_writer(text, flat, old=alone and min(mention.ages) >= _OLD)
        if owner == "partner":
            return for_partner or min(mention.ages) >= _OLD
        if owner == "elder":
            return not (helpers and min(mention.ages) >= _ADULT)
        if owner == "hired":
            return min(mention.ages) >= _OLD  # "ex operaio, 75 anni"
        return owner == "child" or (owner in ("kin", "") and mention.sure)

    return [mention for mention, owner in owned if counts(mention, owner)]


def _sought_for_partner(text: str, flat: str) -> bool:
    """Care is asked for, nobody else is named who may need it, and the partner is not at work."""
    others = any(marker.lastgroup in ("child", "elder") for marker in _MARKER.finditer(flat))
    said = words(text)
    return not others and _CARE_SOUGHT.found(said) is not None and _AT_WORK.found(said) is None


def _for_the_writer(text: str, flat: str, *, old: bool) -> bool:
    recipient = care_recipient_in(text)
    return recipient == "se_stesso" or (old and recipient in (None, "minore") and not _OTHERS.search(flat))


def _owner(flat: str, mention: Mention) -> str:
    """Return whose age it is: a kind of person, ``self``, ``thing``, or nothing when nobody is named."""
    left = re.split(r"[.!?;] ", flat[max(0, mention.start - 90) : mention.start])[-1]
    oldest = max(mention.ages)
    if _SELF.search(left) or (
        _ADULT < oldest < _OLD and _SELF_AFTER.match(flat[mention.end : mention.end + 40])
    ):
        return "self"
    markers = [
        marker for marker in _MARKER.finditer(left) if marker.lastgroup != "thing" or _close(left, marker)
    ]
    if not markers:
        return ""
    kind = markers[-1].lastgroup or ""
    if oldest < _ADULT and kind in ("hired", "partner", "thing"):
        if _YOUNG_ONE.search(left):
            return "child"  # "una tata per il mio di 2 anni"
        if _NEW_SUBJECT.search(left[markers[-1].end() :]):
            return ""  # "cerco una tata, Pietro ha 8 mesi"
        if kind == "hired" and mention.sure and oldest < _AT_WORK_FROM:
            return ""  # "baby sitter a Milano, 3 anni"
    if kind == "elder" and oldest < _ADULT:
        kind = "child" if mention.sure else ""  # "sono la mamma di Luca, 7 anni"
    if kind == "elder" and oldest < (45 if _POSSESSED.search(left[: markers[-1].start()]) else 55):
        return "self"  # "mamma di 40 anni, con due bimbi"
    if kind == "child" and not mention.sure and not _close(left, markers[-1]):
        return ""
    return kind


def _close(left: str, marker: re.Match[str]) -> bool:
    between = left[marker.end() :]
    return len(between) < 30 and not re.search("[,:;(]", between)
