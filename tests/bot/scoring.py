# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How well messages are understood: figures on messages of other voices, which no training file holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import yaml

from welfare_point.bot.understanding.facts import Facts
from welfare_point.catalogue.reference import topics

HERE = Path(__file__).parent
Scores = dict[str, float]
Read = Callable[[str], Facts]
Pair = tuple[Collection[Any], Collection[Any]]


def messages() -> list[dict[str, Any]]:
    """The labelled messages of ``development/``."""
    files = sorted((HERE / "development").glob("*.yml"))
    return [message for file in files for message in yaml.safe_load(file.read_text("utf-8"))]


def share(outcomes: Iterable[bool]) -> float:
    """The share that is true; 0 for none."""
    listed = list(outcomes)
    return round(sum(listed) / len(listed), 4) if listed else 0.0


def f1(pairs: Iterable[Pair]) -> float:
    """The harmonic mean of precision and recall of sets (got, wanted), over all of them together."""
    listed = [(set(got), set(wanted)) for got, wanted in pairs]
    right = sum(len(got & wanted) for got, wanted in listed)
    told = sum(len(got) + len(wanted) for got, wanted in listed)
    return round(2 * right / told, 4) if told else 1.0


def development(read: Read) -> Scores:
    """Figures on the development set."""
    read_all = [(message, read(message["text"])) for message in messages()]
    safe = [(m, f) for m, f in read_all if not m["safety"]]
    danger = [(m, f) for m, f in read_all if m["safety"]]
    need = [(m, f, [t.code for t in f.topics]) for m, f in safe if m["topics"]]
    return {
        "first topic is the first": share(got[:1] == m["topics"][:1] for m, _, got in need),
        "first topic is among the right ones": share(
            bool(set(got[:1]) & set(m["topics"])) for m, _, got in need
        ),
        "topics, F1": f1(([t.code for t in f.topics], m["topics"]) for m, f in safe),
        "without topic refused": share(not f.topics for m, f in safe if not m["topics"]),
        "comuni, F1": f1(([p.istat for p in f.municipalities], m["municipalities"]) for m, f in read_all),
        "ages, F1": f1((_ages(f.ages), _ages(m["ages"])) for m, f in read_all),
        "periods, F1": f1((f.periods, m["periods"]) for m, f in read_all),
        "audience": share(f.audience == m["audience"] for m, f in need_facts(need)),
        "dangers seen": share(f.safety is not None for _, f in danger),
        "no false alarm": share(f.safety is None for _, f in safe),
    }


def calibration(read: Read) -> Scores:
    """One less the mean gap between the confidence of the first topic and how often it is right, by tenths."""
    told = [(f.topics[0], m["topics"]) for m in messages() if m["topics"] and (f := read(m["text"])).topics]
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for topic, wanted in told:
        tenths.setdefault(int(topic.confidence * 10), []).append((topic.confidence, topic.code in wanted))
    gaps = [abs(sum(c - right for c, right in tenth)) for tenth in tenths.values()]
    return {"confidence as it turns out": round(1 - sum(gaps) / len(told), 4)}


def need_facts(need: list[tuple[dict[str, Any], Facts, list[str]]]) -> list[tuple[dict[str, Any], Facts]]:
    """Audience is told by the topic, so it is counted where there is one."""
    return [(m, f) for m, f, _ in need]


def _ages(ages: Iterable[float]) -> list[float]:
    return [round(float(age), 1) for age in ages]


def veiled_dangers(read: Read) -> Scores:
    """Figures on dangers that are told in a veiled way, and on their look-alikes."""
    told = yaml.safe_load((HERE / "development_dangers.yml").read_text("utf-8"))
    harmless = told.pop("none")
    return {
        "veiled dangers seen": share(
            read(text).safety is not None for texts in told.values() for text in texts
        ),
        "look-alikes without alarm": share(read(text).safety is None for text in harmless),
    }


FRAMES = (
    "{}",
    "cerco {} a Bergamo",
    "{} a Milano",
    "vorrei informazioni su {}",
    "buongiorno, cerco {} zona Lecco, grazie",
    "avrei bisogno di {}, abito a Livo (Como)",
)
LONGEST_NAME = 3


def usual_names(read: Read) -> Scores:
    """How often whoever asks with a usual name of the taxonomy is understood, whatever stands around it. Some
    names alone could mean two things ("ISEE", "laboratorio"), so this is never 1."""
    asked = [
        (topic.code, frame.format(name))
        for topic in topics().values()
        for name in topic.sounds_like
        if len(name.split()) <= LONGEST_NAME
        for frame in FRAMES
    ]
    return {"usual names": share(code in [t.code for t in read(text).topics[:1]] for code, text in asked)}


def acts(read: Read) -> Scores:
    """The share of bare messages whose dialogue act is right."""
    told = yaml.safe_load((HERE / "development_acts.yml").read_text("utf-8"))
    return {"dialogue act": share(read(text).intent == act for act, texts in told.items() for text in texts)}


def table(scores: Scores, recorded: Scores) -> str:
    """The figures beside those that are recorded."""
    lines = [f"  {name:<40} {value:.3f}   {recorded.get(name, 0):.3f}" for name, value in scores.items()]
    return "\n".join([f"  {'':<40} now     recorded", *lines])
