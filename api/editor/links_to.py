# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the pages. Ids stand in the query: those of a file may hold any character."""

from __future__ import annotations

from urllib.parse import urlencode

from .access import Actor


def record_path(actor: Actor, service_id: str) -> str:
    """The page of a record; a provider has none, and goes back to its list."""
    return actor.home if actor.provider else f"{actor.home}/servizio?{urlencode({'id': service_id})}"


def form_path(actor: Actor, service_id: str | None) -> str:
    """The form of a record, or of a new one."""
    if service_id is None:
        return f"{actor.home}/nuovo"
    return f"{actor.home}/modifica?{urlencode({'id': service_id})}"
