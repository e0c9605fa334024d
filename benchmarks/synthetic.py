# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invented catalogues of any size, and needs and searches to try them with; the same seed gives the same ones.

Services are spread as people are: a comune has them by its inhabitants, Milano thousands of a hundred thousand.
Most cover one comune, some an Ambito, a province or an ATS, a few the region. The words are in ``synthetic.yml``.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from welfare_point.catalogue.exchange.ambiti import Membership
from welfare_point.catalogue.need import Need
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import Municipality, Topic, municipalities, topics

TODAY = dt.date(2026, 11, 28)
COMUNI_IN_AN_AMBITO = 16
"""1,501 comuni in 91 Ambiti."""

AREAS = {"comune": 70, "ambito": 15, "prov": 8, "ats": 5, "regione": 2}
"""How many services of a hundred cover what."""

WEEK = ("MO", "TU", "WE", "TH", "FR")
WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))


@dataclass(frozen=True)
class Region:
    """The comuni, and invented Ambiti: as many neighbours by code as a true one has on average."""

    comuni: Sequence[Municipality]

    @cached_property
    def weights(self) -> list[int]:
        """Inhabitants, added up as ``random.choices`` wants them."""
        return list(accumulate(comune.population for comune in self.comuni))

    @cached_property
    def ambiti(self) -> dict[str, str]:
        """The Ambito of each comune."""
        return {
            comune.istat: f"{comune.province.lower()}-{place // COMUNI_IN_AN_AMBITO}"
            for place, comune in enumerate(self.comuni)
        }

    def memberships(self) -> list[Membership]:
        """The table comune → Ambito, as an ATS would import it."""
        return [Membership(istat, ambito, f"Ambito {ambito}") for istat, ambito in self.ambiti.items()]

    def somewhere(self, dice: random.Random) -> Municipality:
        """The comune of a random inhabitant."""
        return dice.choices(self.comuni, cum_weights=self.weights)[0]


@cache
def region() -> Region:
    """Lombardy."""
    return Region(tuple(municipalities().values()))


