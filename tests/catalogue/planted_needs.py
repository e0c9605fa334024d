# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Unmet needs in which forty collective ones are planted, among others that are alike to nothing."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from welfare_point.catalogue.collective.told import Told
from welfare_point.catalogue.reference import find_municipality, municipalities, topics

BANDS = ("0-2", "3-5", "6-10", "11-13", "14-17", "18-64", "65-74", "75-84", "85+")
TIMES = ("notte", "prima delle 8", "giorno", "dopo le 16", "sera")
PERIODS = ("scuola", "estate", "natale", "carnevale", "pasqua", "tutto-anno")
LAST_DAY = dt.date(2026, 11, 20)


@cache
def content() -> dict[str, Any]:
    """What people say."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("planted_needs.yml").read_text("utf-8"))
    return loaded


def istat(name: str) -> str:
    """The code of a comune."""
    found = find_municipality(name)
    assert found, name
    return found.istat


def planted(seed: int, size: int = 3_000, noise: float = 0.2) -> tuple[list[Told], list[int]]:
    """Records and, for each, the number of its group; those alike to nothing have a number of their own.

    Groups differ in size by up to eight times. A fifth of those who belong to one do not tell an age, an hour or a
    period, some tell another, and some write nothing.
    """
    chance = random.Random(seed)
    groups = content()["groups"]
    weights = [chance.choice((1, 2, 3, 5, 8)) for _ in groups]
    made: list[tuple[Told, int]] = []
    for number in range(size):
        if chance.random() < noise:
            made.append((_alone(chance), len(groups) + number))
        else:
            [group] = chance.choices(range(len(groups)), weights)
            made.append((_member(chance, groups[group]), group))
    return [told for told, _ in made], [group for _, group in made]


def _member(chance: random.Random, group: dict[str, Any]) -> Told:
    home, *around = group["places"]
    place = home if not around or chance.random() < 0.6 else chance.choice(around)
    return _told(
        chance,
        topic=group["topic"],
        municipality=istat(place),
        age_band=_mostly(chance, group["ages"], BANDS),
        time_band=_mostly(chance, [group["time"]] if group["time"] else [], TIMES),
        periods=tuple(group["periods"]) if chance.random() < 0.75 else (),
        said=_worded(chance, chance.choice(group["said"])) if chance.random() < 0.85 else None,
    )


def _mostly(chance: random.Random, usual: list[str], all_: tuple[str, ...]) -> str | None:
    if chance.random() < 0.2 or (not usual and chance.random() < 0.8):
        return None
    if not usual:
        return chance.choice(all_)
    first = all_.index(usual[0])
    if len(usual) > 1 and chance.random() < 0.3:
        return usual[1]
    if chance.random() < 0.06:
        return all_[min(len(all_) - 1, max(0, first + chance.choice((-1, 1))))]
    return usual[0]


def _worded(chance: random.Random, said: str) -> str:
    """Not always all of it, and with something around it."""
    words = [word for word in said.split() if chance.random() > 0.12]
    before, after = (
        chance.choice(content()[name]) if chance.random() < 0.3 else "" for name in ("before", "after")
    )
    return " ".join([before, *words, after]).strip()


def _alone(chance: random.Random) -> Told:
    """Somebody of anywhere in the ATS, on any topic, who says what many say or what others say of this topic."""
    topic = chance.choice(list(topics()))
    others = [said for group in content()["groups"] if group["topic"] == topic for said in group["said"]]
    said = chance.choice(others if others and chance.random() < 0.5 else content()["alone"])
    return _told(
        chance,
        topic=topic,
        municipality=chance.choice([m.istat for m in municipalities().values() if m.ats == "325"]),
        age_band=chance.choice((None, *BANDS)),
        time_band=chance.choice((None, *TIMES)),
        periods=chance.choice(((), *((period,) for period in PERIODS))),
        said=_worded(chance, said) if chance.random() < 0.85 else None,
    )


def _told(chance: random.Random, **values: Any) -> Told:
    return Told(
        id=f"{chance.getrandbits(64):016x}",
        ats="325",
        day=LAST_DAY - dt.timedelta(days=chance.randrange(365)),
        **values,
    )
