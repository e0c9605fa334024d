# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the API's messages to what the template draws: as static/messages.js does for browsers with JavaScript."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from welfare_point.api.naming import decimal

Shown = dict[str, Any]

NEAR = 0.05
"""Kilometres. Between two points of one Comune "a 0 km" would be more exact than the data."""


def web_address(value: str | None) -> str | None:
    """The address if it is a whole http(s) one."""
    return value if value and re.fullmatch(r"https?://\S+", value, re.IGNORECASE) else None


def phone_address(value: str | None) -> str | None:
    """A ``tel:`` address, unless the text holds no number."""
    number = re.sub(r"[^\d+]", "", value or "")
    return f"tel:{number}" if re.fullmatch(r"\+?\d{2,}", number) else None


def mail_address(value: str | None) -> str | None:
    """A ``mailto:`` address, unless the text is not one plain address."""
    return f"mailto:{value}" if value and re.fullmatch(r"[^\s@?&]+@[^\s@?&]+", value) else None


def _service(service: Mapping[str, Any], said: Mapping[str, str]) -> Shown:
    distance = service.get("distance_km")
    far = said["distance"].format(km=decimal(distance)) if distance and distance >= NEAR else None
    return dict(service) | {
        "href": web_address(service.get("url")),
        "tel": phone_address(service.get("phone")),
        "mailto": mail_address(service.get("email")),
        "place": " · ".join(filter(None, (service.get("organization"), service.get("location"), far))),
    }


def shown(message: Mapping[str, Any], said: Mapping[str, str]) -> Shown:
    """One message; ``said`` is the ``script`` part of content.yml. Addresses only where they are safe."""
    numbers = [dict(n) | {"tel": phone_address(n["number"])} for n in message.get("numbers") or ()]
    services = [_service(service, said) for service in message.get("services") or ()]
    return dict(message) | {"numbers": numbers, "services": services}


def choices(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, str]]:
    """The buttons on offer: those of the last message, if the assistant said it."""
    return list(messages[-1].get("buttons") or ()) if messages else []


def last_turn(messages: Sequence[Mapping[str, Any]]) -> int:
    """The place of what the person said last: there one reads on after the page was loaded anew."""
    return max((i for i, message in enumerate(messages) if message["from"] == "user"), default=0)
