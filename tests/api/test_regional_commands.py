# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The commands for public files, and the addresses of linked open data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from rdflib import RDF, Graph
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from welfare_point.api.cli.main import app
from welfare_point.api.fetching import MAXIMUM_MEGABYTES, fetched
from welfare_point.catalogue.models import Service
from welfare_point.catalogue.rdf.names import CPSV, DCATAPIT
from welfare_point.catalogue.regional.scheduled import Source

HEADER = "COD_STRUTTURA,DENOM_STRUTTURA,COMUNE_UBICAZIONE,PROV_COMUNE_UBICAZIONE,DENOM_GESTORE"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_engine: sa.Engine) -> sa.Engine:
    """A home that nobody has used; its database."""
    monkeypatch.setenv("WELFARE_POINT_HOME", str(tmp_path / "casa"))
    monkeypatch.setenv("WELFARE_POINT_DATABASE_URL", empty_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("WELFARE_POINT_TODAY", "2026-11-23")
    return empty_engine


def run(*arguments: object, status: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows, ""]))
    return path


GOOD = ("1,Centro Uno,Bergamo,BG,Fondazione", "2,Centro Due,Milano,MI,Fondazione")
BAD = "3,Centro Tre,Roma,,Fondazione"


def alerts(engine: sa.Engine) -> dict[str, str | None]:
    with Session(engine) as session:
        return {row.id: row.alert for row in session.execute(sa.select(Service.id, Service.alert))}


def test_a_faulty_row_keeps_the_whole_file_out_unless_asked(home: sa.Engine, tmp_path: Path) -> None:
    file = write(tmp_path / "cdi.csv", *GOOD, BAD)
    refused = run("import", "regional", file, status=1)
    assert 'riga 4, colonna "COMUNE_UBICAZIONE": valore "Roma" — atteso' in refused.stderr
    assert "cdi.csv: errori 1, niente è stato importato." in refused.stderr
    done = run("import", "regional", file, "--skip-faulty")
    assert "3 righe: 2 servizi nuovi, 0 cambiati, 0 uguali." in done.output
    assert "1 righe con errori" in done.output
    assert len(alerts(home)) == 2


def test_a_preview_changes_nothing(home: sa.Engine, tmp_path: Path) -> None:
    file = write(tmp_path / "cdi.csv", *GOOD)
    shown = run("import", "regional", file, "--layout", "centri-diurni", "--preview")
    assert "2 servizi nuovi" in shown.output and "niente è stato importato" in shown.output
    assert alerts(home) == {}


def test_the_wrong_layout_names_the_missing_columns(home: sa.Engine, tmp_path: Path) -> None:
    file = write(tmp_path / "cdi.csv", *GOOD)
    assert "CODICE_CUDES" in run("import", "regional", file, "--layout", "anziani", status=1).stderr
    assert "anziani, centri-diurni" in run("import", "regional", file, "--layout", "boh", status=1).output


def test_a_page_instead_of_data_imports_nothing_even_without_the_faulty(
    home: sa.Engine, tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_text("<html>503</html>")
    assert "pagina web" in run("import", "regional", tmp_path / "x.csv", "--skip-faulty", status=1).stderr


def test_a_scheduled_import_marks_what_vanished_and_goes_on_after_a_failure(
    home: sa.Engine, tmp_path: Path
) -> None:
    write(tmp_path / "cdi.csv", *GOOD)
    config = tmp_path / "sources.yml"
    config.write_text("sources:\n- {name: CDI, file: cdi.csv, format: regional}\n")
    assert "CDI: 2 nuovi" in run("import", "scheduled", config).output
    write(tmp_path / "cdi.csv", GOOD[0])
    config.write_text(
        "sources:\n- {name: Manca, file: nessuno.csv, format: services}\n"
        "- {name: CDI, file: cdi.csv, format: regional}\n"
    )
    result = run("import", "scheduled", config, status=1)
    assert "Manca" in result.stderr and "Niente è cambiato" in result.stderr
    assert "1 non ci sono più e sono da verificare" in result.output
    assert alerts(home) == {
        "lombardia-cdi-1": None,
        "lombardia-cdi-2": "Da verificare: non compare più in «CDI» dal 23/11/2026.",
    }


def test_a_configuration_that_is_wrong_stops_the_command(home: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text("sources: []")
    assert "vuota" in run("import", "scheduled", tmp_path / "sources.yml", status=1).output


def test_rdf_is_exported_with_the_address_that_is_given(home: sa.Engine, tmp_path: Path) -> None:
    run("import", "regional", write(tmp_path / "cdi.csv", *GOOD))
    run("export", "cpsv", tmp_path / "c.ttl", "--base", "https://example.org/")
    services = list(Graph().parse(tmp_path / "c.ttl").subjects(RDF.type, CPSV.PublicService))
    assert [str(s) for s in sorted(services)] == [
        f"https://example.org/id/services/lombardia-cdi-{n}" for n in (1, 2)
    ]
    for name, form in (("d.ttl", "turtle"), ("d.jsonld", "json-ld")):
        run("export", "dcat", tmp_path / name)
        assert list(Graph().parse(tmp_path / name, format=form).subjects(RDF.type, DCATAPIT.Dataset))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("address", "media_type", "form"),
    [
        ("catalogue.ttl", "text/turtle", "turtle"),
        ("dcat.ttl", "text/turtle", "turtle"),
        ("dcat.jsonld", "application/ld+json", "json-ld"),
    ],
)
def test_linked_open_data_is_public(client: TestClient, address: str, media_type: str, form: str) -> None:
    answer = client.get(f"/api/v1/open-data/{address}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    graph = Graph().parse(data=answer.content, format=form)
    kind = CPSV.PublicService if address == "catalogue.ttl" else DCATAPIT.Catalog
    assert list(graph.subjects(RDF.type, kind))


# --- getting the bytes


def web(handler: Any) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(handler), follow_redirects=True)


SOURCE = Source(name="CDI", url="https://example.org/cdi", format="regional")


def test_an_address_gives_its_content() -> None:
    assert fetched(SOURCE, web(lambda _: httpx.Response(200, content=b"a"))) == b"a"


def _broken(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route", request=request)


def _insecure(request: httpx.Request) -> httpx.Response:
    if request.url.scheme == "https":
        return httpx.Response(302, headers={"Location": "http://example.org/cdi"})
    return httpx.Response(200, content=b"a")


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (_broken, "no route"),
        (lambda _: httpx.Response(503), "HTTP 503"),
        (_insecure, "https://"),
        (lambda _: httpx.Response(200, content=bytes((MAXIMUM_MEGABYTES + 1) * 2**20)), "100 MB"),
    ],
)
def test_what_cannot_be_had_is_told(handler: Any, said: str) -> None:
    with pytest.raises(OSError, match=said):
        fetched(SOURCE, web(handler))
