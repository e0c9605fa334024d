# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The editors' pages: who may do what, what is said of mistakes, and that nothing is lost."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import Role, create_account
from welfare_point.catalogue.models import Metadata, ProviderLink
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import all_offers, offers_of
from welfare_point.catalogue.suspension import Suspension, suspensions

from .conftest import PASSWORD, TODAY, on_one_database, problem

Fields = dict[str, list[str]]
Load = Callable[..., None]

ACCOUNTS: dict[str, tuple[Role, str | None, str | None]] = {
    "bergamo": ("editor", "325", None),
    "milano": ("editor", "321", None),
    "arcobaleno": ("editor", None, "o1"),
    "admin": ("admin", None, None),
    "osserva": ("manager", "325", None),
    "esperto": ("expert", "325", None),
    "regione": ("regional", None, None),
}
RECORD, EDIT = "/catalogo/servizio?id=s1", "/catalogo/modifica?id=s1"
PAGES = ("/catalogo", "/catalogo/nuovo", RECORD, EDIT, "/catalogo/link")


@pytest.fixture(autouse=True)
def people(sessions: sessionmaker[Session]) -> None:
    """One account for each kind of editor, and one for each role that is none."""
    with sessions.begin() as session:
        for name, (role, ats, organization) in ACCOUNTS.items():
            create_account(session, name, PASSWORD, role, ats, organization)


@pytest.fixture(autouse=True)
def services(load: Load) -> None:
    """Two services in Bergamo, of two organizations, and one in Milano."""
    load(
        {"address": "Via A 1", "municipality": "Bergamo", "phone": "035 555 0100"},
        {"address": "Via B 2", "municipality": "Bergamo"},
        {
            "service_id": "s2",
            "name": "Compiti insieme",
            "organization_id": "o2",
            "organization_name": "Altra",
        },
        {
            "service_id": "s3",
            "name": "Estate a Milano",
            "service_areas": "015146",
            "assured_date": "2025-01-01",
        },
    )


