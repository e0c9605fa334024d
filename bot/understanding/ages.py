# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ages of those who need the care: "7 e 10 anni", "18 mesi", "in terza elementare", "nata nel 2019".

Every number that may be an age is found first; then the nearest person on its left says whose it is. The
writer's own age counts only when the care is for the writer; a badante's, a colleague's never does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from welfare_point.bot.understanding import births, school_years
from welfare_point.bot.understanding.care import care_recipient_in
from welfare_point.bot.understanding.numerals import AGES
from welfare_point.bot.understanding.text import Phrases, content, pattern, plain, words

_WORDS = content("ages") | content("people")
_CARED = ("child", "elder", "partner", "kin")
_N = r"\d{1,3}(?:[.,]5(?!\d))?"
_AND = r"(?: ?[,/-] ?| (?:e|ed|o|ai?|agli) (?:di |i |gli |l altr[oa] (?:di )?|l ultim[oa] (?:di )?|quasi )?)"
_LIST = rf"(?<![\w.,:/€+-]){_N}(?:{_AND}{_N})*"
_UNITS = {"an": 1.0, "me": 1 / 12, "se": 7 / 365, "gi": 1 / 365}
_UNIT = r"(?:ann[oi]|annett[oi]|mes[ei]|mesett[oi]|settiman[ae]|giorn[oi])\b"
_NO_COUNT = rf"(?! ?(?:{_UNIT}|(?:<counted>)\b)|[°%:/€]|[.,]\d)"
_END = r"(?=\s*(?:$|[.,;:!?)]|(?:<follows>)\b))"

_AGED = pattern(rf"({_LIST}|\bun) ?({_UNIT})( e mezz[ao]| e un po| e qualche mese| e ({_N}) mesi)?")
_ENNE = re.compile(rf"(\d{{1,3}}) ?en[ei]\b|\b({'|'.join(sorted(AGES, key=len, reverse=True))})\b")
_BARE = pattern(
    rf"\b(?:<child>|<elder>|<kin>|<partner>|<pronoun>)((?: \w+){{0,2}} di|(?: <filler>){{0,4}})([ :,(]*) ?({_LIST}){_NO_COUNT}",
    _WORDS,
)
_SAID = pattern(rf"\b(?:ne (?:ha|hanno|fa|fanno)|compie|compiono|compira)(?: quasi| gia)? ({_LIST}){_NO_COUNT}{_END}", _WORDS)
_LABELLED = pattern(rf"(?<!\d )\b(?<!negli )(?:eta|anni)(?: de\w* \w+)?[ :=-]{{1,3}}({_LIST}){_NO_COUNT}", _WORDS)
_ONLY = pattern(rf"^\W*(?:(?:ha|hanno|di|quasi|circa|uno|una|ne ha) )*({_LIST})(?: e mezzo)?\W*$")
_NEWBORN = pattern(r"\b(?:neonat[oaie]|appena nat[oaie]|nat[oaie] (?:ieri|oggi|da poco|da pochi giorni))\b")

_MARKER = pattern("|".join(rf"\b(?P<{kind}><{kind}>)\b" for kind in (*_CARED, "staff", "thing")), _WORDS)
_SELF = pattern(
    r"(?:\bho|\bio|\bio ne ho|\bio sono)(?: (?:quasi|circa|appena|compiuto|gia|solo|ormai|anche|piu di|io|ne|ho|compiuto))*[ ,]*$"
    r"|\bsono (?:(?:una?|la|il) ?)?(?!\w+ di un)(?:(?!con\b|di (?:un|due))\w+ ){0,3}(?:di |, ?)?$"
)
_SELF_AFTER = pattern(r"^,? (?:sono )?(?:(?:una )?mamma|papa|madre|padre|genitore|lavoro|lavoratric\w+|impiegat\w+|operai\w+)\b")
_NOT_BEFORE = pattern(r"(?:^|[^\w])(?:<not_before>) ?$", _WORDS)
_LASTING = pattern(r"^ (?:<lasting>)\b", _WORDS)
_EVIDENCE = pattern(r"\b(?:di|d|ha|hanno|compi\w*|fa|avra|avranno|a|quasi|solo|appena)(?: (?:circa|quasi|solo|appena|gia))? ?$")
_ILL = Phrases(_WORDS["ill"])
_HELPER = Phrases(_WORDS["helper"])


@dataclass(frozen=True, slots=True)
class _Mention:
    """Ages at one place of the text; ``sure`` when nothing but an age is written so ("7 anni", not "3 mesi")."""

    start: int
    end: int
    values: tuple[float, ...]
    sure: bool = True


def ages_in(text: str, *, today: dt.date | None = None) -> tuple[float, ...]:
    """Return the ages, in years, of those who need the care, each once, in the order of the text.

    Two decimals at most: "14 mesi" is 1.17. Births are counted from ``today`` (default: the current day).
    """
    flat = plain(text)
    told = sorted(_kept(text, flat), key=lambda mention: mention.start)
    born = births.ages(flat, today or dt.date.today())
    explicit = [(mention.start, value) for mention in told for value in mention.values] + born
    at_school = [
        (start, age)
        for start, age in school_years.ages(flat)
        if not any(abs(age - value) <= 1 for _, value in explicit)  # one child, said twice
    ]
    ordered = [round(value, 2) for _, value in sorted([*explicit, *at_school], key=lambda item: item[0])]
    return tuple(dict.fromkeys(ordered))


