# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms without JavaScript: sent twice, refused because they are too many, and used to erase everything."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from welfare_point.api.plain.sending import new_form, turn_of
from welfare_point.api.problems import Unavailable
from welfare_point.api.rates import Rates
from welfare_point.catalogue.settings import Settings

from .conftest import PHONE, ScriptedAssistant, on_one_database, problem

PLAIN = "/senza-javascript"
HTML = {"accept": "text/html,application/xhtml+xml"}


def fields(shown: str) -> dict[str, str]:
    """What the forms of a page carry along."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown))


def begun(client: TestClient, text: str = "cerco un nido") -> dict[str, str]:
    """A conversation begun by its form; what the next page's forms carry."""
    client.post(PLAIN, data=fields(client.get(PLAIN).text) | {"text": text})
    return fields(client.get(PLAIN).text)


# --- sent twice


@on_one_database
def test_each_drawn_page_has_a_form_of_its_own(client: TestClient) -> None:
    forms = [fields(client.get(PLAIN).text)["form"] for _ in range(2)]
    assert forms[0] != forms[1]
    assert all(turn_of(form, "text", "ciao") for form in forms)


@on_one_database
def test_a_double_click_says_it_once(client: TestClient, assistant: ScriptedAssistant) -> None:
    first = fields(client.get(PLAIN).text) | {"text": "cerco un nido"}
    answers = [client.post(PLAIN, data=first) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.cookies["welfare_point_conversation"] for answer in answers}) == 1, "one conversation"
    second = fields(client.get(PLAIN).text) | {"text": "a Bergamo"}
    for _ in range(2):
        client.post(PLAIN, data=second)
    assert assistant.said == ["cerco un nido", "a Bergamo"]
    assert client.get(PLAIN).text.count('class="message message-you"') == 2


@on_one_database
def test_a_choice_made_twice_is_made_once(client: TestClient, assistant: ScriptedAssistant) -> None:
    assistant.offers("Sì", "No")
    choice = begun(client) | {"payload": "/sì"}
    assert [client.post(PLAIN, data=choice).status_code for _ in range(2)] == [303, 303]
    assert assistant.said == ["cerco un nido", "/sì"]


