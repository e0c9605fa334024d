# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every state of the chat, of the widget and of the page without JavaScript has no error for pa11y nor for axe.

One conversation goes through all states, one after the other: as «lei» where the longer words have least room, as «tu»
on a desk. Other tests look at «tu» on small windows.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .accessible import NO_SNIFFER, SNIFFER, check_accessible, sniffed
from .editor_site import TODAY
from .every_state import (
    DOWN,
    TOO_MANY,
    gone,
    in_trouble,
    on_the_cards,
    send,
    stage_of,
    to_telegram,
    to_the_cards,
    to_the_end,
)
from .whole_site import Sites, whole_site

SIZES = {"tu": (1280, 800), "lei": (320, 640)}


@pytest.fixture(scope="module", params=["tu", pytest.param("lei", marks=pytest.mark.slow)])
def sites(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Everything at once, in one of the two tones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WELFARE_POINT_TODAY", TODAY)
        with whole_site(tmp_path_factory.mktemp("pa11y"), request.param) as running:
            yield running


@pytest.fixture
def page(sites: Sites, browser: Browser) -> Iterator[Page]:
    """A page without motion: what fades in has its colours at once."""
    width, height = SIZES[sites.tone]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="it-IT", reduced_motion="reduce"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=sites.product.address)
    page = context.new_page()
    page.route("**/health", lambda route: route.fulfill(status=503 if sites.assistant.trouble else 200))
    yield page
    context.close()


def test_every_state_of_the_chat_page(sites: Sites, page: Page) -> None:
    page.goto(sites.product.address)
    stage = stage_of(page, page, sites)
    to_the_cards(stage)
    on_the_cards(stage)
    in_trouble(stage)
    to_telegram(stage)
    to_the_end(stage)


def test_every_state_of_the_widget(sites: Sites, page: Page) -> None:
    page.goto(f"{sites.elsewhere}/?plain")
    opener = page.locator("welfare-point button.open")
    expect(opener).to_be_visible()
    check_accessible(page.main_frame, "closed")
    opener.click()
    expect(page.frame_locator("welfare-point iframe").locator("#main")).to_be_focused()
    check_accessible(page.main_frame, "opened")
    frame = next(frame for frame in page.frames if frame.url.startswith(sites.product.address))
    stage = stage_of(page, frame, sites)
    to_the_cards(stage)
    on_the_cards(stage)
    in_trouble(stage)
    to_the_end(stage)
    page.locator("welfare-point button.close").click()
    expect(opener).to_be_focused()
    check_accessible(page.main_frame, "closed again")


def test_every_state_without_javascript(sites: Sites, page: Page) -> None:
    """Scripts are allowed, because axe and pa11y are scripts; these pages have none of their own."""
    said = sites.said
    stage = stage_of(page, page, sites)
    page.goto(f"{sites.product.address}/senza-javascript")
    stage.look("start")
    page.goto(f"{sites.product.address}/senza-javascript?ats=325")
    page.locator("summary").click()
    stage.look("start of a network")
    stage.button(said["chat"]["openings"][0]).click()
    expect(stage.button("No, grazie")).to_be_visible()
    stage.look("choices")
    stage.button("Sì, va bene").click()
    stage.shows("In quale Comune abiti?")
    stage.look("question")
    send(stage, "Villanova")
    expect(stage.button("Villanova (Lodi)")).to_be_visible()
    stage.look("comuni")
    stage.button("Villanova (Bergamo)").click()
    expect(stage.card).to_be_visible()
    stage.look("cards")
    send(stage, "prendo delle botte")
    expect(page.locator("a[href='tel:1522']")).to_be_visible()
    stage.look("danger")
    for state, trouble in (("too many", TOO_MANY), ("down", DOWN)):
        with stage.refused(trouble):
            send(stage, "Bergamo")
            expect(page.get_by_role("alert")).to_have_text(trouble.detail)
            stage.look(state)
    stage.button(said["chat"]["erase"]).click()
    stage.shows(said["chat"]["erase_title"])
    stage.look("erase")
    stage.button(said["chat"]["erase_yes"]).click()
    stage.shows(said["chat"]["erased_title"])
    stage.look("erased")


@pytest.mark.parametrize("sent", ["erase", "write"])
def test_without_javascript_what_is_gone(sites: Sites, page: Page, sent: str) -> None:
    said = sites.said
    stage = stage_of(page, page, sites)
    page.goto(f"{sites.product.address}/senza-javascript")
    send(stage, "Cerco un nido")
    expect(stage.button("No, grazie")).to_be_visible()
    conversation = page.locator("input[name=conversation]").first.input_value()
    if sent == "erase":
        stage.button(said["chat"]["erase"]).click()
        gone(page, sites, conversation)
        stage.button(said["chat"]["erase_yes"]).click()
        stage.shows(said["script"]["erase"]["none"])
    else:
        gone(page, sites, conversation)
        send(stage, "Bergamo")
        stage.shows(said["plain"]["gone"])
    stage.look("gone")


@pytest.mark.parametrize("path", ["privacy", "servizi/s1", "servizi/nessuno", "widget/325/prova"])
def test_the_pages_around(sites: Sites, page: Page, path: str) -> None:
    page.goto(f"{sites.product.address}/{path}")
    stage_of(page, page, sites).look(path)


@pytest.mark.parametrize("path", ["", "widget/325"])
def test_the_chat_page_where_scripts_are_off(sites: Sites, page: Page, path: str) -> None:
    """axe needs scripts: the page's own are taken out of it, and what is there without them is put in."""
    address = f"{sites.product.address}/{path}"

    def without_scripts(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("noscript>", "div>").replace('type="module"', 'type="text/plain"')
        route.fulfill(response=answer, body=body)

    page.route(address, without_scripts)
    page.goto(address)
    stage = stage_of(page, page, sites)
    stage.shows(sites.said["chat"]["no_script_link"])
    stage.look("no script")


@pytest.mark.skipif(not SNIFFER.exists(), reason=NO_SNIFFER)
@pytest.mark.parametrize("place", ["page", "shadow root"])
def test_what_is_wrong_is_found(page: Page, sites: Sites, place: str) -> None:
    page.goto(f"{sites.elsewhere}/?plain")
    expect(page.locator("welfare-point button.open")).to_be_visible()
    assert sniffed(page) == []
    aside = page.locator("main" if place == "page" else "welfare-point aside")
    aside.evaluate("(node) => node.append(document.createElement('button'))")
    assert {error["html"] for error in sniffed(page)} == {"<button></button>"}
    with pytest.raises(AssertionError, match="planted"):
        check_accessible(page, "planted")
