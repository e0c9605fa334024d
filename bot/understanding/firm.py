# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The writer's firm (its size, its sector, whether it joined the Alliance) and the family's ISEE."""

from __future__ import annotations

import re

from welfare_point.bot.understanding.numerals import NUMBERS
from welfare_point.bot.understanding.text import Phrases, content, pattern, plain, words

_WORDS = content("firm")
_LISTS = {name: value for name, value in _WORDS.items() if isinstance(value, str)} | {
    name: content("people")[name] for name in ("child", "elder", "partner")
}

_THOUSANDS = re.compile(r"(?<=\d)[.](?=\d{3}(?!\d))")
_N = r"(?:\d+ (?:o|a|e|ai) )?(\d{1,6})"
_NO_UNIT = r"(?! ?(?:<other_units>)\b)(?!\w)"
_NOT_SIZE = Phrases(_WORDS["not_size"], _LISTS)
_NO_WORKERS, _ALONE = Phrases(_WORDS["no_workers"]), Phrases(_WORDS["alone"])
_FIRM = Phrases(_WORDS["firm"])
_FAMILY = Phrases("<child> | <elder> | <partner>", _LISTS)
_WORKERS = pattern(rf"\b{_N}(?: (?:<before_workers>))? (?:<everyone>)\b", _LISTS)
_TRADES = pattern(rf"\b{_N}(?: (?:tra|fra|brav[ie]|giovani))? (?:<trades>)\b", _LISTS)
_WITH_ME = pattern(
    rf"\bio (?:e|piu|con|e altr[ie])(?: (?:le|i|altr[ie]))* {_N} (?:<hands>|<trades>|<everyone>)\b", _LISTS
)
_WE_ARE = pattern(
    rf"\b(?:<we_are>)(?: (?:<about>))* {_N}(?!(?: \w+){{0,2}} (?:<other_units>)\b)(?!\w)", _LISTS
)
_FIRM_OF = pattern(rf"\b(?:<firm>)(?: \w+)? (?:<of>)(?: (?:<about>))? {_N}{_NO_UNIT}", _LISTS)
_HANDS = pattern(rf"\b{_N} (?:<hands>)\b", _LISTS)
_ONLY_HANDS = pattern(
    rf"^(?:(?:<we_are>|abbiamo|<about>) )*{_N} (?:<hands>)\b(?: (?:circa|in tutto|\.))*$", _LISTS
)
_LABELLED = pattern(rf"\b(?:<label>)(?: (?:<after_label>|\.))* {_N}{_NO_UNIT}", _LISTS)
_ONE = pattern(
    r"\b(ho|con|abbiamo|piu|(?:io(?: (?:e )?mi[oa] \w+)? )?e)(?: (?:solo|soltanto|anche))?"
    r" un[ao]?(?: sol[oa])? (?:<one_worker>)\b(?! \w)",
    _LISTS,
)


def company_size_in(text: str) -> int | None:
    """Return how many people work in the firm that is spoken of; the highest number of a range."""
    flat = _NOT_SIZE.without(words(_THOUSANDS.sub("", text)))
    if plus_me := _WITH_ME.search(flat):
        return int(plus_me[1]) + 1
    if workers := _WORKERS.search(flat):
        everyone = _WE_ARE.search(flat)  # "siamo in 6. Due impiegate ...": some of them, not all
        return max(int(workers[1]), int(everyone[1]) if everyone else 0)
    if trades := _TRADES.findall(flat):
        return sum(int(number) for number in trades)
    firm = _FIRM.found(flat) is not None
    certain = _ONLY_HANDS.search(flat) or _FIRM_OF.search(flat) or _LABELLED.search(flat)
    likely = _WE_ARE.search(flat) if firm or not _FAMILY.found(flat) else None
    if found := certain or likely or (_HANDS.search(flat) if firm else None):
        return int(found[1])
    if _NO_WORKERS.found(flat):
        return 0
    if one := _ONE.search(flat):
        return 2 + one[1].count(" mi") if one[1].startswith("io") else 1
    return 1 if _ALONE.found(flat) else None


_NOT_SECTOR = Phrases(_WORDS["not_sector"])
_NAMED: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (tuple(sectors), pattern("|".join(rf"(?<!\w)(<{sector}>)(?!\w)" for sector in sectors), sectors))
    for sectors in (_WORDS["explicit_sectors"], _WORDS["trade_sectors"])
)
_OWN = pattern(
    r"(?<!\w)(?:(?:<own_job>)(?: (?!(?:<not_between>)\b)\w+){0,4}|"
    r"(?:<own_firm>)(?: (?!(?:<not_between>|<at_a_place>)\b)\w+){0,4}) $",
    _LISTS,
)
_FIRST = pattern(r"^(?:(?:<filler>) )*$", _LISTS)
_ANOTHER = Phrases(_WORDS["not_between"])
_SIZED = Phrases("<everyone> | <hands> | siamo | vorrei | vorremmo | di famiglia", _LISTS)
_REACH = 70
"""Characters before a trade in which the writer can say that it is her own."""


