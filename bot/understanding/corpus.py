# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The training messages: Rasa's own NLU files, where an intent is a dialogue act and its metadata names topics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

DATA = Path(__file__).resolve().parents[1] / "data"
NLU = DATA / "nlu"
DANGERS = DATA / "dangers"


@dataclass(frozen=True, slots=True)
class Example:
    """One training message with its act and the codes of the topics it asks for."""

    text: str
    act: str
    topics: tuple[str, ...]


def dangers(folder: Path = DANGERS) -> Iterator[tuple[str, str]]:
    """Messages with their danger, by name of file; those of ``none.txt`` only look like one."""
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if text := line.strip():
                yield text, "" if path.stem == "none" else path.stem


def examples(folder: Path = NLU) -> Iterator[Example]:
    """All messages of the folder, in the order of file names and lines. Raises ``yaml.YAMLError``."""
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8")).get("nlu", ()):
            topics = tuple((block.get("metadata") or {}).get("topics", ()))
            for line in block["examples"].splitlines():
                if text := line.removeprefix("- ").strip():
                    yield Example(text, block["intent"], topics)
