# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the gateway and the API say to people, read once from ``words.yml``.

Beside a content file ``x.yml`` stands ``x.lei.yml``, with the texts that change where people are addressed as
«lei» (``WELFARE_POINT_TONE``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from welfare_point.catalogue.settings import Settings


@cache
def toned(file: Path, tone: str) -> dict[str, Any]:
    """A content file in one tone."""
    loaded: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    if tone == "lei":
        _lay_over(loaded, yaml.safe_load(file.with_suffix(".lei.yml").read_text("utf-8")))
    return loaded


def _lay_over(below: dict[str, Any], above: dict[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict):
            _lay_over(below[key], value)
        else:
            below[key] = value


def content(tone: str | None = None) -> dict[str, Any]:
    """The content of ``words.yml`` in one tone, that of the settings unless it is said."""
    return toned(Path(__file__).with_name("words.yml"), tone or Settings().tone)


def words(key: str, *, default: str | None = None, tone: str | None = None, **values: object) -> str:
    """The sentence under a dotted ``key``, with its values. ``KeyError`` where it is missing, unless ``default``."""
    place: Any = content(tone)
    for part in key.split("."):
        if not isinstance(place, dict) or part not in place:
            if default is not None:
                return default
            raise KeyError(key)
        place = place[part]
    return str(place).format(**values)
