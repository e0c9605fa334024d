# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the two pages of supply share: who looks, the filters, and how far is near."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from welfare_point.api import naming as names
from welfare_point.api.manager.forms import form_token
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.reference import ATS, topics

from .access import Viewer
from .active import active

NEAR_KM = 15


def frame(
    request: Request, viewer: Viewer, filters: Filters, said: Mapping[str, Any], km: int
) -> dict[str, Any]:
    """What the frame and the form need. Filters that the form does not show stay, hidden in it."""
    account = viewer.account
    shown = ("ats", "topic", "since", "until")
    kept = {
        name: str(getattr(filters, name))
        for name in Filters.__dataclass_fields__
        if name not in shown and getattr(filters, name) is not None
    }
    return {
        "account": account,
        "reads": viewer.reads,
        "token": form_token(request),
        "filters": filters,
        "kept": kept,
        "address": filters.address(),
        "km": km,
        "active": active(filters, account, said, {}, "" if km == NEAR_KM else f"km={km}"),
        "ats_names": ATS if account.ats is None else {account.ats: ATS[account.ats]},
        "topic_names": {code: topic.label_it for code, topic in topics().items()},
        "show": {"number": names.number, "percent": names.percent, "decimal": names.decimal},
    }