class Forms(HTMLParser):
    """Collects the fields of every form as a browser without JavaScript would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, Fields] = {}
        self._form: Fields | None = None
        self._select = ""
        self._text: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "form":
            self._form = self.forms.setdefault(said.get("action") or "", {})
        elif self._form is None:
            return
        elif tag == "input" and (said.get("type") != "checkbox" or "checked" in said):
            self._form.setdefault(name, []).append(value)
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in said or self._select not in self._form):
            self._form[self._select] = [value]
        elif tag == "textarea":
            self._text = self._form.setdefault(name, [])
            self._text.append("")

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self._text[-1] = self._text[-1].removeprefix("\n")
            self._text = None
        elif tag == "form":
            self._form = None


def form(page: httpx.Response, action: str) -> Fields:
    """The fields of the form with this action, as they stand; buttons are not among them."""
    assert page.status_code in (200, 409, 422), page.text
    return Forms(page.text).forms[action]


def enter(client: TestClient, name: str) -> None:
    """Log in, from whatever page."""
    client.cookies.clear()
    fields = form(client.get("/catalogo"), "/dashboard/login")
    answer = client.post("/dashboard/login", data=fields | {"username": name, "password": PASSWORD})
    assert answer.headers["location"] == "/catalogo"


def send(client: TestClient, path: str, changes: dict[str, Any], button: str = "save") -> httpx.Response:
    """Open the form at a path, change some fields, press a button."""
    return resend(client, client.get(path), path, changes, button)


def resend(
    client: TestClient, page: httpx.Response, path: str, changes: dict[str, Any], button: str = "save"
) -> httpx.Response:
    """The same, from a page that is open already."""
    answer: httpx.Response = client.post(path, data=form(page, path) | changes | {"action": button})
    return answer


def text_of(page: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def rows(sessions: sessionmaker[Session], service_id: str = "s1") -> list[Offer]:
    with sessions() as session:
        return offers_of(session, service_id)


def last_change(sessions: sessionmaker[Session]) -> dict[str, tuple[str, str, str]]:
    """By field: previous value, replacement, by whom; of the latest event."""
    with sessions() as session:
        latest = sa.select(sa.func.max(Metadata.last_action_date)).scalar_subquery()
        found = session.scalars(sa.select(Metadata).where(Metadata.last_action_date == latest))
        return {m.field_name: (m.previous_value, m.replacement_value, m.updated_by) for m in found}


# --- who may enter


@on_one_database
@pytest.mark.parametrize("path", PAGES)
def test_nobody_enters_without_logging_in_and_then_comes_back(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert 'name="password"' in page.text
    fields = form(page, "/dashboard/login") | {"username": "admin", "password": PASSWORD}
    assert client.post("/dashboard/login", data=fields).headers["location"] == path


@on_one_database
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["osserva", "esperto", "regione"])
def test_other_roles_are_refused(client: TestClient, name: str, path: str) -> None:
    enter(client, name)
    problem(client.get(path), 403)


@pytest.mark.parametrize(
    ("name", "opened", "refused"),
    [
        ("bergamo", ["s1", "s2"], ["s3"]),
        ("milano", ["s3"], ["s1", "s2"]),
        ("arcobaleno", ["s1", "s3"], ["s2"]),
        ("admin", ["s1", "s2", "s3"], []),
    ],
)
def test_each_editor_sees_and_changes_only_what_is_its_own(
    client: TestClient, sessions: sessionmaker[Session], name: str, opened: list[str], refused: list[str]
) -> None:
    enter(client, name)
    page = client.get("/catalogo")
    assert sorted(re.findall(r'name="id" value="(\w+)"', page.text)) == opened
    token = form(page, "/catalogo/conferma")["token"]
    with sessions() as session:
        before = all_offers(session)
    for service_id in opened:
        assert client.get("/catalogo/servizio", params={"id": service_id}).status_code == 200
        assert client.get("/catalogo/modifica", params={"id": service_id}).status_code == 200
    for service_id in refused:
        fields = {"token": token, "id": service_id, "version": "", "name": "Rubato"}
        problem(client.get("/catalogo/servizio", params={"id": service_id}), 403)
        problem(client.get("/catalogo/modifica", params={"id": service_id}), 403)
        problem(client.post("/catalogo/modifica", params={"id": service_id}, data=fields), 403)
        problem(client.post("/catalogo/annulla", data=fields), 403)
        problem(client.post("/catalogo/conferma", data=fields | {"id": [opened[0], service_id]}), 403)
    with sessions() as session:
        assert all_offers(session) == before


@on_one_database
@pytest.mark.parametrize("path", ["/catalogo/servizio", "/catalogo/modifica"])
@pytest.mark.parametrize("service_id", ["nessuno", "", "é🙂", "../s1", "x" * 3000])
def test_a_service_that_is_not_there(client: TestClient, path: str, service_id: str) -> None:
    enter(client, "admin")
    problem(client.get(path, params={"id": service_id}), 404)


@on_one_database
@pytest.mark.parametrize(
    "path", ["/catalogo/nuovo", EDIT, "/catalogo/conferma", "/catalogo/annulla", "/catalogo/link"]
)
@pytest.mark.parametrize("token", [None, "", "x", "é"])
def test_a_form_of_another_site_changes_nothing(
    client: TestClient, sessions: sessionmaker[Session], path: str, token: str | None
) -> None:
    enter(client, "admin")
    data = {"id": "s1", "name": "Rubato"} | ({} if token is None else {"token": token})
    problem(client.post(path, data=data), 403)
    assert rows(sessions)[0].name == "Centro estivo"


@on_one_database
def test_whoever_logged_out_meanwhile_is_asked_to_log_in(client: TestClient) -> None:
    enter(client, "admin")
    page = client.get("/catalogo")
    client.post("/dashboard/logout", data={"token": form(page, "/dashboard/logout")["token"]})
    client.get("/catalogo")
    token = form(client.get("/catalogo"), "/dashboard/login")["token"]
    answer = client.post("/catalogo/conferma", data={"token": token, "id": "s1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalogo")


@on_one_database
def test_pages_stay_out_of_caches(client: TestClient) -> None:
    enter(client, "admin")
    assert client.get(EDIT).headers["cache-control"] == "no-store"


# --- the list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["s3", "s1", "s2"]),
        ({"testo": "COMPITI"}, ["s2"]),
        ({"testo": "insiemme"}, ["s2"]),
        ({"testo": "100%"}, []),
        ({"bisogno": "minori--chiusure-scolastiche", "ente": "o1"}, ["s3", "s1"]),
        ({"stato": "inactive"}, []),
        ({"da_verificare": "true"}, ["s3"]),
        ({"pagina": "2"}, []),
    ],
)
def test_the_list_is_filtered_and_starts_with_what_is_oldest(
    client: TestClient, query: dict[str, str], found: list[str]
) -> None:
    enter(client, "admin")
    page = client.get("/catalogo", params=query)
    assert re.findall(r'name="id" value="(\w+)"', page.text) == found


def test_the_filters_stay_from_page_to_page(client: TestClient, load: Load) -> None:
    load(*({"service_id": f"n{n}", "name": "Xilofono & gioco"} for n in range(26)))
    enter(client, "admin")
    page = client.get("/catalogo", params={"testo": "xilofono &", "ente": "o1"})
    assert "26 servizi" in text_of(page)
    following = unescape(re.findall(r'href="(/catalogo\?[^"]*pagina=2)"', page.text)[0])
    assert len(re.findall(r'name="id"', client.get(following).text)) == 1


@pytest.mark.parametrize("query", [{"testo": "\0"}, {"pagina": "0"}, {"testo": "x" * 201}, {"bisogno": "\0"}])
def test_filters_that_cannot_be(client: TestClient, query: dict[str, str]) -> None:
    enter(client, "admin")
    assert client.get("/catalogo", params=query).status_code in (200, 422)


# --- confirming


def test_several_services_are_confirmed_together(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    page = client.get("/catalogo", params={"testo": "i"})
    fields = form(page, "/catalogo/conferma") | {"id": ["s1", "s2"]}
    answer = client.post("/catalogo/conferma", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalogo?testo=i&pagina=1")
    assert "2 servizi sono confermati" in text_of(client.get("/catalogo"))
    assert "sono confermati" not in text_of(client.get("/catalogo")), "said once"
    for service_id in ("s1", "s2"):
        first = rows(sessions, service_id)[0]
        assert (first.assured_date, first.assured_by) == (TODAY, "ATS di Bergamo")
    assert last_change(sessions)["assured_date"][1:] == (TODAY.isoformat(), "editor:bergamo")


@on_one_database
def test_confirming_nothing_says_so(client: TestClient) -> None:
    enter(client, "bergamo")
    fields = form(client.get("/catalogo"), "/catalogo/conferma")
    client.post("/catalogo/conferma", data=fields)
    assert "Nessun servizio selezionato" in text_of(client.get("/catalogo"))


@on_one_database
def test_nobody_is_led_elsewhere(client: TestClient) -> None:
    enter(client, "bergamo")
    fields = form(client.get("/catalogo"), "/catalogo/conferma") | {"back": "https://example.org/"}
    assert client.post("/catalogo/conferma", data=fields).headers["location"] == "/catalogo"


# --- adding


NEW = {
    "organization_choice": "o2",
    "name": "Grest del quartiere",
    "description": "Giochi\r\n<script>alert(1)</script>",
    "topics": ["minori--chiusure-scolastiche", "minori--laboratori"],
    "audience": "persona",
    "minimum_age": "3,5",
    "row-0-service_areas": "Bergamo; Seriate",
    "row-0-municipality": "seriate",
    "row-0-byday": ["MO", "TU"],
    "row-0-opens_at": "08:00",
}


def test_a_service_is_added(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    answer = send(client, "/catalogo/nuovo", NEW)
    assert answer.status_code == 303, text_of(answer)
    with sessions() as session:
        added = next(o for o in all_offers(session) if o.name == NEW["name"])
    assert added.organization_name == "Altra"
    assert added.service_areas == ("016024", "016198")
    assert (added.municipality, added.minimum_age, added.byday) == ("016198", 3.5, ("MO", "TU"))
    assert added.opens_at == dt.time(8)
    assert added.description == "Giochi\n<script>alert(1)</script>"
    assert added.assured_date is None
    page = client.get(answer.headers["location"])
    assert "Il servizio è nel catalogo" in text_of(page)
    assert "<script>alert" not in page.text


def test_a_service_of_a_new_organization_verified_today(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    organization = {
        "organization_choice": "",
        "organization_id": "o9",
        "organization_name": "Associazione Nuova",
        "organization_type": "no_profit",
        "assured": "true",
    }
    assert send(client, "/catalogo/nuovo", NEW | organization).status_code == 303
    with sessions() as session:
        added = next(o for o in all_offers(session) if o.name == NEW["name"])
    assert (added.organization_id, added.organization_type) == ("o9", "no_profit")
    assert (added.assured_date, added.assured_by) == (TODAY, "ATS di Bergamo")


def test_an_organization_that_is_there_is_not_renamed(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    organization = {"organization_choice": "", "organization_id": "o1", "organization_name": "Altro nome"}
    assert send(client, "/catalogo/nuovo", NEW | organization).status_code == 303
    assert rows(sessions)[0].organization_name == "Cooperativa Arcobaleno"


def test_an_editor_of_an_organization_adds_only_for_it(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "arcobaleno")
    assert send(client, "/catalogo/nuovo", NEW | {"organization_id": "o2"}).status_code == 303
    with sessions() as session:
        added = next(o for o in all_offers(session) if o.name == NEW["name"])
    assert added.organization_id == "o1"


def test_a_service_outside_ones_own_ats_is_not_added(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "milano")
    answer = send(client, "/catalogo/nuovo", NEW)
    assert answer.status_code == 422
    assert "nel proprio territorio" in text_of(answer)
    with sessions() as session:
        assert NEW["name"] not in {o.name for o in all_offers(session)}


@on_one_database
def test_every_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    wrong: dict[str, Any] = {
        "organization_choice": "",
        "name": "",
        "topics": [],
        "audience": "",
        "minimum_age": "sei",
        "maximum_age": "131",
        "isee_maximum": "20.000,00",
        "row-0-service_areas": "Bergamo; Gotham",
        "row-0-municipality": '"><script>alert(1)</script>',
        "row-0-email": "info chiocciola example.org",
        "row-0-valid_from": "2026-06-30",
        "row-0-valid_to": "2026-06-01",
        "row-0-capacity_available": "9",
        "row-0-capacity_maximum": "8",
        "row-0-delivery": ["online", "piccione"],
    }
    answer = send(client, "/catalogo/nuovo", NEW | wrong)
    assert answer.status_code == 422
    for name in (*wrong, "organization_id", "organization_name"):
        if name in ("row-0-valid_from", "row-0-capacity_maximum", "organization_choice"):
            continue
        assert f'id="{name}-error"' in answer.text, name
        assert f'href="#{name}"' in answer.text, name
        assert f'id="{name}"' in answer.text, name
    again = form(answer, "/catalogo/nuovo")
    for name, value in (NEW | wrong).items():
        if name in ("topics", "row-0-delivery", "description", "row-0-byday"):
            continue
        assert again[name] == [value], name
    assert again["row-0-byday"] == ["MO", "TU"]
    assert "<script>alert" not in answer.text
    said = text_of(answer)
    assert "un giorno non precedente a quello di «Dal giorno», che è" in said
    assert "valid_from" not in said
    with sessions() as session:
        assert len({o.service_id for o in all_offers(session)}) == 3


def test_a_form_that_is_too_long_or_odd_is_refused_with_words(client: TestClient) -> None:
    enter(client, "bergamo")
    answer = send(client, "/catalogo/nuovo", NEW | {"description": "x" * 140_000})
    assert answer.status_code == 422
    assert "al massimo 131072 caratteri" in text_of(answer)
    nul = send(client, "/catalogo/nuovo", NEW | {"name": "a\0b"})
    assert nul.status_code == 422
    assert 'id="name-error"' in nul.text
    problem(send(client, "/catalogo/nuovo", NEW | {"description": "x" * 300_000}), 413)


@on_one_database
@pytest.mark.parametrize("count", ["0", "-1", "due", "9" * 40, "²"])
def test_odd_numbers_of_rows(client: TestClient, count: str) -> None:
    enter(client, "bergamo")
    assert send(client, "/catalogo/nuovo", NEW | {"rows": count}, "preview").status_code in (200, 422)


# --- correcting


def test_opening_and_saving_changes_nothing(client: TestClient, sessions: sessionmaker[Session]) -> None:
    before = rows(sessions)
    enter(client, "bergamo")
    answer = send(client, EDIT, {})
    assert answer.headers["location"] == RECORD
    assert "era già così" in text_of(client.get(RECORD))
    assert rows(sessions) == before


def test_a_service_and_one_of_its_rows_are_corrected(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "arcobaleno")
    assert send(client, EDIT, {"name": "Campus", "row-1-phone": "02 555 0101"}).status_code == 303
    first, second = rows(sessions)
    assert (first.name, second.name) == ("Campus", "Campus")
    assert (first.phone, second.phone) == ("035 555 0100", "02 555 0101")
    assert last_change(sessions) == {
        "name": ("Centro estivo", "Campus", "editor:arcobaleno"),
        "phone": ("", "02 555 0101", "editor:arcobaleno"),
    }


def test_rows_are_added_and_removed_without_javascript(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    longer = send(client, EDIT, {"name": "Campus"}, "add-row")
    assert longer.status_code == 200
    fields = form(longer, EDIT)
    assert (fields["rows"], fields["name"], fields["row-2-address"]) == (["3"], ["Campus"], [""])
    assert [row.name for row in rows(sessions)] == ["Centro estivo"] * 2, "nothing is saved yet"
    shorter = resend(client, longer, EDIT, {"row-2-address": "Via C 3"}, "remove-row-0")
    assert form(shorter, EDIT)["rows"] == ["2"]
    assert resend(client, shorter, EDIT, {}).status_code == 303
    assert [row.address for row in rows(sessions)] == ["Via B 2", "Via C 3"]
    only = send(client, EDIT, {}, "remove-row-1")
    assert form(resend(client, only, EDIT, {}, "remove-row-0"), EDIT)["rows"] == ["1"], "one row stays"


def test_a_service_may_not_be_moved_away(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    path = "/catalogo/modifica?id=s2"
    answer = send(client, path, {"row-0-service_areas": "Milano"})
    assert answer.status_code == 422
    assert rows(sessions, "s2")[0].service_areas == ("016024",)


def test_who_corrects_does_not_change_whose_it_is(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    send(
        client,
        EDIT,
        {"organization_id": "o2", "organization_choice": "o2", "service_id": "s3", "name": "Campus"},
    )
    assert rows(sessions)[0].organization_id == "o1"
    assert rows(sessions, "s3")[0].name == "Estate a Milano"


# --- two people at once


def test_the_second_person_is_told_sees_both_values_and_loses_nothing(
    client: TestClient, sessions: sessionmaker[Session], load: Load
) -> None:
    enter(client, "bergamo")
    opened = client.get(EDIT)
    send(client, EDIT, {"name": "Nome di Anna", "description": "Di Anna", "row-0-phone": "1"})
    answer = resend(client, opened, EDIT, {"name": "Nome di Bruno", "row-1-phone": "2"})
    assert answer.status_code == 409
    said = text_of(answer)
    assert "un’altra persona ha cambiato questa scheda" in said
    assert "Ora nel catalogo: Nome di Anna" in said
    fields = form(answer, EDIT)
    assert fields["name"] == ["Nome di Bruno"], "what was typed is kept"
    assert fields["description"] == ["Di Anna"], "what only the other changed is taken over"
    assert (fields["row-0-phone"], fields["row-1-phone"]) == (["1"], ["2"])
    assert rows(sessions)[0].name == "Nome di Anna", "nothing is saved before the person has seen it"
    assert resend(client, answer, EDIT, {}).status_code == 303
    first, second = rows(sessions)
    assert (first.name, first.description, first.phone, second.phone) == (
        "Nome di Bruno",
        "Di Anna",
        "1",
        "2",
    )


def test_when_rows_were_added_meanwhile_all_are_shown(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    opened = client.get(EDIT)
    resend(client, send(client, EDIT, {}, "remove-row-0"), EDIT, {"row-0-address": "Via di Anna"})
    answer = resend(client, opened, EDIT, {"row-0-address": "Via di Bruno"})
    assert answer.status_code == 409
    assert "Via di Anna" in text_of(answer)
    assert form(answer, EDIT)["row-0-address"] == ["Via di Bruno"]


@on_one_database
@pytest.mark.parametrize("base", ["", "x", "[]", "{}", "[1]", "[" * 50_000, '[{"name": 1}]'])
def test_a_form_without_its_beginning_shows_every_difference(
    client: TestClient, sessions: sessionmaker[Session], base: str
) -> None:
    enter(client, "bergamo")
    opened = client.get(EDIT)
    send(client, EDIT, {"name": "Nome di Anna"})
    answer = resend(client, opened, EDIT, {"name": "Nome di Bruno", "base": base})
    assert answer.status_code == 409
    assert "Ora nel catalogo: Nome di Anna" in text_of(answer)
    assert form(answer, EDIT)["name"] == ["Nome di Bruno"]


def test_an_import_meanwhile_counts_as_another_person(client: TestClient, load: Load) -> None:
    enter(client, "bergamo")
    path = "/catalogo/modifica?id=s2"
    opened = client.get(path)
    load({"service_id": "s2", "name": "Importato", "organization_id": "o2", "organization_name": "Altra"})
    assert resend(client, opened, path, {"name": "Corretto"}).status_code == 409


# --- preview, history, undo


@on_one_database
def test_the_preview_says_what_the_assistant_would_say_and_saves_nothing(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    answer = send(
        client, EDIT, {"name": "Campus", "row-0-cost": "gratuito", "isee_maximum": "15000"}, "preview"
    )
    said = text_of(answer)
    assert "una persona di Bergamo cerca «Campus e centri estivi», età 8,5" in said
    for sentence in (
        "Copre il tuo Comune",
        "È gratuito",
        "Serve un ISEE fino a",
        "I posti liberi non sono indicati",
    ):
        assert sentence in said
    assert form(answer, EDIT)["name"] == ["Campus"]
    assert rows(sessions)[0].name == "Centro estivo"


@on_one_database
def test_a_service_that_the_assistant_would_not_propose_says_why(client: TestClient) -> None:
    enter(client, "bergamo")
    changes = {"status": "temporarily_closed", "row-0-valid_to": "2026-01-01", "row-1-valid_to": "2026-01-01"}
    said = text_of(send(client, EDIT, changes, "preview"))
    assert "L’assistente non lo propone" in said
    assert "È terminato il 1° gennaio 2026" in said or "terminato" in said
    assert "Chiuso per ora" in said


@on_one_database
def test_a_service_for_firms_is_previewed_for_a_firm(client: TestClient, load: Load) -> None:
    load(
        {
            "service_id": "s9",
            "topics": "imprese--piano-welfare",
            "audience": "impresa",
            "service_areas": "regione:03",
            "minimum_age": "",
            "maximum_age": "",
        }
    )
    enter(client, "admin")
    assert "un’impresa di Milano cerca «Piano di welfare aziendale»" in text_of(
        client.get("/catalogo/servizio?id=s9")
    )


def test_the_history_says_who_when_and_from_what_to_what(client: TestClient) -> None:
    enter(client, "bergamo")
    send(client, EDIT, {"name": "Campus", "row-0-cost": "gratuito", "row-0-municipality": "Milano"})
    said = text_of(client.get(RECORD))
    assert "redazione (bergamo)" in said
    assert "Nome del servizio: prima Centro estivo → dopo Campus" in said
    assert "Sede o orario: Comune della sede: prima Bergamo → dopo Milano" in said
    assert "Sede o orario: Quanto si paga: prima (vuoto) → dopo Gratuito" in said
    assert "tolto" not in said
    assert "importazione di un file Scheda creata" in said
    resend(client, send(client, EDIT, {}, "remove-row-0"), EDIT, {})
    said = text_of(client.get(RECORD))
    assert "Sede o orario tolto Sede o orario: Zone servite: prima Bergamo → dopo (vuoto)" in said


def test_the_last_change_is_undone_and_the_undoing_too(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    before = rows(sessions)
    enter(client, "bergamo")
    assert "/catalogo/annulla" not in client.get(RECORD).text, "a new record has nothing to undo"
    send(client, EDIT, {"name": "Campus", "row-0-address": "Via Nuova"})
    after = rows(sessions)
    client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
    assert rows(sessions) == before
    assert "L’ultima modifica è annullata" in text_of(client.get(RECORD))
    assert last_change(sessions)["name"] == ("Campus", "Centro estivo", "editor:bergamo")
    client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
    assert rows(sessions) == after


def test_nothing_is_undone_that_was_not_seen(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    send(client, EDIT, {"name": "Campus"})
    seen = form(client.get(RECORD), "/catalogo/annulla")
    send(client, EDIT, {"name": "Campus invernale"})
    client.post("/catalogo/annulla", data=seen)
    assert "un’altra persona ha cambiato" in text_of(client.get(RECORD))
    assert rows(sessions)[0].name == "Campus invernale"
    client.post("/catalogo/annulla", data=seen | {"id": "s2"})
    assert rows(sessions, "s2")[0].name == "Compiti insieme"


# --- suspending


def suspended(sessions: sessionmaker[Session]) -> Suspension | None:
    with sessions() as session:
        return suspensions(session, ["s1"]).get("s1")


def rest(client: TestClient, first: str, last: str = "") -> httpx.Response:
    fields = form(client.get(RECORD), "/catalogo/sospendi")
    answer: httpx.Response = client.post(
        "/catalogo/sospendi", data=fields | {"suspended_from": first, "suspended_to": last}
    )
    return answer


def test_a_service_is_suspended_and_opened_again(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    assert "/catalogo/riapri" not in client.get(RECORD).text
    assert rest(client, "2026-11-20", "2026-12-01").headers["location"] == RECORD
    assert suspended(sessions) == Suspension(dt.date(2026, 11, 20), dt.date(2026, 12, 1))
    said = text_of(client.get(RECORD))
    assert "Il servizio è sospeso" in said
    assert "L’assistente non lo propone . Sospeso dal 20/11/2026 al 01/12/2026" in said.replace(
        "propone.", "propone ."
    )
    assert "Sospeso fino al giorno: prima (vuoto) → dopo 01/12/2026" in said
    assert "Sospeso dal 20/11/2026" in text_of(client.get("/catalogo"))
    client.post("/catalogo/riapri", data=form(client.get(RECORD), "/catalogo/riapri"))
    assert suspended(sessions) is None
    assert "di nuovo aperto" in text_of(client.get(RECORD))


def test_a_suspension_is_undone_and_so_is_its_end(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    rest(client, "2026-12-01")
    rest(client, "2026-12-01", "2026-12-24")
    for expected in (None, dt.date(2026, 12, 24)):
        client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
        assert suspended(sessions) == Suspension(dt.date(2026, 12, 1), expected)
    client.post("/catalogo/riapri", data=form(client.get(RECORD), "/catalogo/riapri"))
    client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
    assert suspended(sessions) == Suspension(dt.date(2026, 12, 1), dt.date(2026, 12, 24))


def test_what_is_closed_for_now_is_opened_again(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    send(client, EDIT, {"status": "temporarily_closed"})
    client.post("/catalogo/riapri", data=form(client.get(RECORD), "/catalogo/riapri"))
    assert [row.status for row in rows(sessions)] == ["active", "active"]


@on_one_database
@pytest.mark.parametrize(
    ("first", "last", "beside", "said"),
    [
        ("", "", "suspended_from", "un valore, perché è obbligatorio"),
        ("domani", "", "suspended_from", "un giorno che esiste"),
        ("2026-12-01", "2026-02-30", "suspended_to", "un giorno che esiste"),
        ("2026-12-02", "2026-12-01", "suspended_to", "non precedente a quello di «Sospeso dal giorno»"),
    ],
)
def test_days_that_are_no_suspension(
    client: TestClient, sessions: sessionmaker[Session], first: str, last: str, beside: str, said: str
) -> None:
    enter(client, "bergamo")
    answer = rest(client, first, last)
    assert answer.status_code == 422
    assert f'id="{beside}-error"' in answer.text
    assert said in text_of(answer)
    fields = form(answer, "/catalogo/sospendi")
    assert (fields["suspended_from"], fields["suspended_to"]) == ([first], [last])
    assert suspended(sessions) is None


def test_nothing_is_suspended_that_another_has_just_changed(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    fields = form(client.get(RECORD), "/catalogo/sospendi") | {"suspended_from": "2026-12-01"}
    send(client, EDIT, {"name": "Campus"})
    client.post("/catalogo/sospendi", data=fields)
    assert "un’altra persona ha cambiato" in text_of(client.get(RECORD))
    assert suspended(sessions) is None


def test_others_do_not_suspend_it(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "milano")
    fields = form(client.get("/catalogo"), "/catalogo/conferma") | {
        "id": "s1",
        "suspended_from": "2026-12-01",
    }
    for path in ("/catalogo/sospendi", "/catalogo/riapri"):
        problem(client.post(path, data=fields), 403)
    assert suspended(sessions) is None


def test_the_quality_of_a_record_and_what_it_lacks_are_shown(client: TestClient) -> None:
    enter(client, "bergamo")
    said = text_of(client.get(RECORD))
    assert re.search(r"Qualità della scheda [1-9][0-9] su 100 Che cosa manca [A-Z]", said)
    assert re.search(r"Qualità: [1-9][0-9] su 100", text_of(client.get("/catalogo")))


# --- the link of a provider


def link_of(client: TestClient, organization: str = "o1", days: str = "30") -> str:
    """The path of a new link."""
    fields = form(client.get("/catalogo/link"), "/catalogo/link")
    made = client.post("/catalogo/link", data=fields | {"organization": organization, "days": days})
    page = client.get(made.headers["location"])
    found = re.search(r'href="http://testserver(/fornitore/[^"]+)"', page.text)
    assert found is not None, text_of(page)
    return found[1]


@pytest.fixture
def link(client: TestClient) -> str:
    """A link for o1 made by an editor of Bergamo, opened by somebody who has no account."""
    enter(client, "bergamo")
    link = link_of(client)
    client.cookies.clear()
    return link


def test_a_provider_confirms_and_corrects_its_own_records(
    client: TestClient, sessions: sessionmaker[Session], link: str
) -> None:
    page = client.get(link)
    assert "Le schede di Cooperativa Arcobaleno" in text_of(page)
    assert re.findall(r'name="id" value="(\w+)"', page.text) == ["s1"]
    fields = form(page, f"{link}/conferma") | {"id": "s1"}
    assert client.post(f"{link}/conferma", data=fields).headers["location"] == link
    assert "1 servizio è confermato" in text_of(client.get(link))
    first = rows(sessions)[0]
    assert (first.assured_date, first.assured_by) == (TODAY, "Cooperativa Arcobaleno")
    answer = send(client, f"{link}/modifica?id=s1", {"name": "Campus"})
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert last_change(sessions) == {"name": ("Centro estivo", "Campus", "link:o1")}


def test_a_link_allows_nothing_else(client: TestClient, sessions: sessionmaker[Session], link: str) -> None:
    token = form(client.get(link), f"{link}/conferma")["token"]
    with sessions() as session:
        before = all_offers(session)
    for service_id in ("s2", "s3"):
        problem(client.get(f"{link}/modifica", params={"id": service_id}), 403)
        data = {"token": token, "name": "Rubato", "id": service_id}
        problem(client.post(f"{link}/modifica", params={"id": service_id}, data=data), 403)
        problem(client.post(f"{link}/conferma", data=data | {"id": ["s1", service_id]}), 403)
    for path in ("nuovo", "annulla", "servizio", "sospendi", "riapri", "link", "importa", "esporta"):
        problem(client.get(f"{link}/{path}"), 404)
        problem(client.post(f"{link}/{path}", data={"token": token, "id": "s1"}), 404)
    for path in PAGES:
        assert 'name="password"' in client.get(path).text
    with sessions() as session:
        assert all_offers(session) == before


@on_one_database
def test_a_form_of_another_site_changes_nothing_by_a_link(client: TestClient, link: str) -> None:
    client.get(link)
    problem(client.post(f"{link}/conferma", data={"id": "s1", "token": "x"}), 403)


def test_a_revoked_link_opens_nothing(client: TestClient, link: str) -> None:
    enter(client, "bergamo")
    page = client.get("/catalogo/link")
    client.post("/catalogo/link/togli", data=form(page, "/catalogo/link/togli"))
    assert "Il link non vale più" in text_of(client.get("/catalogo/link"))
    client.cookies.clear()
    for path in (link, f"{link}/modifica?id=s1"):
        assert "non vale più" in problem(client.get(path), 404)["detail"]


def test_an_expired_link_opens_nothing(
    client: TestClient, sessions: sessionmaker[Session], link: str
) -> None:
    with sessions.begin() as session:
        session.execute(sa.update(ProviderLink).values(expires=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    problem(client.get(link), 404)


@on_one_database
@pytest.mark.parametrize("change", ["x", "", ".x.y"])
def test_an_address_that_was_changed_opens_nothing(client: TestClient, link: str, change: str) -> None:
    problem(client.get(f"{link[:-3]}{change}"), 404)


def test_links_are_made_and_taken_away_only_for_ones_own_organizations(client: TestClient) -> None:
    enter(client, "bergamo")
    link_of(client, "o2")
    taken = form(client.get("/catalogo/link"), "/catalogo/link/togli")
    enter(client, "milano")
    fields = form(client.get("/catalogo/link"), "/catalogo/link")
    problem(client.post("/catalogo/link", data=fields | {"organization": "o2"}), 403)
    problem(client.post("/catalogo/link/togli", data=fields | {"id": taken["id"]}), 404)
    assert "Nessun link creato" in text_of(client.get("/catalogo/link"))


@on_one_database
@pytest.mark.parametrize("days", ["0", "366", "-1", "trenta", "9" * 30, "1.5", ""])
def test_how_long_a_link_lasts(client: TestClient, days: str) -> None:
    enter(client, "bergamo")
    fields = form(client.get("/catalogo/link"), "/catalogo/link")
    detail = problem(client.post("/catalogo/link", data=fields | {"days": days}), 422)["detail"]
    assert "da 1 a 365" in detail


@on_one_database
@pytest.mark.parametrize(
    "path", ["/fornitore/x", "/catalogo/servizio?id=nessuno", "/catalogo/servizio", "/niente"]
)
def test_a_person_reads_a_page_where_a_program_reads_a_document(client: TestClient, path: str) -> None:
    enter(client, "admin")
    document = client.get(path).json()
    page = client.get(path, headers={"Accept": "text/html,application/xhtml+xml"})
    assert (page.status_code, page.headers["content-type"]) == (
        document["status"],
        "text/html; charset=utf-8",
    )
    assert document["detail"] in text_of(page)
    assert client.get("/api/v1/services/nessuno", headers={"Accept": "text/html"}).json()["status"] == 404


# --- the log


def test_the_log_names_the_record_and_no_person(
    client: TestClient, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="welfare_point"):
        send(client, f"{link}/modifica?id=s1", {"name": "Campus", "row-0-phone": "035 555 0199"})
        enter(client, "bergamo")
        send(client, EDIT, {"name": "Campus estivo"})
        client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
    said = [record.getMessage() for record in caplog.records if record.name.startswith("welfare_point")]
    assert said == [
        "saved 's1' by=link ats=325",
        "saved 's1' by=editor ats=325",
        "undone 's1' by=editor ats=325",
    ]
