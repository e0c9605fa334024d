# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the channel says by itself, from ``words.yml``, in the tone of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from welfare_point.api.words import toned

_WORDS = Path(__file__).with_name("words.yml")
_PAGES = Path(__file__).parents[1] / "pages" / "content.yml"


class Wording:
    """The texts in one tone."""

    def __init__(self, tone: str) -> None:
        self.said: dict[str, Any] = toned(_WORDS, tone)
        self.cards: dict[str, Any] = toned(_PAGES, tone)["script"]
        """The words of the page's cards: a service is told alike everywhere."""

    def __call__(self, key: str, **values: object) -> str:
        """The text under a dotted key, with its values; of a list, one line each. ``KeyError`` where it is missing."""
        place: Any = self.said
        for part in key.split("."):
            place = place[part]
        lines = place if isinstance(place, list) else [place]
        return "\n".join(map(str, lines)).format(**values)
