# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the gateway and the API say to people, read once from ``words.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def content() -> dict[str, Any]:
    """The content file as it is."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text("utf-8"))
    return loaded


def words(key: str, *, default: str | None = None, **values: object) -> str:
    """The sentence under a dotted ``key``, with its values. ``KeyError`` where it is missing, unless ``default``."""
    place: Any = content()
    for part in key.split("."):
        if not isinstance(place, dict) or part not in place:
            if default is not None:
                return default
            raise KeyError(key)
        place = place[part]
    return str(place).format(**values)
