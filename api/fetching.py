# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bytes of a source of scheduled imports: a file, or an address of the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from welfare_point.catalogue.regional.words import said

if TYPE_CHECKING:
    from welfare_point.catalogue.regional.scheduled import Source

MAXIMUM_MEGABYTES = 100
TIMEOUT_SECONDS = 60


class FetchError(OSError):
    """What is there cannot be had; its text says why."""


def fetched(source: Source, client: httpx.Client) -> bytes:
    """The whole content. Raises OSError if it cannot be had, or is too big."""
    if source.url is None:
        assert source.file is not None
        if source.file.stat().st_size > MAXIMUM_MEGABYTES * 2**20:
            raise FetchError(said("too_big", megabytes=MAXIMUM_MEGABYTES))
        return source.file.read_bytes()
    content = bytearray()
    try:
        with client.stream("GET", source.url) as answer:
            answer.raise_for_status()
            if answer.url.scheme != "https":
                raise FetchError(said("config_https"))
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > MAXIMUM_MEGABYTES * 2**20:
                    raise FetchError(said("too_big", megabytes=MAXIMUM_MEGABYTES))
    except httpx.HTTPStatusError as refused:
        raise FetchError(f"HTTP {refused.response.status_code}") from refused
    except httpx.HTTPError as broken:
        raise FetchError(str(broken) or type(broken).__name__) from broken
    return bytes(content)


def web_client() -> httpx.Client:
    """A client that follows where an address has moved."""
    return httpx.Client(follow_redirects=True, timeout=TIMEOUT_SECONDS)
