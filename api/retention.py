# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing what is old, as ``api/kept/kept.yml`` promises: conversations, from the gateway's store and Rasa's, the
words kept beside needs, the log of who read single records, links that have ended."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool

from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import create_engine, session_factory
from welfare_point.catalogue.demand.records import forget_accesses
from welfare_point.catalogue.editing.links import forget_ended
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.unmet import forget_words

DAY = 24 * 3600.0
"""Seconds."""

# Rasa's own table (SQLTrackerStore); only the columns that are needed here.
_EVENTS = sa.table("events", sa.column("sender_id"), sa.column("timestamp"))


def purge(settings: Settings, moment: dt.datetime) -> int:
    """Erase every conversation last used before ``moment``; returns how many the gateway knew."""
    engine = create_engine(settings.database_url)
    sessions = session_factory(engine)
    keys = Conversations(sessions).purge_before(moment)
    with sessions.begin() as session:
        forget_words(session, settings.today() - dt.timedelta(days=settings.words_days))
        ended = dt.datetime.now(dt.UTC) - dt.timedelta(days=settings.access_days)
        forget_accesses(session, ended)
        forget_ended(session, ended)
    engine.dispose()
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


async def every_day(settings: Settings) -> None:
    """Erase what is older than the limit, at the start and then once a day, for as long as the process lives."""
    while True:
        limit = dt.datetime.now(dt.UTC) - dt.timedelta(days=settings.conversation_days)
        try:
            await run_in_threadpool(purge, settings, limit)
        except sa.exc.SQLAlchemyError as error:
            logging.getLogger(__name__).warning(
                "retention will be tried again tomorrow: %s", type(error).__name__
            )
        await asyncio.sleep(DAY)
