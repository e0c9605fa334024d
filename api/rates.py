# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much one address or one conversation may ask for. Generous for people, strict for floods.

Many people share one address: a library, a firm, a mobile network. So an address may send as many messages as fifty
people who write all the time; a conversation, as many as one person can type. Addresses are counted by a keyed hash,
in memory or in Redis, and forgotten with the longest window.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import math
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from welfare_point.api.chat.seats import LOCAL
from welfare_point.catalogue.settings import Settings

logger = logging.getLogger(__name__)

REFUSALS = "20/minute"
"""So many an address is told at once; the next ones late, as it does not listen."""

LOCAL_TIMES = 12
"""As many times as much the machine itself may do."""

V6_PREFIX = 64
"""Bits of an IPv6 address that one household has: it may change the rest at will."""


class Rates:
    """Counts by kind: ``requests`` and ``messages`` of an address, ``begun`` conversations, one ``conversation``."""

    def __init__(self, settings: Settings | None = None, secret: str = "") -> None:
        settings = settings or Settings()
        self._limits: dict[str, list[RateLimitItem]] = {
            "requests": parse_many(settings.limit_requests),
            "messages": parse_many(settings.limit_messages),
            "begun": parse_many(settings.limit_begun),
            "conversation": parse_many(settings.limit_conversation),
            "refused": parse_many(REFUSALS),
        }
        self._key = hashlib.blake2b(secret.encode(), digest_size=32).digest()
        self._at_once = settings.limit_at_once
        self._under_way: Counter[str] = Counter()
        url = settings.redis_url
        storage = RedisStorage(f"async+{url}", implementation="redispy") if url else MemoryStorage()
        self._limiter = SlidingWindowCounterRateLimiter(storage)

    def name(self, address: str) -> str:
        """What an address is counted by; the same for all of an IPv6 household."""
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:  # a socket's name
            return self._hashed(address)
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if ip.is_loopback:
            return LOCAL
        network = ipaddress.ip_network((ip, V6_PREFIX if ip.version == 6 else 32), strict=False)
        return self._hashed(str(network))

    async def wait(self, kind: str, who: str, cost: int = 1, *, local: bool = False) -> int:
        """Count so many more; 0 if they may be, else the seconds to wait. A store that is down lets all pass.

        ``local``: the machine itself asks, for whoever it is counted.
        """
        try:
            for limit in self._limits[kind]:
                if local or who == LOCAL:
                    limit = type(limit)(limit.amount * LOCAL_TIMES, limit.multiples)
                if not await self._limiter.hit(limit, kind, who, cost=min(cost, limit.amount)):
                    stats = await self._limiter.get_window_stats(limit, kind, who)
                    return max(1, math.ceil(min(stats.reset_time - time.time(), limit.get_expiry())))
        except RedisError as error:
            logger.warning("rates are not counted: %s", type(error).__name__)
        return 0

    @contextmanager
    def seat(self, who: str) -> Iterator[bool]:
        """Whether an address may have one more message under way, for as long as the context lasts."""
        free = self._under_way[who] < self._at_once * (LOCAL_TIMES if who == LOCAL else 1)
        self._under_way[who] += free
        try:
            yield free
        finally:
            self._under_way[who] -= free
            if not self._under_way[who]:
                del self._under_way[who]

    def _hashed(self, text: str) -> str:
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=12).hexdigest()
