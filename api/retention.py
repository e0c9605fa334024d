# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing old conversations from both stores: the gateway's, and the tracker store of Rasa."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import create_engine, session_factory
from welfare_point.catalogue.settings import Settings

# Rasa's own table (SQLTrackerStore); only the columns that are needed here.
_EVENTS = sa.table("events", sa.column("sender_id"), sa.column("timestamp"))


def purge(settings: Settings, moment: dt.datetime) -> int:
    """Erase every conversation last used before ``moment``; returns how many the gateway knew."""
    engine = create_engine(settings.database_url)
    keys = Conversations(session_factory(engine)).purge_before(moment)
    tracker = create_engine(settings.tracker_url)
    if sa.inspect(tracker).has_table("events"):
        latest = sa.select(_EVENTS.c.sender_id).group_by(_EVENTS.c.sender_id)
        old = latest.having(sa.func.max(_EVENTS.c.timestamp) < moment.timestamp())
        with tracker.begin() as connection:
            connection.execute(sa.delete(_EVENTS).where(_EVENTS.c.sender_id.in_(old)))
            if keys:
                connection.execute(sa.delete(_EVENTS).where(_EVENTS.c.sender_id.in_(keys)))
    tracker.dispose()
    return len(keys)
