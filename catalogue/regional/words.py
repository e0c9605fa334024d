# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of this folder, in ``words.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def _sentences() -> dict[str, str]:
    return yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def said(key: str, **details: object) -> str:
    """A sentence in Italian. KeyError if there is none of this name."""
    return _sentences()[key].format(**details)
