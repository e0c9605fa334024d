# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Editors, three services, and the forms of their pages sent as a browser without JavaScript would."""

from __future__ import annotations

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
from welfare_point.catalogue.models import Metadata
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of

from .conftest import PASSWORD

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
