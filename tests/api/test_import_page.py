# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file is uploaded, what it would do is shown, and only that is done."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.editor.importing import PATH, SHOWN
from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.exchange.columns import COLUMNS
from welfare_point.catalogue.offers import all_offers

from .conftest import PASSWORD, csv_of
from .editors import enter, form, text_of

Load = Callable[..., None]
CONFIRM = f"{PATH}/conferma"


@pytest.fixture(autouse=True)
def catalogue(sessions: sessionmaker[Session], load: Load) -> None:
    with sessions.begin() as session:
        create_account(session, "admin", PASSWORD, "admin", None, None)
        create_account(session, "bergamo", PASSWORD, "editor", "325", None)
        create_account(session, "osserva", PASSWORD, "manager", "325", None)
    load({}, {"service_id": "s3", "name": "Estate a Milano", "service_areas": "015146"})


def upload(client: TestClient, content: bytes) -> httpx.Response:
    token = form(client.get(PATH), PATH)["token"][0]
    answer: httpx.Response = client.post(PATH, data={"token": token}, files={"file": ("a.csv", content)})
    return answer


def names(sessions: sessionmaker[Session]) -> dict[str, str]:
    with sessions() as session:
        return {offer.service_id: offer.name for offer in all_offers(session)}


def test_nothing_is_written_before_the_confirmation(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "admin")
    before = names(sessions)
    page = upload(client, csv_of({"name": "Nome nuovo"}, {"service_id": "s9", "name": "<script>x</script>"}))
    assert page.status_code == 200
    assert "Servizi nuovi: 1. Cambiati: 1. Uguali: 0." in text_of(page)
    assert f"«{before['s1']}» → «Nome nuovo»" in text_of(page)
    assert "<script>x" not in page.text
    assert names(sessions) == before
    assert client.post(CONFIRM, data=form(page, CONFIRM)).headers["location"] == "/catalogo"
    assert names(sessions) == before | {"s1": "Nome nuovo", "s9": "<script>x</script>"}
    assert client.post(CONFIRM, data=form(page, CONFIRM)).status_code == 410


def test_if_the_catalogue_changed_meanwhile_a_new_preview_is_shown(
    client: TestClient, sessions: sessionmaker[Session], load: Load
) -> None:
    enter(client, "admin")
    page = upload(client, csv_of({"name": "Mio"}))
    load({"name": "Di un altro"})
    again = client.post(CONFIRM, data=form(page, CONFIRM))
    assert again.status_code == 409
    assert "«Di un altro» → «Mio»" in text_of(again)
    assert names(sessions)["s1"] == "Di un altro"
    client.post(CONFIRM, data=form(again, CONFIRM))
    assert names(sessions)["s1"] == "Mio"


def test_errors_are_named_and_nothing_can_be_confirmed(client: TestClient) -> None:
    enter(client, "admin")
    page = upload(client, csv_of({"audience": "tutti"}))
    assert page.status_code == 422
    assert 'riga 2, colonna "audience": valore "tutti"' in text_of(page)
    assert CONFIRM not in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv_of({}).replace(b",", b";"), "separate da virgole"),
        (csv_of({}).decode().encode("utf-16"), "UTF-16"),
        (csv_of({"description": "Età"}).decode().encode("cp1252"), "Latin-1"),
        (b"", "riga delle intestazioni"),
    ],
)
def test_files_of_spreadsheets_are_told_what_is_expected(
    client: TestClient, content: bytes, said: str
) -> None:
    enter(client, "admin")
    page = upload(client, content)
    assert page.status_code == 422
    assert said in text_of(page).split("Da correggere")[1].split("Scarica il modello")[0]


