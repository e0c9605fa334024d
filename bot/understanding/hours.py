# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between which hours help is needed: said outright, or left open between work and school."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from welfare_point.bot.understanding.text import Phrases, content, pattern

_WORDS: dict[str, str] = content("when")
_HOUR = (
    r"([01]?\d|2[0-4]|una|mezzogiorno|mezzanotte)(?!\d)(?:(?<=\d) ?[:.,h] ?([0-5]\d)(?!\d))?"
    r"(?: ?e ?(mezz[ao]|un quarto|3 quarti|[0-5]?\d(?![\d:.,]\d))| meno (un quarto|[0-5]?\d))?"
    r"(?: ?(?:di|del|della|in|la) ?(sera|mattin[ao]|pomeriggio|notte)\b| ?([ap]m)\b)?"
)
_FROM = r"(?:a partire )?dalle(?: ore)?|da(?= mezz)|dall(?:a|)(?= una)|dopo (?:le|l)|(?:tra|fra) le?(?: ore)?"
_TO = r"(?:fin[oi]?|sino) (?:alle|alla|all|al|a|verso le)(?: ore)?|entro (?:le|l)"
_AT = r"alle(?: ore)?|all(?:a|)(?= una)|al?(?= mezz)|verso (?:le|l)|per le|e le|ore|h(?! ?24)|le"
_LED = pattern(rf"(?<!\w)(?:({_FROM})|({_TO})|({_AT})) ?{_HOUR}(?!\w)")
_BARE = pattern(rf"(?<![\w.,/-]){_HOUR} ?[-/] ?{_HOUR}(?![\w/-])")
_FOLLOWS = Phrases(_WORDS["not_an_hour"])
_NOT_A_RANGE = pattern(r"\b<not_a_range>(?: e)?[ ,:]*$", _WORDS)
_RANGE_SAID = pattern(
    r"(?:\b(?:ore|orario|h|fascia|mattin[aoe]|pomeriggi[oi]|sera|feriali|doposcuola|prescuola|[a-z]{2,6}di|ven|sab)|^)"
    r"[ ,:.(]*$"
)
_DOERS = ("starts_work", "ends_work", "starts_school", "ends_school", "need_word")
_LENGTHS = ("work_word", "school_hours")
_BESIDE = pattern(r"^ *(?!e *$)(?:(?:<beside_hour>)(?: +|$))*$", _WORDS)
_TO_THE_HOUR = pattern(
    r"(?<!\be )(?<!\bmeno )(?<!\bdalla )(?<!\balla )(?:\b(?P<lead>fino a|sino a|fino alle|a|alle|all|da|dalle|le|verso) )?"
    r"\b(?P<piece>un quarto|mezza) (?:alle|all) ?(?P<hour>1?\d|2[0-4]|una)(?![\d:.,]\d)(?!\w)"
)
_LEADS = {"fino a": "fino ale", "sino a": "sino ale", "a": "ale", "al": "ale", "da": "dale"}
_ONLY_PART = pattern(
    r"^(?:(?:circa|tipo|verso|direi|diciamo|mah|boh),? )*(?=\d{1,2} (?:e (?:mezza|un quarto|3 quarti)|meno (?:un quarto|\d{1,2}))\b)"
)
_ROLES = {name: pattern(rf"(?<!\w)<{name}>(?!\w)", _WORDS) for name in _DOERS + _LENGTHS}
_NIGHT = Phrases("notte | notti | notturn[oa]")
_EARLY = Phrases("notte | notti | notturn[oa] | mattin[aoe] | alba")
_AFTERNOON = Phrases("pomeriggi[oi] | sera | doposcuola | dopo scuola")
_CLAUSE, _MARKS = re.compile(r"[.!?;]"), re.compile(r"[,:()]| (?= )")
_WINDOW = 90
_MOST = 100  # more hours than this are a timetable, not a need
_MINUTES = 24 * 60
_NOON = 12 * 60


