# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The document: opened again in both formats, its figures, its data, and who may have it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import docx
import pypdfium2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.collective.describing import sentences
from welfare_point.catalogue.collective.proposing import propose_needs
from welfare_point.catalogue.collective.repository import list_needs
from welfare_point.catalogue.models import NeedRecord

from .conftest import BERGAMO, MILANO, PASSWORD, TODAY, problem
from .test_manager import ACCOUNTS, log_in

PATHS = tuple(f"/osservatorio/documento{ending}" for ending in ("", ".docx", ".pdf"))
DAY = dt.date(2026, 11, 10)


@pytest.fixture(autouse=True)
def filled(sessions: sessionmaker[Session]) -> None:
    """One account for each role; 1,200 needs of Bergamo's, a third unmet, and three of Milano's."""
    with sessions.begin() as session:
        for name, (role, ats) in ACCOUNTS.items():
            create_account(session, name, PASSWORD, role, ats)
        for number in range(1_200):
            told: dict[str, Any] = {
                "day": DAY - dt.timedelta(days=number % 90),
                "topic": "minori--laboratori" if number % 2 else "anziani--centro-diurno",
                "cause": "age" if number % 3 == 0 else None,
                "age_band": ("6-10", "75-84", None)[number % 3],
            }
            usual = {"municipality": BERGAMO, "ats": "325", "channel": "web", "said": "non si deve vedere"}
            session.add(NeedRecord(**usual, **told))
        for _ in range(3):
            session.add(NeedRecord(day=DAY, municipality=MILANO, ats="321", cause="cost", channel="telegram"))


def got(client: TestClient, path: str, **query: str) -> bytes:
    answer = client.get(path, params=query)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    return answer.content


def cells_of(data: bytes) -> list[list[str]]:
    """All rows of all tables of a DOCX."""
    return [
        [cell.text for cell in row.cells]
        for table in docx.Document(io.BytesIO(data)).tables
        for row in table.rows
    ]


def text_of(data: bytes) -> str:
    """All words of a PDF."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def test_the_word_document_has_headings_figures_and_described_charts(client: TestClient) -> None:
    log_in(client, "bergamo")
    data = got(client, PATHS[1])
    paper = docx.Document(io.BytesIO(data))
    heads = [p.text for p in paper.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert {"Quadro", "Luoghi", "Età e orari", "Stagioni", "Nel tempo", "Come leggere i dati"} <= set(heads)
    rows = cells_of(data)
    assert ["Richieste", "1.200"] in rows
    assert ["Senza risposta", "400"] in rows
    assert ["Quota senza risposta", "33,3\u00a0%"] in rows
    assert ["Laboratori educativi", "600", "400", "200", "33,3\u00a0%"] in rows
    pictures = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]
    assert len(pictures) >= 8
    assert all(described.startswith("Grafico: ") for described in pictures)


def test_the_pdf_says_the_same_on_pages_that_are_not_blank(client: TestClient) -> None:
    log_in(client, "bergamo")
    data = got(client, PATHS[2])
    text = text_of(data)
    for said in (
        "Allegato al Documento territoriale",
        "1.200",
        "33,3",
        "Età e orari",
        "Centro diurno per anziani",
    ):
        assert said in text
    for page in pypdfium2.PdfDocument(data):
        drawn = page.render(scale=0.5).to_numpy()
        assert drawn.min() < 128
    assert b"/Lang (it-IT)" in data or b"it-IT" in data


def test_the_whole_holds_both_and_the_data_of_each_chart(client: TestClient) -> None:
    log_in(client, "bergamo")
    archive = zipfile.ZipFile(io.BytesIO(got(client, PATHS[0])))
    names = archive.namelist()
    assert [name.rpartition(".")[2] for name in names[:2]] == ["docx", "pdf"]
    [topics] = [name for name in names if name.endswith("-topic.csv")]
    rows = list(csv.reader(io.StringIO(archive.read(topics).decode())))
    assert rows[0] == ["Bisogno", "Tutte", "Con risposta", "Senza risposta", "Quota senza risposta"]
    assert ["Laboratori educativi", "600", "400", "200", "0.3333333333333333"] in rows
    assert all(
        len({len(row) for row in csv.reader(io.StringIO(archive.read(n).decode()))}) == 1 for n in names[2:]
    )


def test_it_tells_collective_needs_and_indicators_to_who_may_see_them(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    with sessions.begin() as session:
        propose_needs(session, TODAY)
        largest = list_needs(session, ats="325", limit=1)[0]
    log_in(client, "bergamo")
    rows = cells_of(got(client, "/osservatorio/documento.docx"))
    assert [largest.need.label, str(largest.size), sentences()["states"]["new"]] in rows
    quarter = [r for r in rows if r[0] == "Richieste con risposta"]
    summer = [number for number in range(1_200) if (DAY - dt.timedelta(days=number % 90)).month in (8, 9)]
    met = sum(number % 3 != 0 for number in summer) / len(summer)
    assert quarter == [
        ["Richieste con risposta", f"{100 * met:.1f}\xa0%".replace(".", ","), "80,0\xa0%", "no"]
    ]
    log_in(client, "milano")
    assert not any(largest.need.label in row for row in cells_of(got(client, "/osservatorio/documento.docx")))


def test_the_filters_count_and_are_said(client: TestClient) -> None:
    log_in(client, "admin")
    data = got(client, PATHS[1], ats="321", channel="telegram")
    assert ["Richieste", "3"] in cells_of(data)
    said = [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]
    assert "Canale: Telegram" in said
    assert any("Metropolitana" in line or "Milano" in line for line in said[:4])


def test_where_nobody_asked_the_document_says_so(client: TestClient) -> None:
    log_in(client, "bergamo")
    data = got(client, PATHS[1], topic="imprese--piano-welfare")
    assert ["Richieste", "0"] in cells_of(data)
    assert "Nessuna richiesta." in [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]
    assert "Nessuna richiesta." in text_of(got(client, PATHS[2], topic="imprese--piano-welfare"))


@pytest.mark.parametrize("path", PATHS)
def test_words_of_people_are_not_in_it(client: TestClient, path: str) -> None:
    log_in(client, "bergamo")
    data = got(client, path)
    if path == PATHS[0]:
        archive = zipfile.ZipFile(io.BytesIO(data))
        assert not any(b"non si deve" in archive.read(name) for name in archive.namelist())
    elif path == PATHS[1]:
        assert not any("non si deve" in cell for row in cells_of(data) for cell in row)
    else:
        assert "non si deve" not in text_of(data)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("name", "status"), [("regione", 200), ("redazione", 403), ("esperto", 403)])
def test_roles(client: TestClient, path: str, name: str, status: int) -> None:
    log_in(client, name)
    assert client.get(path).status_code == status


@pytest.mark.parametrize("path", PATHS)
def test_strangers_log_in_and_others_ats_stay_closed(client: TestClient, path: str) -> None:
    assert 'name="password"' in client.get(path).text
    log_in(client, "bergamo")
    problem(client.get(path, params={"ats": "321"}), 403)
    problem(client.get(path, params={"since": "ieri"}), 422)
