# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pure parts of the benchmarks: statistics, memory, what people say, driving, the page. No times."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from itertools import islice
from typing import Any

import pytest

from benchmarks.__main__ import Plan, load
from benchmarks.driving import UnansweredError, drive, read
from benchmarks.measures import Load, Side, family, growth, joined, percentile, resident
from benchmarks.people import (
    Move,
    Reply,
    conversations,
    interviewed,
    people_for_bare,
    people_for_ours,
    repeating,
    scripted,
    tireless,
)
from benchmarks.report import figures, page, shown
from tests.awaiting import awaited

# A process with a child of its own that holds `sys.argv[1]` bytes; each writes a line once it is there.
PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[2], sys.argv[1]], stdin=subprocess.PIPE)
sys.stdin.read()
child.stdin.close()
child.wait()
"""
CHILD = """
import os, sys
held = bytearray(os.urandom(int(sys.argv[1])))
print(os.getpid(), flush=True)
sys.stdin.read()
"""
HELD = 40 * 2**20


@pytest.mark.parametrize(("share", "value"), [(0, 10), (0.5, 30), (0.95, 48), (1, 50), (0.25, 20), (0.1, 14)])
def test_percentile_lies_between_neighbours_in_proportion(share: float, value: float) -> None:
    assert percentile([30, 10, 50, 20, 40], share) == pytest.approx(value)


def test_percentile_of_one_value_and_of_none() -> None:
    assert percentile([7], 0.95) == 7
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_load_counts_all_turns_against_the_whole_time() -> None:
    load = Load([1, 1, 3, 3], wall=2)
    assert (load.median, load.per_second) == (2, 2)


def test_loads_one_after_the_other_are_one() -> None:
    assert joined([Load([1, 2], wall=3), Load([4], wall=5)]) == Load([1, 2, 4], wall=8, asked=[])


def test_memory_is_that_of_a_process_and_of_what_it_started() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(HELD), CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdin is not None and parent.stdout is not None
        child = int(parent.stdout.readline())
        assert family(parent.pid) == [parent.pid, child]
        assert family(child) == [child]
        assert HELD <= resident(child) < resident(parent.pid)
        parent.stdin.close()
    assert resident(parent.pid) == 0, "a process that has ended holds nothing"


def test_a_reply_reads_the_same_from_either_channel() -> None:
    buttons = [{"title": "Sì", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
    rasa: list[dict[str, Any]] = [
        {"text": "Ciao"},
        {"text": "Posso?", "buttons": buttons},
        {"custom": {"asks": "consent"}},
    ]
    gateway: list[dict[str, Any]] = [
        {"text": "Ciao"},
        {"text": "Posso?", "buttons": buttons, "asks": "consent"},
    ]
    assert read("x", rasa) == read("x", gateway) == Reply("x", "consent", ("/affirm", "/deny"))
    with pytest.raises(UnansweredError):
        read("x", [])


def test_an_interviewed_person_answers_what_is_asked() -> None:
    says = interviewed("cerco un nido", {"municipality": "Lodi"}, "grazie")
    assert says(0, None) == Move("cerco un nido")
    assert says(1, Reply("x", "municipality", ("/skip",))) == Move("Lodi")
    assert says(2, Reply("x", "consent", ("/affirm", "/deny"))) == Move("/affirm", button=True)
    assert says(3, Reply("x", None, ("/more",))) == Move("grazie")


def test_people_are_never_short_of_words() -> None:
    words = conversations()
    assert {len(lines) for lines in words["bare"]} == {words["turns"]}
    said = [says(0, None).content for says in islice(people_for_bare(words), 2 * len(words["bare"]))]
    assert said[: len(words["bare"])] == said[len(words["bare"]) :]
    asked = Reply("x", "municipality", ())
    openings, places = len(words["openings"]), len(words["municipalities"])
    met = {(s(0, None), s(1, asked)) for s in islice(people_for_ours(words), openings * places)}
    assert len(met) == openings * places, "every opening meets every municipality"


class Counting:
    """A bot that counts who talks at once, and how long each conversation is; silent after ``most`` turns."""

    def __init__(self, most: int = 1000) -> None:
        self.most = most
        self.turns: dict[str, int] = {}
        self.talking = self.crowd = 0

    async def turn(self, conversation: str | None, move: Move) -> Reply:
        if sum(self.turns.values()) == self.most:
            raise UnansweredError
        name = conversation or f"c{len(self.turns)}"
        assert move.content == str(self.turns.get(name, 0)), "each line belongs to its turn"
        self.turns[name] = self.turns.get(name, 0) + 1
        self.talking += 1
        self.crowd = max(self.crowd, self.talking)
        await asyncio.sleep(0)
        self.talking -= 1
        return Reply(name, None, ())


@pytest.mark.parametrize("people", [1, 4])
def test_driving_sends_so_many_turns_by_so_many_people(people: int) -> None:
    bot = Counting()
    speakers = (scripted("012") for _ in range(100))
    load = awaited(drive(bot, speakers, people=people, turns=20, longest=3))
    assert len(load.seconds) == sum(bot.turns.values()) == 20
    assert bot.crowd == people
    assert max(bot.turns.values()) == 3


def test_each_way_gets_its_warm_up_and_its_turns() -> None:
    plan = Plan(warm_up=6, alone=12, together=32, people=16, longest=3, starts=1, endless=20, talks=1)
    bots = Counting(), Counting()
    sides = awaited(load([(bot, (scripted("012") for _ in range(200))) for bot in bots], plan))
    for bot, side in zip(bots, sides, strict=True):
        assert (len(side.alone.seconds), len(side.together.seconds)) == (12, 32)
        assert sum(bot.turns.values()) == 6 + 12 + 32


def test_the_cost_of_a_late_turn_is_told_as_a_multiple_of_an_early_one() -> None:
    one = [1.0] * 10 + [9.0] * 10 + [2.0] * 10
    assert growth(Load(one + one, wall=1), 30) == 2
    assert growth(Load([3.0] * 30, wall=1), 30) == 1


def test_only_turns_that_asked_the_same_are_compared() -> None:
    seconds = [1.0, 2.0] * 5 + [9.0] * 10 + [1.5, 2.0] * 5
    asked = ["consent", "satisfied"] * 5 + [None] * 10 + ["period", "satisfied"] * 5
    assert growth(Load(seconds, wall=1, asked=asked), 30) == 1
    with pytest.raises(ValueError, match="no question"):
        growth(Load([1.0] * 30, wall=1, asked=["consent"] * 15 + ["period"] * 15), 30)


def test_a_tireless_person_begins_again_when_nothing_is_asked() -> None:
    says = tireless(interviewed("cerco un nido", {"municipality": "Lodi"}, "grazie"))
    assert says(7, Reply("x", None, ())) == Move("cerco un nido")
    assert says(8, Reply("x", "municipality", ())) == Move("Lodi")
    assert [repeating("ab")(number, None).content for number in range(3)] == ["a", "b", "a"]


def test_a_turn_without_an_answer_ends_the_run() -> None:
    speakers = (scripted("012") for _ in range(100))
    with pytest.RaisesGroup(UnansweredError):
        awaited(drive(Counting(most=5), speakers, people=1, turns=20, longest=3))


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (1234.5, "1234"), (12.34, "12,3"), (1.234, "1,23"), (0.5, "0,50")]
)
def test_numbers_are_shown_with_three_digits_and_a_comma(value: float | None, text: str) -> None:
    assert shown(value) == text


def test_the_page_shows_each_measure_and_its_ratio() -> None:
    bare = Side(Load([0.02], 1), Load([0.2] * 60, 1), start=30, memory=1000 * 2**20, growth=12)
    direct = Side(Load([0.03], 1), Load([0.3] * 50, 1))
    ours = Side(Load([0.05], 1), Load([0.4] * 45, 1), start=45, memory=800 * 2**20, growth=1.2)
    found = figures(bare, direct, ours)
    assert found["alone_median"].ratio == pytest.approx(2.5)
    assert found["per_second"].ratio == pytest.approx(0.75)
    text = page(
        found,
        machine={"date": "2026-11-22", "cores": 2, "memory": 7.5, "load": 0.1},
        versions={"python": "3.11.2", "bot_python": "3.10", "rasa": "3.6.21", "welfare_point": "0.1.0"},
        plan={
            "people": 16,
            "longest": 6,
            "warm_up": 60,
            "alone": 200,
            "together": 400,
            "starts": 2,
            "endless": 205,
            "talks": 3,
        },
    )
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert [row.split("|")[2:-1] for row in rows[1:]] == [
        [" 20,0 ", " 30,0 ", " 50,0 ", " 2,50 "],
        [" 20,0 ", " 30,0 ", " 50,0 ", " 2,50 "],
        [" 200 ", " 300 ", " 400 ", " 2,00 "],
        [" 200 ", " 300 ", " 400 ", " 2,00 "],
        [" 60,0 ", " 50,0 ", " 45,0 ", " 0,75 "],
        [" 1000 ", " – ", " 800 ", " 0,80 "],
        [" 30,0 ", " – ", " 45,0 ", " 1,50 "],
        [" 12,0 ", " – ", " 1,20 ", " 0,10 "],
    ]
    assert "turno 200" in rows[-1]
    assert "20,0 ms li usa il gateway" in text
    assert "circa 900 persone" in text