@dataclass(slots=True)
class _Said:
    """One hour of the text: minutes since midnight, how it is led in, and the words around it."""

    kind: str
    minutes: int
    exact: bool
    before: str
    after: str


def hours_in(flat: str) -> tuple[dt.time | None, dt.time | None]:
    """Return when help must begin and end, from ``text.plain`` text without dates.

    Working hours alone ask for nothing; with those of school they leave a gap, which is what is needed.
    """
    flat = _ONLY_PART.sub("le ", _TO_THE_HOUR.sub(_to_the_hour, flat))
    roles: dict[str, _Said] = {}
    for said in _hours(flat):
        roles.setdefault(_role(said), said)
    pairs = (
        ("need_from", "need_to"),
        ("starts_work", "starts_school"),
        ("ends_school", "ends_work"),
        ("ends_school", "need_to"),
        ("need_from", "ends_work"),
        ("starts_work", "need_to"),
        ("need_from", "starts_school"),
    )
    for first, last in pairs:
        if first in roles and last in roles:
            begin, end = _straight(first, roles[first], last, roles[last], flat)
            if begin != end and (begin < end or (first, last) == ("need_from", "need_to")):
                return _time(begin), _time(end)
    begin_said, end_said = roles.get("need_from"), roles.get("need_to")
    if begin_said:
        return _time(_lone(begin_said, flat, latest=4)), None
    return None, _time(_lone(end_said, flat, latest=7)) if end_said else None


def _to_the_hour(match: re.Match[str]) -> str:
    """ "Un quarto alle otto" is 7:45, as the north says it; "dalle 7 e un quarto alle otto" is a range."""
    hour = 13 if match["hour"] == "una" else int(match["hour"])
    before, minutes = divmod(60 * hour - {"un quarto": 15, "meza": 30}[match["piece"]], 60)
    lead = match["lead"] or "le"
    return f"{_LEADS.get(lead, 'le' if lead == 'verso' else lead)} {before % 24}:{minutes:02}"


