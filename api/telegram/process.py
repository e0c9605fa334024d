# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``welfare-point telegram``: the process that speaks with Telegram. One works; others of the same copy stand by."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import traceback
from types import TracebackType

from telegram import Bot, BotCommand
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from welfare_point.api.parts import build_parts
from welfare_point.catalogue.alone import Alone
from welfare_point.catalogue.database import create_engine
from welfare_point.catalogue.settings import Settings

from .incoming import ALLOWED
from .polling import Poller
from .sending import AT_ONCE, Sender
from .taking import Taking
from .webhook import PATH
from .wording import Wording

logger = logging.getLogger(__name__)

ASIDE = 1.0
"""Seconds between two looks whether the process that works has ended."""

CARE = 5.0
"""Seconds between two looks whether we still are the one that works."""

AGAIN = 60
"""Seconds after which a refused token is tried again: whoever corrects it need not restart everything."""

LINES = 40
"""Calls that Telegram may make at once to the webhook."""


class _WithoutToken(logging.Formatter):
    """No line of the log holds the token, whoever wrote it: it is part of every address of the Bot API."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return super().format(record).replace(self._token, "[token]")


def keep_quiet_about(token: str) -> None:
    """Write warnings to the standard error, also of what ends the process, never with the token."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutToken(token))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logger.setLevel(logging.INFO)

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        # Where it happened and what kind it was; its message may hold what people or we wrote.
        logger.critical("ended by %s\n%s", kinds(error), "".join(traceback.format_tb(trace)))

    sys.excepthook = told


def kinds(error: BaseException) -> str:
    """The names of an error and of those inside it."""
    inside = getattr(error, "exceptions", ())
    return type(error).__name__ + "".join(f" ({kinds(part)})" for part in inside)


def bot_of(settings: Settings, token: str) -> Bot:
    """The client; sending and asking do not wait for each other."""
    return Bot(
        token,
        base_url=f"{settings.telegram_api.rstrip('/')}/bot",
        request=HTTPXRequest(connection_pool_size=AT_ONCE + 4, read_timeout=20.0, pool_timeout=20.0),
        get_updates_request=HTTPXRequest(connection_pool_size=1, read_timeout=10.0, pool_timeout=20.0),
    )


async def serve(settings: Settings, token: str) -> None:
    """Serve until a signal comes."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    words = Wording(settings.tone)
    alone = Alone(create_engine(settings.database_url), "telegram")
    if not alone.enter():
        logger.info(words("process.waiting"))
        while not alone.enter():
            if await _stopped(stop, ASIDE):
                return
    bot = bot_of(settings, token)
    taking = Taking(build_parts(settings))
    if not await _introduced(bot, settings, taking, words, stop):
        return
    sender = Sender(bot, taking.store, taking.seals, taking.replying)
    jobs = [sender.run(stop), _watched(alone, stop)]
    if not settings.telegram_webhook:
        jobs.append(Poller(bot, taking, sender).run(stop))
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(job)
    await bot.shutdown()
    alone.leave()


async def _introduced(
    bot: Bot, settings: Settings, taking: Taking, words: Wording, stop: asyncio.Event
) -> bool:
    """Tell Telegram who we are, what people read before they begin, and how updates reach us; whether to go on."""
    while True:
        try:
            await bot.initialize()
            await bot.set_my_commands([BotCommand(*command) for command in words.said["commands"].items()])
            await bot.set_my_description(words("description"))
            await bot.set_my_short_description(words("short"))
            if address := settings.telegram_webhook:
                address = address.rstrip("/") + PATH
                secret = taking.seals.webhook()
                await bot.set_webhook(
                    address, secret_token=secret, allowed_updates=ALLOWED, max_connections=LINES
                )
                logger.info(words("process.webhook", address=address))
            else:
                await bot.delete_webhook()  # what waits there stays
                logger.info(words("process.polling"))
        except InvalidToken:
            logger.error(words("process.bad_token", seconds=AGAIN))
        except BadRequest:
            logger.error(words("process.refused", seconds=AGAIN))
        except TelegramError as failed:
            logger.warning("Telegram does not answer yet: %s", type(failed).__name__)
        else:
            return True
        if await _stopped(stop, AGAIN):
            return False


async def _watched(alone: Alone, stop: asyncio.Event) -> None:
    """End the process when its place is lost, for example with the connection to the database."""
    while not await _stopped(stop, CARE):
        alone.check()


async def _stopped(stop: asyncio.Event, seconds: float) -> bool:
    """Whether we were told to stop, before so many seconds are over."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True


def run(settings: Settings) -> None:
    """Become the process. Exits with a sentence when there is no token."""
    if settings.telegram_token is None:
        raise SystemExit(Wording(settings.tone)("process.no_token"))
    token = settings.telegram_token.get_secret_value()
    keep_quiet_about(token)
    asyncio.run(serve(settings, token))
