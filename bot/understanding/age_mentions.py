# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places of a text that may state ages: "7 e 10 anni", "18 mesi", "uno di 4 e l'altro di 7", "ottantenne"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from welfare_point.bot.understanding.numerals import AGES
from welfare_point.bot.understanding.other_numbers import without_others
from welfare_point.bot.understanding.text import content, pattern

_WORDS = content("ages") | content("people") | {"given": " | ".join(content("places")["given_names"])}
_OLDEST, _CHILD, _OLD = 110, 18, 60
_N = r"\d{1,3}(?![\da-z°^])(?:[.,]5(?!\d))?"
_AND = r"(?: ?[,/-] ?| (?:e|ed|o|ai?|agli) (?:di |i |gli |l altr[oa] (?:di )?|l ultim[oa] (?:di )?|quasi )?| che (?:ai?|di) )"
# Nobody has more than ten children; without the bound a text of nothing but numbers takes quadratic time.
_LIST = rf"(?<![\w.,:/€+-])(?:{_N}(?: {_N}){{1,8}} e {_N}|{_N}(?:{_AND}{_N}){{0,9}})"
_UNIT = r"(?:ann[oi]|annett[oi]|mes[ei]|mesett[oi]|settiman[ae]|giorn[oi])\b"
_IN_YEARS = {"an": 1.0, "me": 1 / 12, "se": 7 / 365, "gi": 1 / 365}
_UNCOUNTED = rf"(?! ?(?:{_UNIT}|(?:<counted>)\b)|[°%:/€]|[.,]\d|{_AND}\d{{1,3}}(?!\d)(?! ?(?:<counted>)\b))"
_ENDS = pattern(r"\s*(?:$|[.,;:!?)]|(?:<follows>)\b)", _WORDS)

_WITH_UNIT = pattern(rf"({_LIST}|\bun) ?(?:di )?({_UNIT})( e mezz[ao]| e ({_N}) mesi)?")
_AND_MORE = pattern(rf",? ?(?:e )?(?P<list>{_LIST}){_UNCOUNTED}", _WORDS)
_IN_A_WORD = re.compile(
    rf"(\d{{1,3}}) ?en[ei]\b|\b(?:ultra)?({'|'.join(sorted(AGES, key=len, reverse=True))})\b"
)
_AFTER_PERSON = pattern(
    rf"\b(?P<who>(?P<noun><child>|<elder>|<kin>|<partner>)(?: (?!(?:<no_link>)\b)\w+)??(?P<of> \w+ di)?|(?:<pronoun>))(?P<link>(?: <filler>){{0,4}})(?P<stop>[ :,(]*) ?"
    rf"(?P<list>{_LIST}){_UNCOUNTED}",
    _WORDS,
)
_IN_BRACKETS = pattern(
    rf"\b(?:(?:<those>)(?: (?P<those>\d))?|(?P<count>\d)(?: (?:<those>))?) ?\((?P<list>{_LIST})\)", _WORDS
)
_AFTER_NAME = pattern(
    rf"(?<!\w)(?:<given>)(?: ?\((?P<in>{_LIST})\)|, (?P<between>{_N})(?=,)| (?P<list>{_LIST}){_UNCOUNTED})",
    _WORDS,
)
_NOT_A_CHILD = pattern(r"\b(?:<not_a_child>) $", _WORDS)
_SAID = pattern(
    rf"(?P<of>\bdi (?!anni)\w+ )?\b(?:ne (?:ha|hanno|fa|fanno)(?: quasi| gia| appena| ormai)?(?P<turned> (?:<turned>))?|compie|compiono|compira)"
    rf"(?: quasi| gia)? (?P<list>{_LIST}){_UNCOUNTED}",
    _WORDS,
)
_OWN = pattern(rf"\bne ho (?:(?:quasi|gia|ormai|appena) )?(?P<list>\d{{2,3}}){_UNCOUNTED}", _WORDS)
_OF_THOSE = pattern(r"^,? di \w")
_SOUNDED = pattern(
    rf"(?<!le )(?P<list>{_LIST}) (?:(?:appena|gia|ben) )?(?:<sounded>)\b|\b(?:<reaching>) (?P<near>{_N}){_UNCOUNTED}",
    _WORDS,
)
_LABELLED = pattern(
    rf"(?<!\d )\b(?<!gli )(?:eta|anni)(?: de\w* \w+)?[ :=-]{{1,3}}(?P<list>{_LIST}){_UNCOUNTED}", _WORDS
)
_ONLY = pattern(rf"^\W*(?:(?:ha|hanno|di|quasi|circa|uno|una|ne ha) )*(?P<list>{_LIST})(?: e mezzo)?\W*$")
_THEY_ARE = pattern(rf"[.!?] (?:hanno|ha|sono di) (?P<list>{_LIST})\W*$")
_HOW_MANY = pattern(
    rf"(?P<told>\b(?:ne (?:ho|abbiamo)|sono) )(?P<count>[2-9]) ?(?=[,:] (?P<list>{_LIST})(?P<unit> ?{_UNIT})?)"
)
_HOW_MANY_FIRST = pattern(rf"\bne (?:ho|abbiamo) -+[,:] (?P<list>{_LIST}){_UNCOUNTED}", _WORDS)
# "Un neonato" alone is not an age: whoever looks for a nido months ahead says it too, and is asked.
_NEWBORN = pattern(r"\b(?:appena nat[oaie]|nat[oaie] (?:ieri|oggi|da poco|da pochi giorni))\b")

