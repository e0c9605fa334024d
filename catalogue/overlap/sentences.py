# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs in words: codes become the sentences of ``sentences.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..models import OverlapPair
from .repository import to_review


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """All sentences, by what they speak of and by code."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("sentences.yml").read_text("utf-8")
    )
    return loaded


def pair_json(pair: OverlapPair) -> dict[str, Any]:
    """A pair as JSON values, with what people read beside the codes."""
    said = sentences()
    return {
        "id": pair.id,
        "group": pair.group_id,
        "services": [pair.first_id, pair.second_id],
        "kind": pair.kind,
        "kind_name": said["kinds"][pair.kind],
        "grade": pair.grade,
        "topic": pair.topic,
        "place": pair.cell,
        "ats": pair.ats,
        "shares": [{"name": name, "detail": said["shares"][name]} for name in pair.shares or ()],
        "differs": [{"name": name, "detail": said["differs"][name]} for name in pair.differs or ()],
        "state": pair.state,
        "state_name": said["states"][pair.state],
        "to_review": to_review(pair),
        "reviewed_by": pair.reviewed_by,
        "reviewed_at": pair.reviewed_at.isoformat() if pair.reviewed_at else None,
        "fingerprint": pair.fingerprint,
    }