def _kept(text: str, flat: str) -> list[_Mention]:
    mentions = _mentions(flat)
    owners = [_owner(flat, mention) for mention in mentions]
    ill = _ILL.found(words(text)) is not None
    children = any(owner in ("child", "") and min(mention.values) < 18 for mention, owner in zip(mentions, owners, strict=True))
    helpers = children and _HELPER.found(words(text)) is not None

    def counts(mention: _Mention, owner: str) -> bool:
        if owner == "self":
            return care_recipient_in(text) == "se_stesso" and not children
        if owner == "partner":
            return ill or min(mention.values) >= 65
        if owner == "elder":
            return not (helpers and min(mention.values) >= 45)
        return owner in ("child", "kin", "") and (mention.sure or owner == "child")

    return [mention for mention, owner in zip(mentions, owners, strict=True) if counts(mention, owner)]


def _mentions(flat: str) -> list[_Mention]:
    """Every place that may state an age; a bare number already read with its unit is not read again."""
    found: list[_Mention] = []
    for mention in (*_with_unit(flat), *_without_unit(flat)):
        if not any(mention.start < other.end and other.start < mention.end for other in found):
            found.append(mention)
    newborn = (_Mention(match.start(), match.end(), (0.0,)) for match in _NEWBORN.finditer(flat))
    return found + [
        baby for baby in newborn if not any(0 <= mention.start - baby.end < 30 for mention in found)
    ]


def _with_unit(flat: str) -> Iterator[_Mention]:
    for match in _AGED.finditer(flat):
        before, after = flat[: match.start()], flat[match.end() :]
        numbers = _numbers(match[1])
        range_ = re.search(r"\d (?:a|ai|agli|e i|e gli) \d|\d ?- ?\d", match[1]) is not None
        if (_NOT_BEFORE.search(before[-30:]) and not range_) or _LASTING.match(after[:40]) or numbers[0] == 0 != len(numbers) - 1:
            continue
        scale = _UNITS[match[2][:2]]
        values = [number * scale for number in numbers]
        if match[3] and match[4]:
            values[-1] += float(match[4]) / 12
        elif match[3] and "mez" in match[3]:
            values[-1] += scale / 2
        if max(values) > 112:
            continue
        clear = scale == 1 and match[1] != "un" and numbers != [1]
        sure = clear or not before.strip(" ,") or _EVIDENCE.search(before[-30:]) is not None or re.match(rf" (?:e|ed) (?:un\w? )?(?:di )?{_N} ani", after) is not None
        yield _Mention(match.start(), match.end(), tuple(values), sure)
    for match in _ENNE.finditer(flat):
        yield _Mention(match.start(), match.end(), (float(match[1] or AGES[match[2]]),))


def _without_unit(flat: str) -> Iterator[_Mention]:
    for match in _BARE.finditer(flat):
        linked = re.search(r"\b(?:di|d|da|ha|hanno|ne|avra|compi\w*)\b", match[1]) is not None
        numbers = _numbers(match[3])
        many = match[0].split()[0].endswith(("i", "e")) and len(numbers) == 1
        if "104" in match[3] or (not linked and (many or not re.match(_END_PLAIN, flat[match.end() :]))):
            continue
        if re.search(r"\bha(?:nno)?$", match[1]) and not re.match(_END_PLAIN, flat[match.end() :]):
            continue
        if max(numbers) <= 110:
            yield _Mention(match.start(3), match.end(3), tuple(numbers))
    for expression in (_SAID, _LABELLED, _ONLY):
        for match in expression.finditer(flat):
            numbers = _numbers(match[1])
            if max(numbers) <= 110 and 104 not in numbers:
                yield _Mention(match.start(1), match.end(1), tuple(numbers))


_END_PLAIN = pattern(_END, _WORDS)


def _numbers(listed: str) -> list[float]:
    return [float(number.replace(",", ".")) for number in re.findall(r"\d{1,3}(?:[.,]5(?!\d))?", listed)] or [1.0]


def _owner(flat: str, mention: _Mention) -> str:
    """Return whose age it is: a kind of person, ``self``, ``thing``, or nothing when nobody is named."""
    left = re.split(r"[.!?;] ", flat[max(0, mention.start - 90) : mention.start])[-1]
    if _SELF.search(left) or (_SELF_AFTER.match(flat[mention.end : mention.end + 40]) and 18 < max(mention.values) < 70):
        return "self"
    markers = list(_MARKER.finditer(left))
    if not markers:
        return ""
    kind = markers[-1].lastgroup or ""
    if kind == "elder":
        value = max(mention.values)
        alone = not re.search(r"\b(?:mi[ao]|miei|su[ao]|la|il|nostr[ao]|con|una?|di) $", left[: markers[-1].start()])
        if value < 18:
            return "child"
        if value < 55 and alone:
            return "self"
    return kind
