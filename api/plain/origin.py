# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a form was sent from a page of ours."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def foreign(headers: Mapping[str, str]) -> bool:
    """Whether the browser says that another site sent this form.

    Else a foreign page could put a person into a conversation that its author reads along. Browsers older than
    Sec-Fetch-Site say Origin; those that say neither run no foreign page's script either.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
