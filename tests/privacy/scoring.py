# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scores redaction on ``messages.yml``: which planted data went, which look-alikes stayed.

A planted datum is gone when none of its telling words is left: ``Lodi Serafino`` redacted to ``Lodi [nome]`` is a
miss. A look-alike is kept when its very text is still there, as often as it was marked.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

HERE = Path(__file__).parent
PERSONAL = re.compile(r"\[(\w+): ([^\]]+)\]")
LOOK_ALIKE = re.compile(r"\{(\w+): ([^}]+)\}")
_WORD = re.compile(r"[^\W_]+")
_WORDS = yaml.safe_load(HERE.joinpath("plain_words.yml").read_text("utf-8"))
_PLAIN = frozenset(_WORDS["plain"].split())
_SCHOOL_YEARS = frozenset(_WORDS["school_years"].split())


@dataclass(frozen=True, slots=True)
class Message:
    """``text`` as the person wrote it; the marked data and look-alikes as (kind, text)."""

    text: str
    personal: tuple[tuple[str, str], ...]
    look_alikes: tuple[tuple[str, str], ...]

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the half that recognisers are never mended on."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


@dataclass(slots=True)
class Score:
    """Counts by kind, and what went wrong: (kind, datum, what was left of the message)."""

    seen: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    look_alikes: int = 0
    lost: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the planted data that went."""
        return 1 - len(self.missed) / self.seen.total()

    @property
    def kept(self) -> float:
        """Share of the look-alikes that stayed."""
        return 1 - len(self.lost) / self.look_alikes

    def report(self) -> str:
        """The figures, each kind's, and every miss."""
        missed = Counter(kind for kind, _, _ in self.missed)
        lines = [
            f"recall {self.recall:.4f} ({len(self.missed)} of {self.seen.total()} missed), "
            f"look-alikes kept {self.kept:.4f} ({len(self.lost)} of {self.look_alikes} lost)"
        ]
        lines += [f"  {kind}: {seen - missed[kind]}/{seen}" for kind, seen in sorted(self.seen.items())]
        lines += [f"  missed {kind}: {datum!r} in {text!r}" for kind, datum, text in self.missed]
        lines += [f"  lost {kind}: {datum!r} in {text!r}" for kind, datum, text in self.lost]
        return "\n".join(lines)


def messages(name: str = "messages.yml") -> list[Message]:
    """All messages of a file beside this one."""
    voices = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [_message(line) for block in voices.values() for line in block.splitlines()]


def score(chosen: Iterable[Message], redact: Callable[[str], str]) -> Score:
    """How ``redact`` does on the chosen messages."""
    result = Score()
    for message in chosen:
        left = redact(message.text)
        words = _counts(left)
        gone = Counter(word for kind, datum in message.personal for word in _telling(kind, datum))
        allowed = _counts(message.text) - gone
        for kind, datum in message.personal:
            result.seen[kind] += 1
            if any(words[word] > allowed[word] for word in _telling(kind, datum)):
                result.missed.append((kind, datum, left))
        for kind, text in message.look_alikes:
            result.look_alikes += 1
            if left.count(text) < sum(other == text for _, other in message.look_alikes):
                result.lost.append((kind, text, left))
    return result


def _message(line: str) -> Message:
    line = line.replace("\\n", "\n")
    text = LOOK_ALIKE.sub(r"\2", PERSONAL.sub(r"\2", line))
    personal = tuple((m[1], m[2]) for m in PERSONAL.finditer(line))
    return Message(text, personal, tuple((m[1], m[2]) for m in LOOK_ALIKE.finditer(line)))


def _telling(kind: str, datum: str) -> list[str]:
    plain = _PLAIN | _SCHOOL_YEARS if kind == "school_class" else _PLAIN
    words = [word for word in _WORD.findall(datum.casefold()) if word not in plain]
    return words or _WORD.findall(datum.casefold())


def _counts(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))
