# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One conversation through every state of the chat, on its own page or in a widget; each state is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Frame, Locator, Page, Request, expect

from welfare_point.api.problems import Problem, TooMany, Unavailable
from welfare_point.api.words import words

from .accessible import check_accessible
from .holding import Held
from .visiting import OVERFLOWING
from .whole_site import Sites

PRESCUOLA = "Prescuola «La Lanterna»"
TOO_MANY, DOWN = TooMany(words("problems.429", seconds=7)), Unavailable(words("problems.503"))


@dataclass
class Stage:
    """A chat, on its own page or in a widget, with the words it uses."""

    page: Page
    chat: Page | Frame
    sites: Sites
    conversations: list[str] = field(default_factory=list)

    @property
    def said(self) -> dict[str, Any]:
        """The words of the pages."""
        return self.sites.said

    def look(self, state: str) -> None:
        check_accessible(self.chat, state)
        assert self.chat.evaluate(OVERFLOWING) == [], state

    def button(self, name: str) -> Locator:
        return self.chat.get_by_role("button", name=name, exact=True)

    def say(self, text: str) -> None:
        """Once nothing is awaited any more: what is sent before waits in its field."""
        expect(self.chat.locator("#send")).not_to_have_attribute("aria-disabled", "true")
        self.chat.locator("#text").fill(text)
        self.chat.locator("#text").press("Enter")

    def shows(self, text: str) -> None:
        expect(self.chat.get_by_text(text).locator("visible=true").first).to_be_visible()

    @property
    def card(self) -> Locator:
        return self.chat.locator(".service").first

    @contextmanager
    def refused(self, trouble: Problem) -> Iterator[None]:
        """The assistant answers with this meanwhile."""
        self.sites.assistant.trouble = trouble
        try:
            yield
        finally:
            self.sites.assistant.trouble = None


def stage_of(page: Page, chat: Page | Frame, sites: Sites) -> Stage:
    """Notes which conversations it has."""
    stage = Stage(page, chat, sites)

    def note(sent: Request) -> None:
        if sent.url.endswith("/api/v1/chat") and (name := sent.post_data_json["conversation_id"]):
            stage.conversations.append(name)

    page.on("request", note)
    return stage


def send(stage: Stage, text: str) -> None:
    stage.chat.locator("#text").fill(text)
    stage.button(stage.said["chat"]["send"]).click()


def to_the_cards(stage: Stage) -> None:
    chat = stage.said["chat"]
    stage.shows(chat["machine"])
    stage.look("welcome")
    stage.chat.locator("summary").click()
    stage.look("notice")
    stage.button(chat["openings"][0]).click()
    expect(stage.button("No, grazie")).to_be_visible()
    stage.look("choices")
    held = Held(stage.page)
    stage.button("Sì, va bene").click()
    expect(stage.chat.locator("#typing")).to_be_visible()
    expect(stage.chat.locator("#status")).to_have_text(stage.said["script"]["typing"])
    stage.look("typing")
    held.let_go()
    stage.shows("In quale Comune abiti?")
    stage.say("Villanova")
    expect(stage.button("Villanova (Lodi)")).to_be_visible()
    stage.look("comuni")
    stage.button("Villanova (Bergamo)").click()
    expect(stage.card).to_be_visible()
    stage.look("cards")


def on_the_cards(stage: Stage) -> None:
    said = stage.said["script"]["cards"]
    note = stage.card.get_by_role("status")
    stage.button(f"{said['not_useful']}: {PRESCUOLA}").click()
    expect(stage.card.get_by_label(said["why"])).to_be_visible()
    stage.look("thumb")
    stage.card.get_by_label(said["why"]).fill("troppo lontano")
    stage.card.get_by_role("button", name=said["send"]).click()
    expect(stage.card.get_by_label(said["why"])).to_be_hidden()
    stage.look("thanks")
    stage.card.locator("summary").click()
    stage.button(said["copy"]).click()
    expect(note).not_to_have_text(said["thanks"])
    stage.look("copied or not")
    stage.button(said["wrong"]).click()
    stage.card.get_by_role("button", name=said["send"]).click()
    expect(note).to_have_text(said["which"])
    stage.look("report without a reason")
    stage.card.get_by_label(said["what"]).select_option("cost")
    stage.card.get_by_role("button", name=said["send"]).click()
    expect(note).to_have_text(said["reported"])
    stage.look("reported")


