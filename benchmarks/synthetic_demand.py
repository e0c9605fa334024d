# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invented years of needs, met and not: ``python -m benchmarks.synthetic_demand URL [NUMBER]``.

The same seed gives the same records. Places are spread as people are, topics have their seasons, causes and ages
follow the topic. The weights are in ``synthetic_demand.yml``.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from welfare_point.catalogue.database import create_engine, migrate
from welfare_point.catalogue.models import MunicipalityAmbito, NeedRecord
from welfare_point.catalogue.reference import Topic, topics

from .synthetic import TODAY, Region, region

NUMBER = 200_000
DAYS = 365
WORDS_DAYS = 90
"""Words older than this would have been forgotten."""
SERVICES = 1_000
"""Of which some are shown; their ids are those of ``synthetic.services``."""
BATCH = 5_000
WEIGHTS: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))


class Choice:
    """Values with their weights, ready for the dice."""

    def __init__(self, weights: Mapping[Any, float]) -> None:
        self._values = list(weights)
        self._added = list(accumulate(weights.values()))

    def __call__(self, dice: random.Random) -> Any:
        """One of the values."""
        return dice.choices(self._values, cum_weights=self._added)[0]


class Year:
    """The year that ends with ``last``."""

    def __init__(self, last: dt.date, where: Region, seed: int) -> None:
        self.last, self.where, self.dice = last, where, random.Random(seed)
        self.topics = Choice({topic: WEIGHTS["topics"].get(topic.code, 2) for topic in topics().values()})
        self.periods = Choice({tuple(key.split(";")): n for key, n in WEIGHTS["periods"].items()})
        self.times, self.constraints = Choice(WEIGHTS["times"]), Choice(WEIGHTS["constraints"])
        self.channels = Choice(WEIGHTS["channels"])

    @cached_property
    def days(self) -> dict[str, Choice]:
        """By topic: when it is asked for."""
        return {code: self._days(WEIGHTS["seasons"].get(code, [1] * 12)) for code in topics()}

    @cached_property
    def by_topic(self) -> dict[str, tuple[Choice, Choice]]:
        """By topic: the causes and the ages."""
        return {code: (Choice(self._of("causes", code)), Choice(self._of("ages", code))) for code in topics()}

    def record(self) -> dict[str, Any]:
        """One need, as the columns of its record."""
        dice, topic = self.dice, self.topics(self.dice)
        causes, ages = self.by_topic[topic.code]
        cause = causes(dice) if 100 * dice.random() < WEIGHTS["unmet"] else None
        understood = cause != "not_understood"
        day: dt.date = self.days[topic.code](dice)
        comune = self.where.somewhere(dice) if dice.random() < 0.97 else None
        child = topic.code.startswith("minori--")
        offers = self._offers(cause)
        return {
            "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            "day": day,
            "topic": topic.code if understood else None,
            "audience": topic.audience if understood else None,
            "municipality": comune.istat if comune else None,
            "ats": comune.ats if comune else None,
            "ambito": self.where.ambiti[comune.istat] if comune else None,
            "cause": cause,
            "age_band": ages(dice) if topic.audience == "persona" and dice.random() < 0.7 else None,
            "periods": self.periods(dice) if child and dice.random() < 0.7 else None,
            "time_band": self.times(dice) if dice.random() < 0.5 else None,
            "work_constraint": self.constraints(dice) if dice.random() < 0.6 else None,
            "channel": self.channels(dice),
            "offers_shown": len(offers),
            "offers": offers or None,
            "outcome": self._outcome(cause),
            "said": self._said(topic, day),
        }

    def _outcome(self, cause: str | None) -> str | None:
        if cause == "rejected":
            return "rejected"
        return "accepted" if cause is None and self.dice.random() < 0.6 else None

    def _offers(self, cause: str | None) -> tuple[str, ...]:
        number = self.dice.randint(1, 5) if cause in (None, "rejected") else 0
        return tuple(f"s{self.dice.randrange(SERVICES):06}" for _ in range(number))

    def _said(self, topic: Topic, day: dt.date) -> str | None:
        if (self.last - day).days >= WORDS_DAYS or self.dice.random() < 0.2:
            return None
        said: str = self.dice.choice(WEIGHTS["said"])
        return said.format(said=self.dice.choice(topic.sounds_like))

    def _days(self, season: list[int]) -> Choice:
        days = [self.last - dt.timedelta(days=back) for back in range(DAYS)]
        return Choice({day: season[day.month - 1] * WEIGHTS["week"][day.weekday()] for day in days})

    @staticmethod
    def _of(what: str, code: str) -> dict[str, float]:
        found: dict[str, float] = WEIGHTS[what].get(code.split("--", maxsplit=1)[0], WEIGHTS[what]["others"])
        return found


def records(number: int = NUMBER, seed: int = 7, last: dt.date = TODAY) -> Iterator[dict[str, Any]]:
    """``number`` needs of the year that ends with ``last``, in no order, as the columns of their records."""
    year = Year(last, region(), seed)
    return (year.record() for _ in range(number))


def write(engine: sa.Engine, rows: Iterable[dict[str, Any]]) -> None:
    """Add records, and the invented Ambiti they name where none are known. The tables are there already."""
    with engine.begin() as connection:
        if not connection.scalar(sa.select(sa.func.count()).select_from(MunicipalityAmbito)):
            connection.execute(
                sa.insert(MunicipalityAmbito),
                [
                    {"municipality": m.municipality, "ambito_id": m.ambito_id, "ambito_name": m.ambito_name}
                    for m in region().memberships()
                ],
            )
        left = iter(rows)
        while some := list(islice(left, BATCH)):
            connection.execute(sa.insert(NeedRecord), some)
    with engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def main() -> None:
    """Fill a database that the product then uses."""
    url, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else NUMBER
    migrate(url)
    start = time.perf_counter()
    write(create_engine(url), records(number))
    print(f"{number} bisogni in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
