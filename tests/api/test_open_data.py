# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/api/v1/open-data`` and ``welfare-point open-data``: public, in Italian, with its licence."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker
from typer.testing import CliRunner, Result

from welfare_point.api.cli.main import app as command
from welfare_point.catalogue.database import migrate, session_factory
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.opendata.releasing import release
from welfare_point.catalogue.opendata.wording import COLUMNS
from welfare_point.catalogue.reference import ATS, municipalities

from .conftest import BERGAMO, problem

BASE = "/api/v1/open-data"
TOPICS = ("minori--laboratori", "minori--prima-infanzia", "minori--supporto-compiti")


def needs(session: Session, municipality: str, number: int = 40) -> None:
    ats = municipalities()[municipality].ats
    session.add_all(
        NeedRecord(
            day=dt.date(2026, 7, 1) + dt.timedelta(days=n),
            topic=TOPICS[n % 3],
            municipality=municipality,
            ats=ats,
            cause="age" if n % 2 else None,
        )
        for n in range(number)
    )


@pytest.fixture
def released(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        needs(session, BERGAMO)
        release(session, "quarter", dt.date(2026, 11, 23), minimum=5, days=30)


@pytest.mark.usefixtures("released")
def test_the_index_says_what_there_is(client: TestClient) -> None:
    index = client.get(BASE).json()
    assert [one["period"] for one in index["releases"]] == ["2026-Q3"]
    assert index["licence"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert [column["name"] for column in index["columns"]] == list(COLUMNS)
    assert all(column["description"] for column in index["columns"])
    for link in index["links"].values():
        assert client.get(link.removeprefix("http://testserver")).status_code == 200


@pytest.mark.usefixtures("released")
def test_rows_are_public_filtered_and_in_pages(client: TestClient) -> None:
    every = client.get(f"{BASE}/needs").json()
    assert every["total_items"] == len(every["contents"]) > 5
    assert all(row["needs"] >= 5 for row in every["contents"])
    [total] = client.get(f"{BASE}/needs?outcome=all&topic=all&place=ats:325&period=2026-Q3").json()[
        "contents"
    ]
    assert total["needs"] == 40
    assert (total["topic_name"], total["place_name"]) == ("Tutti i temi", ATS["325"])
    pages = [client.get(f"{BASE}/needs?per_page=3&page={n}").json()["contents"] for n in (1, 2)]
    assert pages[0] + pages[1] == every["contents"][:6]


@pytest.mark.usefixtures("released")
def test_the_csv_has_the_same_rows(client: TestClient) -> None:
    answer = client.get(f"{BASE}/needs.csv?outcome=unmet")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    expected = client.get(f"{BASE}/needs?outcome=unmet").json()["contents"]
    assert rows == [{name: str(value) for name, value in row.items()} for row in expected]
    assert rows


@pytest.mark.parametrize("address", ["needs", "needs.csv"])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ats=999", "321"),
        ("period=ieri", "2026-Q3"),
        ("topic=x", "taxonomy_terms"),
        ("place=058091", "ISTAT"),
        ("place=prov:BG", "ISTAT"),
        ("outcome=yes", "unmet"),
        ("tema=x", "«tema»"),
        ("ats=325&ats=326", "più di una volta"),
        ("cause=x", "no_service"),
    ],
)
def test_a_wrong_parameter_is_told_in_italian(
    client: TestClient, address: str, query: str, said: str
) -> None:
    document = problem(client.get(f"{BASE}/{address}?{query}"), 422)
    assert said in document["detail"]


def test_pages_have_limits(client: TestClient) -> None:
    problem(client.get(f"{BASE}/needs?page=0"), 422)
    problem(client.get(f"{BASE}/needs?per_page=10001"), 422)


# --- the command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_engine: sa.Engine) -> sa.Engine:
    monkeypatch.setenv("WELFARE_POINT_HOME", str(tmp_path / "casa"))
    monkeypatch.setenv("WELFARE_POINT_DATABASE_URL", empty_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("WELFARE_POINT_TODAY", "2026-11-23")
    migrate(empty_engine)
    with session_factory(empty_engine).begin() as session:
        for ats in ATS:
            needs(session, next(m.istat for m in municipalities().values() if m.ats == ats))
    return empty_engine


def run(*arguments: object, status: int = 0) -> Result:
    result = CliRunner().invoke(command, ["open-data", *map(str, arguments)])
    assert result.exit_code == status, result.output
    return result


@pytest.mark.usefixtures("home")
def test_eight_exports_become_one_regional_file(tmp_path: Path) -> None:
    assert "2026-Q3" in run("release").output
    assert "Nessun periodo nuovo" in run("release").output
    files = [tmp_path / f"{ats}.csv" for ats in ATS]
    for ats, file in zip(ATS, files, strict=True):
        run("export", file, "--ats", ats)
    run("merge", *files, "--output", tmp_path / "regione.csv")
    run("export", tmp_path / "tutto.csv")
    merged, whole = (sorted((tmp_path / f"{n}.csv").read_bytes().splitlines()) for n in ("regione", "tutto"))
    assert merged == whole
    assert any(b",region," in line and line.endswith(b",320") for line in merged)


@pytest.mark.usefixtures("home")
def test_a_faulty_export_stops_the_merge(tmp_path: Path) -> None:
    run("release")
    good, bad, output = (tmp_path / name for name in ("325.csv", "326.csv", "regione.csv"))
    run("export", good, "--ats", "325")
    run("export", bad, "--ats", "326")
    lines = bad.read_text("utf-8").splitlines()
    lines[1] = lines[1].rsplit(",", 1)[0] + ",2"
    bad.write_text("\n".join(lines), "utf-8")
    result = run("merge", good, bad, "--output", output, status=1)
    assert '326.csv, riga 2, colonna "needs": valore "2" — atteso' in result.output
    assert not output.exists()
    assert "è nel file 325.csv" in run("merge", good, good, "--output", output, status=1).output
    assert "999" in str(
        CliRunner().invoke(command, ["open-data", "export", str(bad), "--ats", "999"]).exception
    )