_NOT_BEFORE = pattern(r"(?:^|\W)(?:<not_before>) ?$", _WORDS)
_LASTING = pattern(r"^ (?:<lasting>)(?!\w)", _WORDS)
_FOR_CHILD = pattern(r"\b(?:<for_children>)(?: \w+){0,5} per (?:i |un )?$", _WORDS)
_MOTHER = pattern(r"<elder>\b", _WORDS)
_HAS = pattern(r"\b(?:ha|hanno)$")
_PLURAL = ("li", "ni", "bi", "ie", "ne", "be", "le")
_LINKED = pattern(r"\b(?:di|d|da|ha|hanno|ne|avra|compie|compiono|eta)\b")
_EVIDENCE = pattern(
    r"\b(?:(?:un[ao]|quell[oa]|altr[oa]|nostr[oa]|mi[oa]) di|ha|hanno|compi\w*|fa|avra|avranno|a|quasi|solo|appena)"
    r"(?: (?:circa|quasi|solo|appena|gia))? ?$"
)
_PLACED = pattern(r"\b(?:a|ad|in|zona) \w+ $")
_THEN_WHO = pattern(r"^ (?:il|la|l) (?:maschi*|femmin*|piccol*|grande|altr*|<child>)\b", _WORDS)
_BOTH = pattern(r"\btutt[ei] e \d")
_JUST_BORN = pattern(r"\b(?:di|ha|hanno) $")


@dataclass(frozen=True, slots=True)
class Mention:
    """Ages, in years, at one place of the text.

    Not ``sure``: nothing tells it from a duration but the person it belongs to ("3 mesi").
    """

    start: int
    end: int
    ages: tuple[float, ...]
    sure: bool = True


def mentions(flat: str) -> list[Mention]:
    """Return every place of ``flat`` (from ``text.plain``) that may state ages, in no particular order."""
    found: list[Mention] = []
    flat = _BOTH.sub(lambda both: "-" * len(both[0]), without_others(flat))  # "tutti e due, 6 e 8 anni"
    flat = _HOW_MANY.sub(_without_count, flat)
    for mention in (
        *_with_unit(flat),
        *_in_a_word(flat),
        *_after_person(flat),
        *_of_a_child(flat),
        *_alone(flat),
    ):
        if not any(mention.start < other.end and other.start < mention.end for other in found):
            found.append(mention)
    babies = [Mention(match.start(), match.end(), (0.0,)) for match in _NEWBORN.finditer(flat)]
    return found + [baby for baby in babies if not any(0 <= other.start - baby.end < 30 for other in found)]


def _without_count(match: re.Match[str]) -> str:
    """Put dashes in place of the 2 of "ne ho due, 6 e 9 anni"; "ne ho 2, 6 e 9 anni" can be told no other way."""
    ages = len(_numbers(match["list"]))
    counts = ages == int(match["count"]) or (ages == 1 and match["unit"])  # "ne ho due, 8 mesi e 3 anni"
    return match["told"] + "-" * (len(match[0]) - len(match["told"])) if counts else match[0]


def _numbers(listed: str) -> list[float]:
    return [float(number.replace(",", ".")) for number in re.findall(_N, listed)] or [1.0]  # "un anno"


def _with_unit(flat: str) -> Iterator[Mention]:
    for match in _WITH_UNIT.finditer(flat):
        before, after = flat[max(0, match.start() - 30) : match.start()], flat[match.end() : match.end() + 40]
        numbers = _numbers(match[1])
        several = re.search(r"\d (?:ai?|agli|e i|e gli) \d|\d ?- ?\d", match[1]) is not None
        for_child = _FOR_CHILD.search(flat[max(0, match.start() - 70) : match.start()]) is not None
        if _LASTING.match(after) and not (after.startswith(" fa ") and before.endswith(" di ")):
            continue
        if (_NOT_BEFORE.search(before) and not several and not for_child) or (several and numbers[0] == 0):
            continue
        unit = match[2][:2]
        ages = [number * _IN_YEARS[unit] for number in numbers]
        if match[3]:
            ages[-1] += float(match[4]) / 12 if match[4] else _IN_YEARS[unit] / 2
        beside = re.match(rf" (?:e|ed) (?:un\w? )?(?:di )?{_N} ani", after) is not None
        sure = beside or for_child or _shown(unit, numbers, before, after)
        if max(ages) <= _OLDEST and (unit in ("an", "me") or _days_old(before, after)):
            yield Mention(match.start(), match.end(), tuple(ages), sure)
            more = _AND_MORE.match(flat, match.end()) if match[3] else None
            if more and _ENDS.match(flat, more.end()):  # "3 anni e mezzo, 7 e 12"
                yield from _told(more, "list", _OLDEST)