@on_one_database
def test_the_same_words_in_the_next_form_are_said_again(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    for _ in range(2):
        client.post(PLAIN, data=fields(client.get(PLAIN).text) | {"text": "non so"})
    assert assistant.said == ["non so", "non so"]


@on_one_database
def test_whoever_goes_back_and_says_something_else_is_heard(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    form = begun(client)
    for text in ("a Bergamo", "anzi, a Lodi"):
        client.post(PLAIN, data=form | {"text": text})
    assert assistant.said == ["cerco un nido", "a Bergamo", "anzi, a Lodi"]


@on_one_database
def test_a_form_that_failed_is_the_same_when_sent_again(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    form = begun(client)
    assistant.down = True
    failed = client.post(PLAIN, data=form | {"text": "a Bergamo"})
    assert failed.status_code == 503
    assert fields(failed.text) == form
    assistant.down = False
    for _ in range(2):
        client.post(PLAIN, data=fields(failed.text) | {"text": "a Bergamo"})
    assert assistant.said == ["cerco un nido", "a Bergamo"]


@pytest.mark.parametrize("form", ["", "x", "è" * 24, "a" * 23, "a" * 24 + "\n"])
@on_one_database
def test_a_form_that_is_none_of_ours_is_each_time_new(
    client: TestClient, assistant: ScriptedAssistant, form: str
) -> None:
    for _ in range(2):
        assert client.post(PLAIN, data={"text": "ciao", "form": form}).status_code == 303
    assert assistant.said == ["ciao", "ciao"]
    assert turn_of(form, "text", "ciao") is None


def test_what_is_said_cannot_be_taken_for_something_else() -> None:
    form = new_form()
    said = {turn_of(form, *words) for words in (("text", "/sì"), ("payload", "/sì"), ("text", "/no"))}
    assert len(said) == 3 and None not in said


# --- refused


def limited(app: FastAPI, **limits: object) -> None:
    app.state.parts.rates = Rates(Settings.model_validate(limits))


@on_one_database
def test_too_many_forms_of_an_address_get_a_page_with_their_text(
    app: FastAPI, client: TestClient, assistant: ScriptedAssistant
) -> None:
    form = begun(client)
    limited(app, limit_messages="1/day")
    refused = [client.post(PLAIN, data=form | {"text": f"frase {n}"}, headers=HTML) for n in range(2)][1]
    assert refused.status_code == 429
    assert refused.headers["content-type"].startswith("text/html")
    assert int(refused.headers["retry-after"]) >= 1
    assert "Arrivano troppi messaggi" in refused.text and "112" in refused.text
    assert "frase 1</textarea>" in refused.text and "Tu:</span> frase 0" in refused.text
    assert fields(refused.text) == form, "the same form, to be sent again"
    assert assistant.said == ["cerco un nido", "frase 0"], "no turn was taken"


@on_one_database
def test_whoever_goes_on_in_spite_of_refusals_gets_a_page_that_costs_nothing(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("welfare_point.api.crowd.HOLD", 0)
    monkeypatch.setattr("welfare_point.api.rates.REFUSALS", "20/day")  # a minute may end between two messages
    form = begun(client)
    limited(app, limit_messages="1/day")
    listened = 1 + 20
    for _ in range(listened):
        client.post(PLAIN, data=form | {"text": "frase"}, headers=HTML)

    def unasked() -> None:
        raise AssertionError("a database is asked")

    monkeypatch.setattr(app.state.parts, "sessions", unasked)
    monkeypatch.setattr(app.state.parts.chat, "history", unasked)
    refused = client.post(PLAIN, data=form | {"text": "frase"}, headers=HTML)
    assert refused.status_code == 429
    assert refused.headers["content-type"].startswith("text/html")
    assert "Arrivano troppi messaggi" in refused.text and refused.headers["retry-after"]
    assert refused.headers["content-security-policy"]


@on_one_database
def test_too_many_pages_are_refused_with_a_page_and_the_api_with_a_document(
    app: FastAPI, client: TestClient
) -> None:
    limited(app, limit_requests="1/day")
    client.get(PLAIN, headers=HTML)
    page = client.get(PLAIN, headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert "Arrivano troppi messaggi" in page.text
    problem(client.get("/api/v1/taxonomies", headers=HTML), 429)


@on_one_database
def test_too_many_forms_at_once_get_a_page_too(app: FastAPI, client: TestClient) -> None:
    form = begun(client)
    rates = app.state.parts.rates
    rates._at_once = 0
    refused = client.post(PLAIN, data=form | {"text": "frase"}, headers=HTML)
    assert (refused.status_code, "frase</textarea>" in refused.text) == (429, True)


# --- erased


@on_one_database
def test_erasing_asks_first_and_offers_a_copy(client: TestClient, assistant: ScriptedAssistant) -> None:
    form = begun(client, f"cerco un nido, {PHONE}")
    asked = client.post(f"{PLAIN}/cancella", data=form)
    assert asked.status_code == 200
    assert "Cancello tutta la conversazione?" in asked.text and "Non si può tornare indietro." in asked.text
    assert fields(asked.text)["conversation"] == form["conversation"]
    copy = client.post(f"{PLAIN}/copia", data=fields(asked.text))
    assert copy.headers["content-disposition"] == 'attachment; filename="conversazione.json"'
    assert copy.json()["messages"][0]["text"] == "cerco un nido, [telefono]"
    assert "cerco un nido" in client.get(PLAIN).text, "nothing happened yet"


@on_one_database
def test_erasing_says_what_was_there_and_leaves_nothing(client: TestClient) -> None:
    form = begun(client)
    erased = client.post(f"{PLAIN}/cancellata", data=form)
    assert "Ho cancellato tutto" in erased.text and "Messaggi della conversazione: 2" in erased.text
    assert not client.cookies
    assert client.get(f"/api/v1/conversations/{form['conversation']}").status_code == 404
    again = client.post(f"{PLAIN}/cancellata", data=form)
    assert (again.status_code, "Non c’era niente da cancellare" in again.text) == (200, True)
    said = client.post(PLAIN, data=form | {"text": "ci sei?"})
    assert (said.status_code, "non c’è più" in said.text) == (404, True)


@on_one_database
def test_keeping_it_shows_the_conversation_of_that_tab(client: TestClient) -> None:
    mine = begun(client, "la prima")
    client.cookies.clear()
    begun(client, "la seconda")  # another tab, which takes the cookie
    asked = client.post(f"{PLAIN}/cancella", data=mine | {"ats": "325"})
    (back,) = re.findall(r'<a class="btn" href="([^"]+)"', asked.text)
    assert back == f"{PLAIN}?ats=325"
    assert "la prima" in client.get(back).text


@on_one_database
def test_erasing_that_fails_says_so_and_can_be_tried_again(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = begun(client)

    async def left(_: str) -> Any:
        raise Unavailable("resta qualcosa")

    with monkeypatch.context() as broken:
        broken.setattr(type(app.state.parts.chat), "erase", lambda _, signed: left(signed))
        failed = client.post(f"{PLAIN}/cancellata", data=form)
    assert failed.status_code == 503
    assert "Non sono riuscito a cancellare" in failed.text and 'role="alert"' in failed.text
    assert "Ho cancellato tutto" in client.post(f"{PLAIN}/cancellata", data=fields(failed.text)).text


@pytest.mark.parametrize("path", ["cancella", "copia"])
@on_one_database
def test_what_is_not_there_cannot_be_erased_nor_copied(client: TestClient, path: str) -> None:
    gone = client.post(f"{PLAIN}/{path}", data={"conversation": "inventata"})
    assert (gone.status_code, "non c’è più" in gone.text) == (404, True)


@pytest.mark.parametrize("path", ["cancella", "copia", "cancellata"])
@on_one_database
def test_another_site_can_neither_erase_nor_copy(client: TestClient, path: str) -> None:
    form = begun(client)
    problem(client.post(f"{PLAIN}/{path}", data=form, headers={"sec-fetch-site": "cross-site"}), 403)
    assert "cerco un nido" in client.get(PLAIN).text