def sector_in(text: str) -> str | None:
    """Return the sector of the writer's own firm or job, as the catalogue writes it, or None."""
    flat = _NOT_SECTOR.without(words(text))
    for sectors, named in _NAMED:
        own = [found.lastindex or 0 for found in named.finditer(flat) if _is_own(flat, found)]
        if own:
            return sectors[min(own) - 1]
    return None


def _is_own(flat: str, found: re.Match[str]) -> bool:
    before = flat[max(0, found.start() - _REACH) : found.start()].rpartition(" . ")[2]
    if _OWN.search(before):
        return True
    after = flat[found.end() : found.end() + _REACH]
    starts = found.start() <= _REACH and _FIRST.search(flat[: found.start()]) is not None
    return starts and not _ANOTHER.found(after) and (len(after.split()) < 4 or _SIZED.found(flat) is not None)


_SUM = r"(?<![\d.,])(\d{1,3}(?:[. ]\d{3})+|\d+)(?:[.,](\d{1,2}))?(?!\d)"
_UNIT = r"(?: ?(mila|mile|mil|che\b|migliaia)(?: (?:e )?(\d{3})\b)?)?( e mezzo\b)?(?: e (?:<and_more>)\b)?"
_LOW = r"(?<![\d.,])\d[\d.]* ?(?:(?:mila|che|migliaia)\b ?)?(?:euro )?"
# Only after "tra" does "e" stand between two sums: "9 mila e 500" is one.
_RANGE = rf"(?:(?:(?:tra|fra) (?:i |gli )?{_LOW}(?:e|ed|-|/) ?|(?:da|dai|dagli)? ?{_LOW}(?:a|ai|agli|o|-|/) ?)(?:i |gli )?)?"
_NAME = r"\b(?:ise|i\.s\.e\.e?\.?)(?!\w)"
_EURO = r"( ?(?:euro|€))?"
_YEAR = r"20[12]\d[ :,]+[^\d.]*\d"
_ISEE_THEN = pattern(
    rf"{_NAME}(?:[ :,=(.]|(?<=[ ,:=(])(?:<isee_filler>|20[12]\d(?=[ :,]+\D*\d))\b)*?(?!{_YEAR})"
    rf"{_RANGE}{_SUM}{_UNIT}{_EURO}(?! ?(?:<not_euro>)\b)",
    _LISTS,
)
_THEN_ISEE = pattern(rf"{_RANGE}{_SUM}{_UNIT}{_EURO}[ (,]+(?:(?:<isee_link>) ?){{0,3}}{_NAME}", _LISTS)
_JOINED_THOUSANDS = re.compile(r"\b([a-z]+mila)([a-z]+)\b")


def isee_in(text: str) -> float | None:
    """Return the ISEE in euro, the highest of a range; None unless the word itself is there with a number."""
    flat = _JOINED_THOUSANDS.sub(_thousands, plain(text))
    return next(
        (
            value
            for at in (_ISEE_THEN, _THEN_ISEE)
            for found in at.finditer(flat)
            if (value := _euro(found)) is not None
        ),
        None,
    )


def _thousands(found: re.Match[str]) -> str:
    many, rest = NUMBERS.get(found[1]), NUMBERS.get(found[2])
    return found[0] if many is None or rest is None else str(many + rest)


def _euro(found: re.Match[str]) -> float | None:
    """The sum found; a bare small number is thousands, as people say it, and a bare year is no sum."""
    whole, cents, thousands, more, half, euro = found.groups()
    value = float(re.sub(r"\D", "", whole)) + (float(f"0.{cents}") if cents else 0.0) + 0.5 * bool(half)
    if thousands:
        return value * 1000 + float(more or 0)
    if euro or whole != str(int(value)) or (cents and value >= 1000):
        return value
    if 2015 <= value <= 2035:
        return None
    return value * 1000 if 3 <= value <= 100 else value


_JOINED, _NOT_JOINED = Phrases(_WORDS["joined"], _LISTS), Phrases(_WORDS["not_joined"], _LISTS)
_DOUBT, _OTHERS = Phrases(_WORDS["doubt"], _LISTS), Phrases(_WORDS["other_parties"], _LISTS)
_ASKED = pattern(r"(?:aderisc\w+|aderito|aderente|parte|rete|aleanza)(?: \w+){0,4} ?\?")


def employer_adherent_in(text: str) -> bool | None:
    """Return whether the writer's firm joined the Alliance; None when it is only asked or wished."""
    if _ASKED.search(plain(text)):
        return None
    flat = _OTHERS.without(_DOUBT.without(words(text)))
    if _NOT_JOINED.found(flat):
        return False
    return True if _JOINED.found(flat) else None
