# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether one abusive client makes people wait: ``python -m benchmarks.flood`` (``--product`` with the real Rasa).

Two hundred people talk at once, each from an address of their own, with pauses as people make them. Meanwhile, in every
second period, one address sends long messages as fast as it is answered, each a new conversation. What counts is the
95th percentile of the people's turns with and without it, in the same run, in periods that alternate.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from welfare_point.catalogue.settings import ROOT

from .measures import percentile
from .people import conversations
from .servers import QUIET, Server, free_ports, ours, running

PEOPLE = 200
PAUSE = (10.0, 30.0)
"""Seconds between a person's messages, from and to."""
PERIOD, PERIODS = 30.0, 4
"""Seconds of each period; calm and flood in turn."""
WORKERS = 20
"""Messages that the abusive client has under way at once."""
BREATH = 0.05
"""Seconds that each waits after a refusal. It does not obey Retry-After."""
LONG = "cerco un nido a Bergamo per mia figlia di due anni e poi anche un doposcuola " * 25
START = 240.0
"""Seconds that the server may take to answer."""


@dataclass(slots=True)
class Seen:
    """The people's seconds a turn, without and with the flood; the statuses that each side got."""

    seconds: dict[bool, list[float]] = field(default_factory=lambda: {False: [], True: []})
    people: Counter[int] = field(default_factory=Counter)
    abuser: Counter[int] = field(default_factory=Counter)
    flooding: bool = False

    @property
    def ratio(self) -> float:
        """p95 with the flood over p95 without."""
        return percentile(self.seconds[True], 0.95) / percentile(self.seconds[False], 0.95)


async def person(number: int, http: httpx.AsyncClient, seen: Seen) -> None:
    """Talks for ever, from an address of the range kept for benchmarks (RFC 2544)."""
    chance = random.Random(number)  # the same people in every run
    openings = conversations()["openings"]
    headers = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}
    conversation: str | None = None
    await asyncio.sleep(chance.uniform(0, PAUSE[1]))
    while True:
        flooding, began = seen.flooding, time.perf_counter()
        body = {
            "conversation_id": conversation,
            "text": chance.choice(openings),
        }
        answer = await http.post("/api/v1/chat", json=body, headers=headers)
        seen.people[answer.status_code] += 1
        if answer.status_code == httpx.codes.OK:
            conversation = answer.json()["conversation_id"]
            if flooding == seen.flooding:  # a turn across the border belongs to neither
                seen.seconds[flooding].append(time.perf_counter() - began)
        await asyncio.sleep(chance.uniform(*PAUSE))


async def abuser(http: httpx.AsyncClient, seen: Seen) -> None:
    """Sends as fast as it is answered, while the flood lasts."""
    headers = {"X-Forwarded-For": "203.0.113.66"}
    while True:
        if not seen.flooding:
            await asyncio.sleep(BREATH)
            continue
        answer = await http.post("/api/v1/chat", json={"text": LONG}, headers=headers)
        seen.abuser[answer.status_code] += 1
        if answer.status_code != httpx.codes.OK:
            await asyncio.sleep(BREATH)


async def measure(address: str) -> Seen:
    """All periods, after one in which everybody arrives."""
    seen = Seen()
    limits = httpx.Limits(max_connections=PEOPLE, max_keepalive_connections=PEOPLE)
    async with (
        httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as people,
        httpx.AsyncClient(base_url=address, timeout=120) as other,
    ):
        tasks = [asyncio.create_task(person(number, people, seen)) for number in range(PEOPLE)]
        tasks += [asyncio.create_task(abuser(other, seen)) for _ in range(WORKERS)]
        await asyncio.sleep(PAUSE[1])
        seen.seconds[False].clear()
        for period in range(PERIODS):
            seen.flooding = period % 2 == 1
            await asyncio.sleep(PERIOD)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for result in ended:
        if not isinstance(result, asyncio.CancelledError):
            raise RuntimeError("somebody stopped before the end") from result
    return seen


def started(stack: ExitStack, home: Path, product: bool) -> str:
    """The address of the gateway, once it answers; ``product``: with Rasa, else with the stand-in."""
    port, bot_port, actions_port = free_ports(3)
    server = ours(home, port, bot_port, actions_port)
    if not product:
        other = (sys.executable, "-P", "-m", "benchmarks.standin", str(bot_port))
        path = {"PYTHONPATH": str(ROOT)}
        stack.enter_context(running(Server(other, QUIET | path, home / "standin")))
        server.home.mkdir(parents=True, exist_ok=True)
        prepare = (*server.command[:-1], "prepare")
        subprocess.run(prepare, env=os.environ | dict(server.env), check=True, stdout=subprocess.DEVNULL)
        server = Server((*server.command, "--only", "api"), server.env, server.home)
    process = stack.enter_context(running(server))
    address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + START
    while True:
        with suppress(httpx.HTTPError):  # not up yet
            if httpx.post(f"{address}/api/v1/chat", json={"text": "ciao"}, timeout=30).is_success:
                return address
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server does not start: {server.said()}")
        time.sleep(0.5)


def main() -> None:
    """Measure, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--product", action="store_true", help="with the real Rasa")
    product = parser.parse_args().product
    before = os.getloadavg()[0]
    with TemporaryDirectory() as folder, ExitStack() as stack:
        address = started(stack, Path(folder) / "home", product)
        seen = asyncio.run(measure(address))
    print(f"{'Rasa' if product else 'stand-in'}; load before {before:.2f}, after {os.getloadavg()[0]:.2f}")
    for flooding, name in ((False, "calm"), (True, "flood")):
        told = seen.seconds[flooding]
        middle, high = (1000 * percentile(told, share) for share in (0.5, 0.95))
        print(f"{name}: {len(told)} turns of people, median {middle:.0f} ms, p95 {high:.0f} ms")
    print(f"people were answered {dict(seen.people)}, the abusive client {dict(seen.abuser)}")
    print(f"p95 with the flood / without: {seen.ratio:.2f}")


if __name__ == "__main__":
    main()
