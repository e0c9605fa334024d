# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measure ours beside a bare Rasa bot: ``make benchmark``, or ``python -P -m benchmarks --quick``.

The full run takes some minutes and writes ``results.md``; it wants a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from welfare_point.catalogue.settings import Settings

from . import servers
from .driving import Channel, GatewayChannel, RasaChannel, drive, first_answer
from .measures import Load, Side, growth, joined, resident
from .people import Speaker, conversations, people_for_bare, people_for_ours, repeating, tireless
from .report import figures, machine, page, versions

RESULTS = Path(__file__).with_name("results.md")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is driven by each way: turns of each kind, people at once, turns of a conversation; starts;
    turns of a conversation that does not end, and how many of those."""

    warm_up: int
    alone: int
    together: int
    people: int
    longest: int
    starts: int
    endless: int
    talks: int


FULL = {"warm_up": 60, "alone": 200, "together": 400, "starts": 2, "endless": 205, "talks": 3}
QUICK = {"warm_up": 6, "alone": 12, "together": 32, "starts": 1, "endless": 20, "talks": 1}


Way = tuple[Channel, Iterator[Speaker]]
"""A way to a bot, and the people who take it."""


async def load(ways: Sequence[Way], plan: Plan) -> list[Side]:
    """For each way a warm-up, one person alone, all together; ways to one bot take turns, a part each."""

    async def in_turn(people: int, turns: int, parts: int = 4) -> list[Load]:
        rounds = [
            [
                await drive(channel, speakers, people=people, turns=turns // parts, longest=plan.longest)
                for channel, speakers in ways
            ]
            for _ in range(parts)
        ]
        return [joined(loads) for loads in zip(*rounds, strict=True)]

    await in_turn(2, plan.warm_up, parts=1)
    alone = await in_turn(1, plan.alone)
    together = await in_turn(plan.people, plan.together)
    return [Side(*loads) for loads in zip(alone, together, strict=True)]


async def endure(channel: Channel, says: Speaker, plan: Plan) -> float:
    """How much dearer a turn is at the end of a conversation that does not end."""
    turns = plan.endless * plan.talks
    return growth(
        await drive(channel, repeat(says), people=1, turns=turns, longest=plan.endless), plan.endless
    )


async def measure(server: servers.Server, plan: Plan, endless: Speaker, *ways: Way) -> list[Side]:
    """The bot by each of its ways; the first way also tells the time of the last start, the memory, and what
    ``endless``, who never stops talking, does to it."""
    for _ in range(plan.starts - 1):
        with servers.running(server) as process:
            await first_answer(ways[0][0], process)
    with servers.running(server) as process:
        start = await first_answer(ways[0][0], process)
        first, *others = await load(ways, plan)
        memory = resident(process.pid)
        dearer = await endure(ways[0][0], endless, plan)
        return [replace(first, start=start, memory=memory, growth=dearer), *others]


async def run(plan: Plan, settings: Settings, folder: Path) -> str:
    """Measure both sides, one after the other; the page."""
    words = conversations()
    before = machine()
    model = servers.trained(settings)
    ports = servers.free_ports(4)
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        say("Rasa minimo…")
        server = servers.bare(settings, model, folder / "bare", ports[0])
        channel = RasaChannel(http, urls[0])
        [bare] = await measure(server, plan, repeating(words["bare"][0]), (channel, people_for_bare(words)))
        say("Welfare Point…")
        server = servers.ours(folder / "ours", *ports[1:])
        ours, direct = await measure(
            server,
            plan,
            tireless(next(people_for_ours(words))),
            (GatewayChannel(http, urls[1]), people_for_ours(words)),
            (RasaChannel(http, urls[2]), people_for_ours(words)),
        )
    found = figures(bare, direct, ours)
    return page(found, machine=before, versions=versions(settings), plan=plan)


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, flush=True)


def main() -> None:
    """Measure and tell; a full run also writes."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few turns, only to see it work: writes nothing")
    quick = parser.parse_args().quick
    plan = Plan(people=16, longest=conversations()["turns"], **(QUICK if quick else FULL))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers must end with us
    with TemporaryDirectory(prefix="welfare-point-benchmark-") as folder:
        text = asyncio.run(run(plan, Settings(), Path(folder)))
    say(text)
    if not quick:
        RESULTS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
