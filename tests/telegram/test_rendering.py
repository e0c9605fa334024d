# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages and cards as Telegram shows them."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from welfare_point.api.telegram.pace import Pace
from welfare_point.api.telegram.places import nearest
from welfare_point.api.telegram.rendering import LONGEST, answer, card, packed
from welfare_point.api.telegram.wording import Wording

WORDING = Wording("tu")
SERVICE: dict[str, Any] = {
    "service_id": "x",
    "name": "Giochi <b>del</b> mattino & C.",
    "organization": "Ente <script>",
    "location": "Scuola",
    "distance_km": 2.0,
    "why": ["Apre alle <7:15>"],
    "warnings": ["Posti & liste"],
    "phone": "035 555 0142",
    "email": "a@example.org",
    "url": 'https://example.org/?a=1&b="2"',
    "apply": "Compila <il modulo>",
    "demonstration": True,
}


class _Marks(HTMLParser):
    """The marks of a message, and whether each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def marks(html: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """The marks of a message, which must all be closed."""
    parser = _Marks()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.seen


def test_a_card_tells_everything_and_none_of_its_text_is_markup() -> None:
    [html] = card(SERVICE, WORDING)
    assert {tag for tag, _ in marks(html)} == {"b", "i", "a"}
    assert [dict(attrs) for tag, attrs in marks(html) if tag == "a"] == [{"href": SERVICE["url"]}]
    for told in ("Apre alle &lt;7:15&gt;", "Posti &amp; liste", "035 555 0142", "a@example.org", "2\u00a0km"):
        assert told in html
    assert "Dimostrativo" in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://[", "https:", "ftp://x.example", "https://a b", ""]
)
def test_only_whole_web_addresses_become_links(url: str) -> None:
    [html] = card(SERVICE | {"url": url}, WORDING)
    assert "<a" not in html


@pytest.mark.parametrize("text", ["x" * 9000, "parola & " * 1500, "<" * 5000, "riga\n" * 3000])
def test_long_texts_are_split_and_nothing_is_lost(text: str) -> None:
    bodies, _ = answer([{"text": text}], WORDING, 1)
    assert len(bodies) > 1
    assert all(len(body["text"]) <= LONGEST for body in bodies)
    whole = "".join("".join(body["text"].split()) for body in bodies)
    assert unescape(whole) == "".join(text.split())


def test_many_cards_stay_whole() -> None:
    services = [SERVICE | {"why": ["perché " * 60]} for _ in range(12)]
    bodies, _ = answer(
        [{"text": "Ecco", "services": services, "buttons": [{"title": "Sì", "payload": "/a"}]}], WORDING, 3
    )
    assert len(bodies) > 1
    for body in bodies:
        assert len(body["text"]) <= LONGEST
        marks(body["text"])
    assert ["reply_markup" in body for body in bodies] == [False] * (len(bodies) - 1) + [True]
    assert sum(body["text"].count("035 555 0142") for body in bodies) == 12


def test_an_endless_record_is_told_without_marks() -> None:
    blocks = card(SERVICE | {"apply": "<x> " * 3000}, WORDING)
    assert all(len(block) <= LONGEST and marks(block) == [] for block in blocks)


def test_packing_keeps_order() -> None:
    assert packed(["a" * 9, "b" * 4093, "c", "d"]) == ["a" * 9, "b" * 4093 + "\n\nc", "d"]
    assert "".join(packed([str(n) for n in range(50)])).replace("\n", "") == "".join(map(str, range(50)))


def test_the_nearest_comune() -> None:
    bergamo, nowhere = nearest(45.6983, 9.6773), nearest(41.9, 12.5)
    assert bergamo is not None and bergamo.istat == "016024"
    assert nowhere is None


def test_the_pace_is_kept_and_waits_are_obeyed() -> None:
    pace = Pace()
    times = [pace.book(str(n), 0.0, message=True) for n in range(60)]
    assert sum(1 for at in times if at < 1.0) <= 30
    assert not pace.is_free("0", 0.5) and pace.is_free("0", 1.0)
    pace.hold(50.0)
    assert pace.book("0", 10.0, message=True) == 50.0
    assert not pace.is_free("0", 50.9)