def services(number: int, seed: int = 4) -> Iterator[list[Offer]]:
    """``number`` services, each as its rows: one in six has more than one place or schedule."""
    dice, where, known = random.Random(seed), region(), list(topics().values())
    wanted = [WORDS["often"].get(topic.code, 1) for topic in known]
    for place in range(number):
        topic = dice.choices(known, wanted)[0]
        yield _service(dice, where, topic, known, f"s{place:06}", max(1, number // 8))


def _service(
    dice: random.Random, where: Region, topic: Topic, known: list[Topic], service_id: str, bodies: int
) -> list[Offer]:
    comune, body = where.somewhere(dice), dice.randrange(bodies)
    child = topic.code.startswith("minori--")
    ages = dice.choice(WORDS["ages"]["child" if child else "adult"])
    more = [t.code for t in dice.sample(known, 1) if t.audience == topic.audience and t is not topic]
    said = dice.choice(topic.sounds_like)
    name = dice.choice(WORDS["names"]).format(said=said, label=topic.label_it, comune=comune.name)
    common = {
        "service_id": service_id,
        "organization_id": f"o{body:05}",
        "organization_name": f"{WORDS['bodies'][body % len(WORDS['bodies'])]} {body:05}",
        "organization_type": dice.choice(["no_profit", "ente_pubblico", "ambito", None]),
        "name": name[:1].upper() + name[1:],
        "description": " ".join([topic.description_it + ".", *dice.sample(WORDS["sentences"], 3)]),
        "topics": (topic.code, *(more if dice.random() < 0.15 else ())),
        "audience": "entrambi" if dice.random() < 0.05 else topic.audience,
        "status": dice.choices(["active", "inactive", "temporarily_closed"], [96, 2, 2])[0],
        "minimum_age": ages[0],
        "maximum_age": ages[1],
        "adherents_only": dice.random() < 0.08,
        "isee_maximum": dice.choice([20000.0, 25000.0, 35000.0]) if dice.random() < 0.12 else None,
        "disability_required": topic.code.startswith("disabilita") and dice.random() < 0.7,
        "company_size_maximum": 50 if topic.audience == "impresa" and dice.random() < 0.3 else None,
        "assured_date": _day(dice, 600),
        "languages": ("italiano",),
    }
    places = dice.choices([1, 2, 3], [84, 12, 4])[0]
    return [Offer(**common, **_row(dice, where, comune, child)) for _ in range(places)]


def _row(dice: random.Random, where: Region, comune: Municipality, child: bool) -> dict[str, Any]:
    codes = {
        "comune": comune.istat,
        "ambito": f"ambito:{where.ambiti[comune.istat]}",
        "prov": f"prov:{comune.province}",
        "ats": f"ats:{comune.ats}",
        "regione": "regione:03",
    }
    known_point, scheduled = dice.random() < 0.7, dice.random() < 0.75
    opens = dice.choice([7, 8, 9, 14, 16])
    return {
        "service_areas": (codes[dice.choices(list(AREAS), list(AREAS.values()))[0]],),
        "delivery": dice.choices([("in_presenza",), ("domicilio",), ("online",), ()], [75, 10, 10, 5])[0],
        "address": f"via dei {dice.choice(WORDS['streets'])} {dice.randint(1, 120)}",
        "municipality": comune.istat,
        "latitude": round(comune.latitude + dice.gauss(0, 0.015), 5) if known_point else None,
        "longitude": round(comune.longitude + dice.gauss(0, 0.02), 5) if known_point else None,
        "phone": f"02 5550 {dice.randint(0, 9999):04}",
        "email": "servizi@example.org",
        "cost": dice.choice(["gratuito", "pagamento", "isee", "voucher", None]),
        "calendar_scope": tuple(dice.choice(WORDS["calendars"])) if child and scheduled else (),
        "valid_to": TODAY + dt.timedelta(days=dice.randint(-90, 300)) if dice.random() < 0.3 else None,
        "byday": WEEK if scheduled else (),
        "opens_at": dt.time(opens) if scheduled else None,
        "closes_at": dt.time(opens + dice.choice([2, 4, 7])) if scheduled else None,
        "capacity_available": dice.choice([0, 3, 12]) if dice.random() < 0.5 else None,
        "capacity_updated": _day(dice, 120),
    }


def needs(number: int, seed: int = 5) -> Iterator[Need]:
    """Needs of random inhabitants; about half of the answers to each question are known."""
    dice, where, known = random.Random(seed), region(), list(topics().values())
    wanted = [WORDS["often"].get(topic.code, 1) for topic in known]
    for _ in range(number):
        topic = dice.choices(known, wanted)[0]
        child = topic.code.startswith("minori--")
        yield Need(
            topic=topic.code,
            audience=topic.audience,
            municipality=where.somewhere(dice).istat,
            as_of=TODAY,
            ages=(float(dice.randint(0, 13) if child else dice.randint(25, 90)),)
            if dice.random() < 0.6
            else (),
            periods=(dice.choice(["scuola", "estate", "natale"]),) if child and dice.random() < 0.5 else (),
            time_from=dt.time(16, 30) if dice.random() < 0.2 else None,
            isee=dice.choice([12000.0, 30000.0]) if dice.random() < 0.3 else None,
            employer_adherent=dice.choice([True, False]) if dice.random() < 0.4 else None,
            free_only=dice.random() < 0.1,
        )


def searches(number: int, seed: int = 6) -> Iterator[tuple[str, str | None]]:
    """What people write, half of them with their comune known, some with a slip of the finger."""
    dice, where, known = random.Random(seed), region(), list(topics().values())
    for _ in range(number):
        said = dice.choice(dice.choice(known).sounds_like)
        comune = where.somewhere(dice)
        text = dice.choice(WORDS["searches"]).format(said=said, comune=comune.name)
        yield (
            (_slip(dice, text) if dice.random() < 0.3 else text),
            (comune.istat if dice.random() < 0.5 else None),
        )


def _slip(dice: random.Random, text: str) -> str:
    """Two letters that stand beside each other change places."""
    place = dice.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _day(dice: random.Random, at_most: int) -> dt.date:
    return TODAY - dt.timedelta(days=dice.randint(0, at_most))