def _time(minutes: int) -> dt.time:
    return dt.time(minutes // 60 % 24, minutes % 60)


def _lone(said: _Said, flat: str, latest: int) -> int:
    """ "Fino alle 6" is in the afternoon, unless the text speaks of the night or the morning."""
    hour = said.minutes // 60
    later = (_AFTERNOON.found(flat) and hour < 9) or (hour <= latest and not _EARLY.found(flat))
    return said.minutes + _NOON if later and not said.exact else said.minutes


def _straight(opens: str, first: _Said, closes: str, last: _Said, flat: str) -> tuple[int, int]:
    """Both hours as on a 24-hour clock: "la scuola chiude alle 4 e io finisco alle 7" is the afternoon."""
    begin, end = first.minutes, last.minutes
    hour = begin // 60
    afternoon = _AFTERNOON.found(flat) is not None
    small = hour < 5 and (end < 9 * 60 or afternoon)
    told = afternoon and ((hour < 8 and begin < end < _NOON) or (hour < 7 and begin + _NOON < end))
    by_day = not _EARLY.found(flat) and (small or told)
    if not first.exact and (by_day or (opens == "ends_school" and hour < 7)):
        begin += _NOON
    late = closes == "ends_work" or begin <= 15 * 60 or (end < 8 * 60 and begin < 19 * 60)
    if not last.exact and late and end <= begin < end + _NOON and not _NIGHT.found(flat):
        end += _NOON
    return begin, end


def _hours(flat: str) -> list[_Said]:
    """Every hour of the text in order; a range gives two, the second of kind "to"."""
    found: list[_Said] = []
    hits: list[tuple[int, int, list[tuple[str, tuple[str | None, ...]]]]] = []
    for match in filter(_is_range, _BARE.finditer(flat)):
        start, end, parts = match.start(), match.end(), match.groups()
        hits.append((start, end, [("from", parts[:6]), ("to", parts[6:])]))
    led = _BARE.sub(lambda match: "#" * len(match[0]) if _is_range(match) else match[0], flat)
    for match in _LED.finditer(led):
        if not _FOLLOWS.found(flat[match.end() : match.end() + 14].lstrip().split(" ")[0]):
            kind = "from" if match[1] else "to" if match[2] else "at"
            hits.append((match.start(), match.end(), [(kind, match.groups()[3:])]))
    hits = sorted(hits)[:_MOST]
    ends = [0, *(end for _, end, _ in hits)]
    for at, (start, end, hours) in enumerate(hits):
        stop = hits[at + 1][0] if at + 1 < len(hits) else len(flat)
        before, after = flat[max(ends[at], start - _WINDOW) : start], flat[end : min(stop, end + 32)]
        before, after = _CLAUSE.split(before)[-1], _CLAUSE.split(after.split(",")[0])[0]
        before, after = _MARKS.sub(" ", before), _MARKS.sub(" ", after)
        if found and hours[0][0] == "from" and before.strip() in ("e", "o", "e poi"):
            before = found[-1].before  # "turno 9-13 e 15-19"
        for kind, parts in hours:
            close = found and found[-1].kind == "from" and len(before) < 9 and kind == "at"
            if close:
                before, found[-1].after = found[-1].before, after
            found.append(_said("to" if close else kind, parts, before, after))
    return [said for said in found if said.minutes <= _MINUTES]


def _is_range(match: re.Match[str]) -> bool:
    """Whether "16-18" is a range of hours and not of ages, dates or prices."""
    groups = match.groups()
    minutes = bool(groups[1] or groups[7])
    before, after = match.string[max(0, match.start() - 40) : match.start()], match.string[match.end() :][:14]
    if _FOLLOWS.found(after.lstrip().split(" ")[0]) or ("/" in match[0] and not minutes):
        return False
    if minutes or _RANGE_SAID.search(before) or _ROLES["work_word"].search(before):
        return True
    return not _NOT_A_RANGE.search(before) and int(groups[6]) > 14 if (groups[6] or "").isdigit() else False


def _said(kind: str, parts: tuple[str | None, ...], before: str, after: str) -> _Said:
    hour, minute, more, less, part, half = parts
    named = {"una": 1, "mezogiorno": 12, "mezanote": 24}
    value = 60 * (int(hour) if hour and hour.isdigit() else named[hour or ""]) + int(minute or 0)
    value += _piece(more) - _piece(less)
    exact = (hour in named and hour != "una") or bool(hour and hour.startswith("0"))
    if part or half:
        exact = True
        value += _NOON * (value < _NOON and (part in ("sera", "pomerigio") or half == "pm"))
    elif hour == "una":
        value, exact = 13 * 60 + value % 60, True
    return _Said(kind, value % _MINUTES if value else 0, exact or value >= 13 * 60, before, after)


def _piece(words: str | None) -> int:
    if words is None:
        return 0
    return {"meza": 30, "mezo": 30, "un quarto": 15, "3 quarti": 45}.get(words) or int(words)


def _last(name: str, text: str) -> int:
    return max((match.end() for match in _ROLES[name].finditer(text)), default=-1)


def _role(said: _Said) -> str:
    """Whose hour it is: that of the nearest word before it, else after it."""
    names: tuple[str, ...] = _DOERS if said.kind == "at" else _DOERS + _LENGTHS
    for text in (said.before, said.after):
        at, name = max((_last(name, text), name) for name in names)
        if at >= 0:
            break
    else:
        name = "need_word" if said.kind != "at" else ""
    if name in ("work_word", "school_hours"):
        name = "school" if name == "school_hours" else "work"
    if said.kind == "at":
        answer = _BESIDE.search(said.before) and _BESIDE.search(said.after)  # "la mattina, alle 7 circa"
        alone = not name and (answer or not said.before.strip())
        return "need_from" if alone or name == "need_word" else name or "nothing"
    if name == "need_word":
        return f"need_{said.kind}"
    who = "school" if "school" in name else "work"
    return f"{'starts' if said.kind == 'from' else 'ends'}_{who}"
