# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A seeded catalogue with known repetitions: true pairs are planted among services that only look alike.

No two background services of one comune and topic share both ages and part of the year, so that whatever is
found beyond the planted pairs is a mistake of the finder and not of the set.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import municipalities, topics

AGES = ((0.25, 3.0), (3.0, 6.0), (6.0, 11.0), (11.0, 14.0), (14.0, 18.0))
PERIODS = (("scuola",), ("estate",), ("natale",))
HOURS = ((dt.time(7, 30), dt.time(9)), (dt.time(9), dt.time(13)), (dt.time(14), dt.time(18)))
KINDS = ("Cooperativa sociale", "Associazione", "Fondazione", "Parrocchia", "Asilo")
NAMES = [
    "Arcobaleno",
    "Girasole",
    "Aquilone",
    "Primavera",
    "Quadrifoglio",
    "Coccinella",
    "Ginestra",
    "Alveare",
    "Melograno",
    "Sorgente",
]
SERVICES = ("Doposcuola", "Spazio compiti", "Centro estivo", "Nido", "Laboratorio", "Sportello famiglia")
STREETS = ["via Roma", "via Garibaldi", "piazza della Chiesa", "via Manzoni", "via dei Mille", "viale Europa"]

Pair = frozenset[str]


def planted(seed: int, size: int = 5_000, pairs: int = 60) -> tuple[list[Offer], set[Pair]]:
    """``size`` offers, one for each service, and the pairs of service ids that repeat themselves."""
    chance = random.Random(seed)
    offers = _background(chance, size - pairs)
    # A twin of one of several look-alikes could rightly be a pair with more of them: plant where one is alone.
    alone = Counter((o.municipality, o.topics, o.minimum_age, o.calendar_scope) for o in offers)
    free = [o for o in offers if alone[o.municipality, o.topics, o.minimum_age, o.calendar_scope] == 1]
    chosen = chance.sample(free, pairs)
    twins = [
        replace(change(chance, offer), service_id=f"x{number}")
        for number, (offer, change) in enumerate(zip(chosen, itertools.cycle(CHANGES)))
    ]
    truth = {frozenset((a.service_id, b.service_id)) for a, b in zip(chosen, twins, strict=True)}
    everything = offers + twins
    assert len({offer.service_id for offer in everything}) == size
    chance.shuffle(everything)
    return everything, truth


def _background(chance: random.Random, size: int) -> list[Offer]:
    comuni, codes = sorted(municipalities()), sorted(topics())
    offers: list[Offer] = []
    used: set[tuple[str, str]] = set()
    while len(offers) < size:
        comune, topic = chance.choice(comuni), chance.choice(codes)
        if (comune, topic) in used:
            continue
        used.add((comune, topic))
        base = _service(chance, comune, topic)
        elsewhere = chance.choice(comuni)
        twin_town = elsewhere if chance.random() < 0.2 and (elsewhere, topic) not in used else None
        profiles = chance.sample(list(itertools.product(AGES, PERIODS)), chance.randint(1, 6))
        chain = chance.random() < 0.5  # one body with several offers of like names: look-alikes, not pairs
        for (low, high), periods in profiles:
            one = base if chain else _service(chance, comune, topic)
            offer = replace(one, minimum_age=low, maximum_age=high, calendar_scope=periods)
            alike = chance.choice(LOOK_ALIKES)(chance, offer) if chance.random() < 0.2 else [offer]
            offers += [replace(o, service_id=f"s{len(offers) + n}") for n, o in enumerate(alike)]
            if twin_town:  # same name, body, telephone and target in another comune
                used.add((twin_town, topic))
                there = replace(offer, municipality=twin_town, service_areas=(twin_town,))
                offers.append(replace(there, service_id=f"s{len(offers)}"))
    return offers[:size]


def _chain(chance: random.Random, offer: Offer) -> list[Offer]:
    """Three sites of one body in one comune, with numbered names and one switchboard."""
    streets = chance.sample(STREETS, 3)
    return [
        replace(offer, name=f"{offer.name} {n}", address=f"{street} {n}", phone="0301234567")
        for n, street in enumerate(streets, 1)
    ]


def _other_hours(chance: random.Random, offer: Offer) -> list[Offer]:
    """One body, one name, morning and afternoon apart."""
    days = ("MO", "TU", "WE", "TH", "FR")
    slots = (HOURS[0], HOURS[2])
    return [replace(offer, byday=days, opens_at=opens, closes_at=closes) for opens, closes in slots]


def _other_conditions(chance: random.Random, offer: Offer) -> list[Offer]:
    """The same by another provider, but only for people with a disability."""
    other = _other_provider(chance, offer)
    return [offer, replace(other, disability_required=True)]


def _service(chance: random.Random, comune: str, topic: str) -> Offer:
    body = f"{chance.choice(KINDS)} {chance.choice(NAMES)}"
    opens, closes = chance.choice(HOURS)
    known = chance.random() < 0.7
    return Offer(
        service_id="",
        organization_id=f"o{chance.randrange(10**9)}",
        organization_name=body,
        name=f"{chance.choice(SERVICES)} {chance.choice(NAMES)}",
        description=f"Attività con educatori di {body}.",
        topics=(topic,),
        audience="persona",
        service_areas=(comune,),
        municipality=comune,
        address=f"{chance.choice(STREETS)} {chance.randint(1, 90)}",
        phone=f"03{chance.randrange(10**8):08}" if known else None,
        byday=("MO", "TU", "WE", "TH", "FR") if known else (),
        opens_at=opens if known else None,
        closes_at=closes if known else None,
    )


def _typo(chance: random.Random, offer: Offer) -> Offer:
    place = chance.randrange(1, len(offer.name) - 1)
    return replace(offer, name=offer.name[:place] + offer.name[place + 1 :])


def _other_spelling(chance: random.Random, offer: Offer) -> Offer:
    body = offer.organization_name.replace("Cooperativa sociale", "Coop. soc.").upper() + " ONLUS"
    return replace(offer, organization_id=f"o{chance.randrange(10**9)}", organization_name=body)


def _moved_number(chance: random.Random, offer: Offer) -> Offer:
    street = (offer.address or "").rsplit(" ", 1)[0]
    return replace(offer, address=f"{street}, {chance.randint(91, 140)}", phone=None)


def _age_off(chance: random.Random, offer: Offer) -> Offer:
    return replace(offer, maximum_age=(offer.maximum_age or 0) + 1, description=None)


def _words_turned(chance: random.Random, offer: Offer) -> Offer:
    return replace(
        offer, name=" ".join(reversed(offer.name.split())) + " APS", byday=(), opens_at=None, closes_at=None
    )


def _other_provider(chance: random.Random, offer: Offer) -> Offer:
    other = _service(chance, offer.municipality or "", offer.topics[0])
    return replace(
        other,
        minimum_age=offer.minimum_age,
        maximum_age=offer.maximum_age,
        calendar_scope=offer.calendar_scope,
        byday=offer.byday,
        opens_at=offer.opens_at,
        closes_at=offer.closes_at,
    )


CHANGES: tuple[Callable[[random.Random, Offer], Offer], ...] = (
    _typo,
    _other_spelling,
    _moved_number,
    _age_off,
    _words_turned,
    _other_provider,
)

LOOK_ALIKES: tuple[Callable[[random.Random, Offer], list[Offer]], ...] = (
    _chain,
    _other_hours,
    _other_conditions,
)
