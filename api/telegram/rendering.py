# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the assistant's messages to those of Telegram: HTML, cards, keyboards, none too long. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from welfare_point.api.naming import decimal

from .wording import Wording

LONGEST = 4096
"""Characters of a message. Telegram counts them without the marks; with them we are on the safe side."""

SHORT = 16
"""Characters of a title that leaves room for another button beside it."""

NEAR_KM = 0.05
"""Within one Comune there is no distance to tell: "0 km" would be more exact than the data."""

Blocks = list[str]
Button = tuple[str, str]
"""Its payload and its title."""


def answer(
    messages: Sequence[dict[str, Any]], wording: Wording, keyboard: int, before: Sequence[str] = ()
) -> tuple[list[dict[str, Any]], list[Button]]:
    """The arguments of each ``sendMessage``, and the buttons of the keyboard below the last one.

    ``before``: what the channel says first, as plain text; only a danger comes before it.
    """
    told = [list(_blocks(message, wording)) for message in messages]
    first = sum(1 for message in messages if message.get("kind") == "safety")
    own = [block for text in before for block in plain(text)]
    blocks = [b for part in told[:first] for b in part] + own + [b for part in told[first:] for b in part]
    bodies = [body(text) for text in packed(blocks)]
    buttons = [(b["payload"], b["title"]) for message in messages for b in message.get("buttons") or ()]
    if bodies:
        asks = messages[-1].get("asks") if messages else None
        bodies[-1]["reply_markup"] = _markup(buttons, asks, wording, keyboard)
    return bodies, buttons


def body(html: str) -> dict[str, Any]:
    """The arguments of a ``sendMessage`` of this HTML, without a preview of its links."""
    return {"text": html, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def plain(text: str) -> Blocks:
    """A text as HTML, in as many blocks as its length needs; it is cut at the end of a line or between words."""
    safe = escape(text, quote=False)
    if len(safe) <= LONGEST:
        return [safe] if safe else []
    half = len(text) // 2
    cut = max(text.rfind("\n", 1, half), 0) or max(text.rfind(" ", 1, half), 0) or half
    return plain(text[:cut].rstrip()) + plain(text[cut:].lstrip())


def packed(blocks: Sequence[str]) -> list[str]:
    """As few messages as hold all blocks, in order, with an empty line between two."""
    messages: list[str] = []
    for block in blocks:
        if messages and len(messages[-1]) + 2 + len(block) <= LONGEST:
            messages[-1] += f"\n\n{block}"
        else:
            messages.append(block)
    return messages


def rows(titles: Sequence[str]) -> list[list[int]]:
    """The places of buttons, by row: two short ones stand side by side."""
    if len(titles) == 2 and all(len(title) <= SHORT for title in titles):
        return [[0, 1]]
    return [[place] for place in range(len(titles))]


def inline(buttons: Sequence[Button]) -> dict[str, Any]:
    """A keyboard below a message; what a button carries has at most 64 bytes."""
    layout = rows([title for _, title in buttons])
    return {
        "inline_keyboard": [
            [{"text": buttons[place][1], "callback_data": buttons[place][0]} for place in row]
            for row in layout
        ]
    }


def _markup(buttons: Sequence[Button], asks: str | None, wording: Wording, keyboard: int) -> dict[str, Any]:
    if buttons:  # a payload may be longer than Telegram takes: the button carries its place
        return inline([(f"k{keyboard}:{place}", title) for place, (_, title) in enumerate(buttons)])
    if asks == "municipality":
        return {
            "keyboard": [[{"text": wording("location.button"), "request_location": True}]],
            "resize_keyboard": True,
            "one_time_keyboard": True,
            "input_field_placeholder": wording("location.placeholder"),
        }
    return {"remove_keyboard": True}


def _blocks(message: dict[str, Any], wording: Wording) -> Iterator[str]:
    text = plain(str(message.get("text") or ""))
    yield from (f"<b>{block}</b>" if message.get("kind") == "safety" else block for block in text)
    if numbers := message.get("numbers"):
        yield "\n".join(f"<b>{escape(n['number'])}</b> {escape(n['label'])}" for n in numbers)
    for service in message.get("services") or ():
        yield from card(service, wording)


def card(service: dict[str, Any], wording: Wording) -> Blocks:
    """A service: its name, where it is, why it fits, what to check, whom to call."""
    said = wording.cards
    near = bool(service.get("near_miss"))
    marks = [said[name] for name in ("near_miss", "demonstration") if service.get(name)]
    parts = [
        f"<b>{_linked(service)}</b>" + "".join(f" <i>({escape(mark)})</i>" for mark in marks),
        escape(_where(service, said)),
        _listed(said["why"], service.get("why")),
        _listed(said["near_warnings" if near else "warnings"], service.get("warnings")),
        _listed(said["apply"], [service["apply"]] if service.get("apply") else None),
        _listed(said["contacts"], _contacts(service, said)),
    ]
    html = "\n".join(part for part in parts if part)
    # A record of such a length is a mistake of whoever wrote it; it is told without its marks rather than not.
    return [html] if len(html) <= LONGEST else plain(_bare(service, said))


def _bare(service: dict[str, Any], said: dict[str, Any]) -> str:
    lines = [service["name"], _where(service, said), *service.get("why", ()), *service.get("warnings", ())]
    return "\n".join([*lines, service.get("apply") or "", *_contacts(service, said)])


def _linked(service: dict[str, Any]) -> str:
    name, address = escape(service["name"], quote=False), str(service.get("url") or "")
    return f'<a href="{escape(address)}">{name}</a>' if _is_web(address) else name


def _is_web(address: str) -> bool:
    """Whether it is a whole http(s) address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    whole = address.isprintable() and " " not in address and bool(parts.netloc)
    return whole and parts.scheme in ("http", "https")


def _where(service: dict[str, Any], said: dict[str, Any]) -> str:
    km = service.get("distance_km")
    far = said["distance"].format(km=decimal(km).removesuffix(",0")) if km and km >= NEAR_KM else None
    return " · ".join(
        str(part) for part in (service.get("organization"), service.get("location"), far) if part
    )


def _contacts(service: dict[str, Any], said: dict[str, Any]) -> list[str]:
    return [f"{said[name]}: {service[name]}" for name in ("phone", "email") if service.get(name)]


def _listed(title: str, lines: Sequence[str] | None) -> str:
    if not lines:
        return ""
    return "\n".join([f"<b>{escape(title)}</b>", *(f"• {escape(str(line), quote=False)}" for line in lines)])