def _shown(unit: str, numbers: list[float], before: str, after: str) -> bool:
    """Tell whether the words around say that this is an age: "7 anni", "ha 8 mesi", or nothing but "8 mesi"."""
    if unit == "an" and numbers != [1]:
        return True
    if unit == "an" and before.strip() and not after.strip(" .!?") and _PLACED.search(before):
        return True  # "nido a Bergamo 1 anno"
    if unit == "me" and min(numbers) >= 10 and not after.strip(" .!?"):
        return True  # "nido 24 mesi"
    apart = not before.strip() or before.rstrip()[-1] in ",.;:?!("
    if apart and (not after.strip(" ,.!?") or after[0] in ",.;)" or _THEN_WHO.match(after)):
        return True
    return unit in ("an", "me") and _EVIDENCE.search(before) is not None


def _days_old(before: str, after: str) -> bool:
    closed = not after.strip() or after[0] in ",.;" or after.startswith(" di vita")
    return not before.strip(" ,") or (closed and _JUST_BORN.search(before) is not None)


def _in_a_word(flat: str) -> Iterator[Mention]:
    for match in _IN_A_WORD.finditer(flat):
        # "I cinquantenni" are employees.
        employees = match[0].endswith("eni") and 20 <= AGES.get(match[2] or "", 0) < _OLD
        if not _LASTING.match(flat[match.end() :]) and not employees:
            yield Mention(match.start(), match.end(), (float(match[1] or AGES[match[2]]),))


def _after_person(flat: str) -> Iterator[Mention]:
    """Bare numbers after a person: "un bimbo di 2", "la grande 8", but neither "figli: 2" nor "mamma di 3"."""
    for match in _AFTER_PERSON.finditer(flat):
        numbers = _numbers(match["list"])
        linked = _LINKED.search((match["of"] or "") + match["link"]) is not None
        closed = _ENDS.match(flat[match.end() :]) is not None or (linked and not _HAS.search(match["link"]))
        old = _MOTHER.match(match["who"]) is not None and min(numbers) >= _OLD  # "papa 88 cade"
        counted = len(numbers) == 1 and not linked and (match["noun"] or "").endswith(_PLURAL)
        mother_of = _MOTHER.match(match["who"]) is not None and max(numbers) < 10
        if (closed or old) and not counted and not mother_of and _plausible(numbers):
            yield Mention(match.start("list"), match.end("list"), tuple(numbers))


def _of_a_child(flat: str) -> Iterator[Mention]:
    """Bare numbers in brackets or after a given name: "i miei (7 e 10)", "due (6, 9)", "Luca (7)", "Sara 5"."""
    for match in _IN_BRACKETS.finditer(flat):
        numbers = _numbers(match["list"])
        if max(numbers) < _CHILD and (match["count"] is None or int(match["count"]) == len(numbers)):
            yield Mention(match.start("list"), match.end("list"), tuple(numbers))
    for match in _AFTER_NAME.finditer(flat):
        listed = match.lastgroup or "list"
        numbers = _numbers(match[listed])
        closed = listed != "list" or _ENDS.match(flat[match.end() :]) is not None
        if closed and max(numbers) < _CHILD and not _NOT_A_CHILD.search(flat[: match.start()]):
            yield Mention(match.start(listed), match.end(listed), tuple(numbers))


def _alone(flat: str) -> Iterator[Mention]:
    """Bare numbers with a word that announces ages ("ne ha 7", "anni 4 e 6"), or nothing but numbers."""
    for match in _SAID.finditer(flat):
        after = flat[match.end() :]
        things = match["turned"] and (match["of"] or _OF_THOSE.match(after))  # "di ricoveri ne ha fatti 12"
        if _ENDS.match(after) and not things:
            yield from _told(match, "list", _OLDEST)
    for match in _OWN.finditer(flat):  # "Ne ho 3" are children
        if _ENDS.match(flat[match.end() :]) and _numbers(match["list"])[0] >= _CHILD:
            yield from _told(match, "list", _OLDEST)
    for match in _SOUNDED.finditer(flat):
        if match["list"]:
            yield from _told(match, "list", _OLDEST)
        elif _ENDS.match(flat[match.end() :]) and _numbers(match["near"])[0] >= _OLD:
            yield from _told(match, "near", _OLDEST)
    for expression in (_LABELLED, _ONLY, _THEY_ARE):
        for match in expression.finditer(flat):
            yield from _told(match, "list", _OLDEST)
    for match in _HOW_MANY_FIRST.finditer(flat):
        if len(_numbers(match["list"])) > 1 and _ENDS.match(flat[match.end() :]):
            yield from _told(match, "list", _CHILD)


def _told(match: re.Match[str], group: str, oldest: int) -> Iterator[Mention]:
    numbers = _numbers(match[group])
    if _plausible(numbers) and max(numbers) <= oldest:
        yield Mention(match.start(group), match.end(group), tuple(numbers))


def _plausible(numbers: list[float]) -> bool:
    return max(numbers) <= _OLDEST and 104 not in numbers  # "la 104" is a law
