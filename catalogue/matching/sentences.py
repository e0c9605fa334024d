# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the criteria, read once from ``sentences.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("sentences.yml")


@cache
def _sentences() -> dict[str, str]:
    return {key: str(text) for key, text in yaml.safe_load(_FILE.read_text("utf-8")).items()}


def say(key: str, **values: str) -> str:
    """The sentence ``key`` with its values. Raises ``KeyError`` for a key the file does not have."""
    return _sentences()[key].format(**values)
