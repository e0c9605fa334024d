# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a group of records is called, and why they are together, in the sentences of ``sentences.yml``. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..reference import municipalities, topics
from .facets import AGE_BANDS
from .grouping import FEWEST
from .told import Told
from .words import telling_words

MOST = 0.6
"""Of those who told a facet, the share that must agree for the name to say it."""
TOLD = 0.4
"""Of all, the share that must have told it."""
SOME = 0.25
"""From this share on an age is part of the range that the name says."""
NEARLY_ALL = 0.8
"""In one comune: the name then says nothing of those around."""
PLACES = 4
"""Comuni that are named among the reasons."""
ADULT = 18


@cache
def sentences() -> Mapping[str, Any]:
    """All sentences, by what they speak of and by code."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("sentences.yml").read_text("utf-8"))
    return loaded


def label(records: Sequence[Told], taken: Collection[str] = (), others: Sequence[Told] = ()) -> str:
    """A name that says what, when, for whom and where; with words of the group when it is ``taken``.

    ``others``: records on the same topic, from which the words set the group apart.
    """
    time = _agreed([r.time_band for r in records])
    topic = Counter(r.topic for r in records).most_common(1)[0][0]
    name = sentences()["label"].format(
        what=_name(topic, time),
        time=sentences()["times"].get(time, "") if time else "",
        period=_period(topic, records),
        whom=_whom(records),
        place=_place(records),
    )
    name = " ".join(name.split())
    if name in taken and (said := words_of(records, others, 3)):
        name = sentences()["also"].format(label=name, words=", ".join(said))
    return _numbered(name, taken)


def _numbered(name: str, taken: Collection[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found


def words_of(records: Sequence[Told], others: Sequence[Told], at_most: int = 6) -> list[str]:
    """Words that come again among the records; none that fewer than ``FEWEST`` of them have."""
    return telling_words([r.said for r in records], [r.said for r in others], at_most, FEWEST)


def reasons(records: Sequence[Told], words: Sequence[str] = ()) -> list[str]:
    """Why the records are together, a sentence each."""
    said = sentences()["reasons"]
    topic = ", ".join(topics()[code].label_it for code, _ in Counter(r.topic for r in records).most_common())
    found = [said["topic"].format(value=topic), said["place"].format(value=_places(records))]
    for facet, named in (("age_band", {}), ("time_band", sentences()["times"])):
        counts = Counter(value for r in records if (value := getattr(r, facet)))
        if counts:
            found.append(said[facet].format(value=_shares(counts, named, len(records))))
    periods = Counter(period for r in records for period in r.periods)
    if periods:
        found.append(said["periods"].format(value=_shares(periods, sentences()["periods"], len(records))))
    if words:
        found.append(said["words"].format(value=", ".join(words)))
    return found


def _shares(counts: Counter[str], names: Mapping[str, str], total: int, at_most: int = 3) -> str:
    share = sentences()["reasons"]["share"]
    return ", ".join(
        share.format(name=names.get(value, value), count=count, total=total)
        for value, count in counts.most_common(at_most)
    )


def _places(records: Sequence[Told]) -> str:
    counts = Counter(municipalities()[r.municipality].name for r in records)
    named = _shares(counts, {}, len(records), PLACES)
    rest = sum(count for _, count in counts.most_common()[PLACES:])
    return ", ".join([named, *([sentences()["reasons"]["others"].format(count=rest)] if rest else [])])


def _name(topic: str, time: str | None) -> str:
    named: str = sentences()["names"].get(topic, {}).get(time, topics()[topic].label_it)
    return named


def _agreed(values: Sequence[Any]) -> Any:
    """The value that most of those who told one agree on, if enough told one."""
    told = [value for value in values if value]
    if not told or len(told) < TOLD * len(values):
        return None
    value, count = Counter(told).most_common(1)[0]
    return value if count >= MOST * len(told) else None


def _period(topic: str, records: Sequence[Told]) -> str:
    agreed = _agreed([r.periods for r in records])
    if not agreed or agreed == ("tutto-anno",):
        return ""
    if topic in sentences()["names"] and agreed == ("scuola",):
        return ""  # what is before or after school is on school days
    return " ".join(sentences()["periods"][period] for period in agreed if period in sentences()["periods"])


def _whom(records: Sequence[Told]) -> str:
    told = Counter(r.age_band for r in records if r.age_band in AGE_BANDS)
    if told.total() < TOLD * len(records):
        return ""
    places = sorted(AGE_BANDS.index(band) for band, n in told.items() if band and n >= SOME * told.total())
    if not places or places[-1] - places[0] >= len(places):
        return ""  # no range without a hole would be true
    first, last = AGE_BANDS[places[0]].split("-")[0], AGE_BANDS[places[-1]].split("-")[-1]
    if last.endswith("+"):
        return str(sentences()["ages"]["upwards"].format(first=first.rstrip("+")))
    kind = "grown" if first == str(ADULT) and len(places) == 1 else "adults"
    if int(last) < ADULT:
        kind = "children" if int(last) <= 10 else "young" if int(first) >= 11 else "minors"
    return str(sentences()["ages"][kind].format(first=first, last=last))


def _place(records: Sequence[Told]) -> str:
    home, count = Counter(r.municipality for r in records).most_common(1)[0]
    name = municipalities()[home].name
    kind = "at" if count >= NEARLY_ALL * len(records) else "around"
    form = sentences()["place"][kind + ("_vowel" if name.startswith("A") else "")]
    return str(form.format(name=name))