def test_an_editor_imports_only_what_is_its_own(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    before = names(sessions)
    for row in ({"service_id": "s3", "name": "Preso"}, {"service_id": "s9", "service_areas": "015146"}):
        page = upload(client, csv_of(row))
        assert page.status_code == 422
        assert f"{row['service_id']}: cambierebbe" in text_of(page)
    assert names(sessions) == before


def test_others_and_other_sites_import_nothing(client: TestClient) -> None:
    enter(client, "admin")
    assert client.post(PATH, data={"token": "x"}, files={"file": ("a.csv", b"x")}).status_code == 403
    enter(client, "osserva")
    assert client.get(PATH).status_code == 403
    assert client.get("/catalogo/esporta").status_code == 403


def test_a_file_larger_than_a_form_passes_on_this_page_only(client: TestClient) -> None:
    enter(client, "admin")
    large = csv_of(*({"service_id": f"n{i}", "description": "x" * 9000} for i in range(40)))
    assert "Servizi nuovi: 40" in text_of(upload(client, large))
    assert client.post(CONFIRM, content=large).status_code == 413


def test_the_template_and_the_export_can_be_imported(client: TestClient) -> None:
    enter(client, "admin")
    assert client.get("/catalogo/modello.csv").text == ",".join(COLUMNS) + "\r\n"
    exported = client.get("/catalogo/esporta")
    assert exported.headers["content-type"].startswith("text/csv")
    assert "Uguali: 2" in text_of(upload(client, exported.content))


def test_what_is_more_than_a_page_shows_can_be_downloaded(client: TestClient) -> None:
    enter(client, "admin")
    many = [{"service_id": f"n{number}", "name": f"=Nuovo {number}"} for number in range(SHOWN + 3)]
    page = upload(client, csv_of({"name": "Nome nuovo"}, *many))
    assert f"Ne mostriamo {SHOWN} di {SHOWN + 3}." in text_of(page)
    assert f"n{SHOWN - 1} " in text_of(page) and f"n{SHOWN} " not in text_of(page)
    lines = list(csv.DictReader(io.StringIO(client.get(whole(page)).text, newline="")))
    assert [line["esito"] for line in lines] == ["servizio nuovo"] * (SHOWN + 3) + ["servizio cambiato"]
    assert (lines[SHOWN]["codice"], lines[SHOWN]["dopo"]) == (f"n{SHOWN}", f"'=Nuovo {SHOWN}")
    assert (lines[-1]["codice"], lines[-1]["campo"], lines[-1]["dopo"]) == (
        "s1",
        "Nome del servizio",
        "Nome nuovo",
    )


def test_all_errors_can_be_downloaded(client: TestClient) -> None:
    enter(client, "admin")
    many = [{"service_id": f"n{number}", "audience": f"=a{number}"} for number in range(SHOWN + 3)]
    page = upload(client, csv_of(*many))
    assert f"Ne mostriamo {SHOWN} di {SHOWN + 3}." in text_of(page)
    lines = list(csv.DictReader(io.StringIO(client.get(whole(page)).text, newline="")))
    assert len(lines) == SHOWN + 3
    assert lines[-1] == {
        "riga": str(SHOWN + 4),
        "colonna": "audience",
        "valore": f"'=a{SHOWN + 2}",
        "atteso": "uno di questi valori: persona, impresa, entrambi",
    }


def test_what_is_of_others_is_not_told_by_the_download(client: TestClient) -> None:
    enter(client, "bergamo")
    page = upload(client, csv_of({"service_id": "s3", "name": "Preso"}))
    told = client.get(whole(page)).text
    assert "s3" in told
    assert "Estate a Milano" not in told
    assert client.get(f"{PATH}/{'0' * 64}.csv").status_code == 410
    assert client.get(f"{PATH}/altro.csv").status_code == 422


def test_the_columns_are_explained_and_the_example_can_be_imported(client: TestClient) -> None:
    enter(client, "admin")
    assert "/catalogo/colonne" in client.get(PATH).text
    page = client.get("/catalogo/colonne")
    assert all(f'id="c-{column}"' in page.text for column in COLUMNS)
    assert "uno di questi valori: gratuito, pagamento, isee, voucher" in text_of(page)
    assert "Servizi nuovi: 1." in text_of(upload(client, client.get("/catalogo/esempio.csv").content))


def whole(page: httpx.Response) -> str:
    """The address of the file with all that the page tells."""
    return re.findall(rf'href="({PATH}/[0-9a-f]+\.csv)"', page.text)[0]