def in_trouble(stage: Stage) -> None:
    script, trouble = stage.said["script"], stage.chat.locator("#trouble")
    stage.say("prendo delle botte")
    expect(stage.chat.get_by_role("link", name="Chiama 1522")).to_be_visible()
    stage.look("danger")
    stage.say("a" * 1003)
    expect(stage.chat.locator("#counter")).to_have_text(script["excess"].format(n=3))
    stage.look("too long")
    with stage.refused(TOO_MANY):
        stage.say("e poi?")
        expect(trouble).to_contain_text(TOO_MANY.detail)
        stage.look("too many")
    with stage.refused(DOWN):
        stage.say("ci sei?")
        expect(trouble).to_contain_text(script["trouble"].strip())
        stage.look("down")
    stage.button(stage.said["chat"]["retry"]).click(timeout=15_000)
    expect(trouble).to_be_hidden()
    stage.page.route("**/api/v1/chat", lambda route: route.abort())
    stage.say("Bergamo")
    expect(trouble).to_contain_text(script["trouble"].strip())
    stage.look("network lost")
    stage.page.unroute("**/api/v1/chat")
    expect(stage.button(stage.said["chat"]["retry"])).to_be_visible(timeout=15_000)
    stage.look("back")
    stage.button(stage.said["chat"]["retry"]).click()
    expect(trouble).to_be_hidden()


def to_telegram(stage: Stage) -> None:
    chat, status = stage.said["chat"], stage.chat.locator("#move-status")
    stage.page.route("**/move", lambda route: route.abort())
    stage.button(chat["move"]).click()
    expect(status).to_have_text(stage.said["script"]["move"]["failed"])
    stage.look("not to Telegram")
    stage.page.unroute("**/move")
    stage.chat.locator("#move-close").click()
    stage.button(chat["move"]).click()
    expect(stage.chat.get_by_role("link", name=chat["move_open"])).to_be_focused()
    stage.look("to Telegram")
    stage.chat.locator("#move-close").click()


def to_the_end(stage: Stage) -> None:
    chat, script = stage.said["chat"], stage.said["script"]
    stage.button(chat["erase"]).click()
    expect(stage.button(chat["erase_no"])).to_be_focused()
    stage.look("erase")
    stage.page.route("**/api/v1/conversations/*", lambda route: route.abort())
    stage.button(chat["erase_yes"]).click()
    expect(stage.chat.locator("#erase-status")).to_have_text(script["erase"]["failed"])
    stage.look("not erased")
    stage.page.unroute("**/api/v1/conversations/*")
    stage.button(chat["erase_yes"]).click()
    expect(stage.chat.locator("#erase-close")).to_be_focused()
    stage.look("erased")
    stage.chat.locator("#erase-close").click()
    expect(stage.chat.locator("#text")).to_be_focused()
    stage.look("afterwards")
    stage.say("ricomincio")
    stage.button("Sì, va bene").click()
    stage.shows("In quale Comune abiti?")
    gone(stage.page, stage.sites, stage.conversations[-1])
    stage.say("Bergamo")
    expect(stage.chat.locator("#trouble")).to_be_visible()
    expect(stage.chat.locator("#text")).to_have_value("Bergamo")
    stage.look("gone")


def gone(page: Page, sites: Sites, conversation: str) -> None:
    """The conversation is erased somewhere else."""
    assert page.request.delete(f"{sites.product.address}/api/v1/conversations/{conversation}").ok
