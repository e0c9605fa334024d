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

from welfare_point.api.chat.tracker import TrackerStore
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import create_engine, session_factory, settle
from welfare_point.catalogue.demand.records import forget_accesses
from welfare_point.catalogue.editing.links import forget_ended
from welfare_point.catalogue.moving import forget_codes_over
from welfare_point.catalogue.opinions import forget_opinions
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.telegram import forget_silent
from welfare_point.catalogue.unmet import forget_words

DAY = 24 * 3600.0
"""Seconds."""

QUIET = dt.timedelta(hours=1)
"""After so long, a conversation that only Rasa knows is not one that is just beginning."""


def purge(settings: Settings, moment: dt.datetime) -> int:
    """Erase every conversation last used before ``moment``; returns how many the gateway knew.

    What Rasa alone knows is erased too: the gateway erased it, or never gave its answer to anybody.
    """
    now = dt.datetime.now(dt.UTC)
    engine = create_engine(settings.database_url)
    sessions = session_factory(engine)
    conversations = Conversations(sessions)
    keys = conversations.purge_before(moment)
    with sessions.begin() as session:
        words_from = settings.today() - dt.timedelta(days=settings.words_days)
        forget_words(session, words_from)
        forget_opinions(session, words_from)
        forget_codes_over(session, now)
        forget_silent(session, moment)
        ended = now - dt.timedelta(days=settings.access_days)
        forget_accesses(session, ended)
        forget_ended(session, ended)
    tracker = TrackerStore(settings.tracker_url)
    silent = tracker.silent_since((now - QUIET).timestamp())
    stray = conversations.unknown_of(silent)
    tracker.erase(*keys, *stray, *tracker.silent_since(moment.timestamp()))
    tracker.close()
    settle(engine)
    engine.dispose()
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
