# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ``welfare-point`` command, on a home of its own."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from welfare_point import __version__
from welfare_point.api.cli.main import app
from welfare_point.catalogue.accounts import verify
from welfare_point.catalogue.conversations import Conversation, Conversations
from welfare_point.catalogue.database import session_factory
from welfare_point.catalogue.exchange.columns import COLUMNS
from welfare_point.catalogue.models import Account
from welfare_point.catalogue.offers import all_offers
from welfare_point.catalogue.settings import Settings

from .conftest import BERGAMO, CATALOGUE, ROMA, csv_of

NEED = {"topic": "minori--chiusure-scolastiche", "audience": "persona", "municipality": BERGAMO}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_engine: sa.Engine) -> Path:
    """A home that nobody has used, with a database without tables."""
    home = tmp_path / "casa"
    monkeypatch.setenv("WELFARE_POINT_HOME", str(home))
    monkeypatch.setenv("WELFARE_POINT_DATABASE_URL", empty_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("WELFARE_POINT_TODAY", "2026-11-23")
    return home


def run(*arguments: object, status: int = 0, **options: Any) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], **options)
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def dump(engine: sa.Engine) -> list[Any]:
    """Everything that an import may change."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return [
            (table.name, sorted(map(str, connection.execute(sa.select(table)))))
            for table in metadata.sorted_tables
        ]


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# --- help


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("import",),
        ("import", "services"),
        ("import", "ambiti"),
        ("import", "school-calendar"),
        ("quality",),
        ("export",),
        ("export", "services"),
        ("import", "hsds"),
        ("export", "hsds"),
        ("export", "hsds-tabular"),
        ("import", "regional"),
        ("import", "scheduled"),
        ("export", "cpsv"),
        ("export", "dcat"),
        ("match",),
        ("understand",),
        ("serve",),
        ("prepare",),
        ("doctor",),
        ("users",),
        ("users", "add"),
        ("users", "list"),
        ("users", "password"),
        ("retention",),
    ],
)
def test_help(command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert " ".join(command) in result.output
    assert "--help" in result.output


def test_a_command_that_does_not_exist() -> None:
    run("cucina", status=2)
    run("import", "cucina", status=2)


# --- import and export


@pytest.mark.parametrize(("form", "name"), [("hsds", "catalogo.json"), ("hsds-tabular", "catalogo.zip")])
def test_hsds_goes_out_and_comes_in(
    home: Path, tmp_path: Path, empty_engine: sa.Engine, form: str, name: str
) -> None:
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE)))
    file = tmp_path / name
    assert "5 servizi scritti" in run("export", form, file).output
    assert "6 righe: 0 servizi nuovi, 0 cambiati, 5 uguali" in run("import", "hsds", file).output
    before = dump(empty_engine)
    for bad in (file.read_bytes()[:-40], b"<html>", b""):
        result = run("import", "hsds", write(tmp_path / "rotto", bad), status=1)
        assert "rotto: 1 errore, niente è stato importato." in result.output
        assert "atteso" in result.output
    assert dump(empty_engine) == before


def test_hsds_of_others_says_what_was_left_out(home: Path, tmp_path: Path) -> None:
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of({})))
    run("export", "hsds", tmp_path / "catalogo.json")
    page = json.loads((tmp_path / "catalogo.json").read_text("utf-8"))
    page["contents"][0] |= {"accreditations": "ISO", "program": {"id": "p"}}
    file = write(tmp_path / "altri.json", json.dumps(page["contents"]).encode())
    assert (
        "Non si è potuto tenere: service.accreditations (1), service.program (1)."
        in run("import", "hsds", file).output
    )


def test_import_says_what_it_did(home: Path, tmp_path: Path, empty_engine: sa.Engine) -> None:
    file = write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE))
    assert "6 righe: 5 servizi nuovi, 0 cambiati, 0 uguali" in run("import", "services", file).output
    assert "0 servizi nuovi, 0 cambiati, 5 uguali" in run("import", "services", file).output
    changed = [row | {"name": "Altro nome"} if row.get("service_id") == "s2" else row for row in CATALOGUE]
    write(file, csv_of(*changed))
    assert "0 servizi nuovi, 1 cambiati, 4 uguali" in run("import", "services", file).output
    with Session(empty_engine) as session:
        assert "Altro nome" in {offer.name for offer in all_offers(session)}


def test_a_preview_says_what_an_import_would_do_and_writes_nothing(
    home: Path, tmp_path: Path, empty_engine: sa.Engine
) -> None:
    run("import", "services", write(tmp_path / "a.csv", csv_of(*CATALOGUE)))
    before = dump(empty_engine)
    rows = [row | {"name": "Altro nome"} if row.get("service_id") == "s2" else row for row in CATALOGUE]
    file = write(tmp_path / "b.csv", csv_of(*rows, {"service_id": "nuovo-1"}))
    said = run("import", "services", "--preview", file).output
    assert "1 servizi nuovi, 1 cambiati, 4 uguali" in said
    assert "nuovo nuovo-1" in said
    assert "→ «Altro nome»" in said
    assert dump(empty_engine) == before


def test_a_file_with_errors_changes_nothing_and_names_them_all(
    home: Path, tmp_path: Path, empty_engine: sa.Engine
) -> None:
    run("import", "services", write(tmp_path / "buono.csv", csv_of(*CATALOGUE)))
    before = dump(empty_engine)
    bad = (
        {"service_id": "n1", "name": "Nuovo"},
        {"service_id": "n2", "topics": "minori--inesistente"},
        {"service_id": "n3", "minimum_age": "sei"},
        {"service_id": "n4", "valid_from": "2026-02-30"},
        {"service_id": "n5", "service_areas": ROMA},
        {"service_id": "n6", "email": "senza-chiocciola"},
    )
    result = run("import", "services", write(tmp_path / "guasto.csv", csv_of(*bad)), status=1)
    lines = result.stderr.splitlines()
    planted = [
        (3, "topics", "minori--inesistente"),
        (4, "minimum_age", "sei"),
        (5, "valid_from", "2026-02-30"),
        (6, "service_areas", ROMA),
        (7, "email", "senza-chiocciola"),
    ]
    assert len(lines) == len(planted) + 1
    for said, (line, column, value) in zip(lines, planted, strict=False):
        assert said.startswith(f'riga {line}, colonna "{column}": valore "{value}" — atteso ')
    assert lines[-1] == "guasto.csv: 5 errori, niente è stato importato."
    assert dump(empty_engine) == before


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"ciao", b"\xff\xfe\x00", b"\x00" * 100, b"PK\x03\x04", b"service_id;name\n", b"{}"],
)
def test_files_that_are_no_catalogue(home: Path, tmp_path: Path, content: bytes) -> None:
    result = run("import", "services", write(tmp_path / "x.csv", content), status=1)
    assert "niente è stato importato" in result.stderr


def test_a_file_that_is_not_there(home: Path, tmp_path: Path) -> None:
    run("import", "services", tmp_path / "nessuno.csv", status=2)
    run("import", "services", tmp_path, status=2)
    run("import", "services", status=2)


def test_ambiti_come_before_the_services_that_name_them(home: Path, tmp_path: Path) -> None:
    services = write(tmp_path / "catalogo.csv", csv_of({"service_areas": "ambito:bg-1"}))
    run("import", "services", services, status=1)
    ambiti = f"municipality,ambito_id,ambito_name\n{BERGAMO},bg-1,Ambito di Bergamo\n".encode()
    assert "1 Comuni" in run("import", "ambiti", write(tmp_path / "ambiti.csv", ambiti)).output
    run("import", "services", services)
    broken = f"municipality,ambito_id,ambito_name\n{ROMA},rm-1,Ambito di Roma\n".encode()
    result = run("import", "ambiti", write(tmp_path / "roma.csv", broken), status=1)
    assert ROMA in result.stderr


def test_what_is_exported_can_be_imported_and_changes_nothing(
    home: Path, tmp_path: Path, empty_engine: sa.Engine
) -> None:
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE)))
    with Session(empty_engine) as session:
        before = all_offers(session)
    out = tmp_path / "fuori.csv"
    assert "6 righe" in run("export", "services", out).output
    assert out.read_text("utf-8").splitlines()[0].split(",") == list(COLUMNS)
    assert "0 servizi nuovi, 0 cambiati, 5 uguali" in run("import", "services", out).output
    with Session(empty_engine) as session:
        assert all_offers(session) == before
    again = tmp_path / "ancora.csv"
    run("export", "services", again)
    assert again.read_bytes() == out.read_bytes()


def test_an_empty_catalogue_is_exported_as_its_columns(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "fuori.csv"
    run("export", "services", out)
    assert out.read_text("utf-8").strip() == ",".join(COLUMNS)


# --- match and understand


def test_match_answers_as_the_api_does(home: Path, tmp_path: Path) -> None:
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE)))
    found = json.loads(run("match", json.dumps(NEED | {"ages": [7]})).output)
    assert [match["service_id"] for match in found["matches"]] == ["s1"]
    assert found["unmet"] is None
    assert json.loads(run("match", "-", input=json.dumps(NEED | {"ages": [7]})).output) == found


def test_match_takes_its_limit_from_the_request_or_from_the_option(home: Path, tmp_path: Path) -> None:
    rows = [{"service_id": f"s{n}"} for n in range(8)]
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*rows)))

    def count(*options: object, **values: object) -> int:
        return len(json.loads(run("match", json.dumps(NEED | values), *options).output)["matches"])

    assert count() == 5
    assert count(limit=7) == 7
    assert count("--limit", 2) == 2
    assert count("--limit", 2, limit=7) == 2


def test_match_on_a_new_home_finds_no_service(home: Path) -> None:
    found = json.loads(run("match", json.dumps(NEED)).output)
    assert found == {"matches": [], "near_misses": [], "unmet": {"cause": "no_service"}}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "JSON"),
        ("ciao", "JSON"),
        ("[]", "MatchRequest"),
        ("{}", "topic"),
        (json.dumps(NEED | {"municipality": ROMA}), ROMA),
        (json.dumps(NEED | {"topic": "minori--x"}), "minori--x"),
        (json.dumps(NEED | {"date_from": "2026-02-30"}), "date_from"),
        (json.dumps(NEED | {"age": [7]}), "age"),
        (json.dumps(NEED | {"ages": [float("nan")]}), "ages"),
    ],
)
def test_needs_that_are_refused(home: Path, given: str, says: str) -> None:
    assert says in run("match", given, status=1).output


def test_understand(home: Path) -> None:
    if not Settings().understanding.exists():
        pytest.skip("no trained model")
    told = json.loads(run("understand", "cerco un centro estivo a Bergamo per mia figlia di 7 anni").output)
    assert told["topics"][0]["code"] == "minori--chiusure-scolastiche"
    assert told["municipalities"][0]["istat"] == BERGAMO
    assert told["ages"] == [7.0]


@pytest.mark.parametrize("text", ["", "  ", "x" * 20_000, "\x01"])
def test_texts_that_are_refused(home: Path, text: str) -> None:
    assert "messaggio" in run("understand", text, status=1).output


def test_understand_without_a_model_says_what_to_do(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELFARE_POINT_UNDERSTANDING", str(tmp_path / "nessuno.npz"))
    assert "make run" in run("understand", "ciao", status=1).output


# --- accounts


def test_users(home: Path, empty_engine: sa.Engine) -> None:
    assert run("users", "list").output == ""
    run("users", "add", "anna", "--password", "giusta", "--ats", "325")
    run("users", "add", "bruno", "--role", "editor", input="segreta\nsegreta\n")
    listed = run("users", "list").output.splitlines()
    assert [line.split() for line in listed] == [["anna", "manager", "325"], ["bruno", "editor", "tutte"]]
    assert "giusta" not in "".join(listed)
    with Session(empty_engine) as session:
        assert verify(session, "anna", "giusta") is not None
        assert verify(session, "bruno", "segreta") is not None


def test_an_editor_of_one_organization(home: Path, empty_engine: sa.Engine) -> None:
    run("users", "add", "clara", "--password", "giusta", "--role", "editor", "--organization", "coop-1")
    assert run("users", "list").output.split() == ["clara", "editor", "tutte", "coop-1"]
    with Session(empty_engine) as session:
        account = verify(session, "clara", "giusta")
        assert account is not None
        assert account.organization == "coop-1"


def test_a_password_is_changed(home: Path, empty_engine: sa.Engine) -> None:
    run("users", "add", "anna", "--password", "vecchia")
    assert "nuova" not in run("users", "password", "anna", input="nuova\nnuova\n").output
    with Session(empty_engine) as session:
        assert verify(session, "anna", "vecchia") is None
        assert verify(session, "anna", "nuova") is not None


def test_a_password_may_come_from_the_environment(
    home: Path, monkeypatch: pytest.MonkeyPatch, empty_engine: sa.Engine
) -> None:
    monkeypatch.setenv("WELFARE_POINT_NEW_PASSWORD", "dall'ambiente")
    run("users", "add", "anna")
    with Session(empty_engine) as session:
        assert verify(session, "anna", "dall'ambiente") is not None


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("add", "anna", "--password", "x"), 1, "anna"),
        (("add", "carla", "--password", "x", "--ats", "999"), 1, "999"),
        (("add", "carla", "--password", "x", "--role", "capo"), 2, "capo"),
        (("add", "carla", "--password", ""), 1, "vuot"),
        (("add", " ", "--password", "x"), 1, "vuot"),
        (("add",), 2, "NOME"),
        (("password", "nessuno", "--password", "x"), 1, "nessuno"),
        (("password", "anna", "--password", ""), 1, "vuot"),
    ],
)
def test_accounts_that_are_refused(
    home: Path, empty_engine: sa.Engine, arguments: tuple[str, ...], status: int, says: str
) -> None:
    run("users", "add", "anna", "--password", "giusta")
    assert says in run("users", *arguments, status=status).output
    with Session(empty_engine) as session:
        assert session.scalars(sa.select(Account.username)).all() == ["anna"]
        assert verify(session, "anna", "giusta") is not None


# --- retention


def test_retention_erases_old_conversations_everywhere(home: Path, empty_engine: sa.Engine) -> None:
    assert "Cancellate 0 conversazioni" in run("retention").output
    conversations = Conversations(session_factory(empty_engine))
    for key in ("vecchia", "nuova"):
        conversations.save(Conversation(key, "web"))
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=31)
    with empty_engine.begin() as connection:
        sentence = sa.text("UPDATE conversation SET last_seen = :moment WHERE key = 'vecchia'")
        connection.execute(sentence.bindparams(sa.bindparam("moment", long_ago, sa.DateTime(timezone=True))))
    tracker = sa.create_engine(Settings().tracker_url)
    with tracker.begin() as connection:
        connection.execute(sa.text("CREATE TABLE events (sender_id TEXT, timestamp FLOAT)"))
        for sender, moment in (
            ("vecchia", long_ago),
            ("nuova", dt.datetime.now(dt.UTC)),
            ("orfana", long_ago),
        ):
            connection.execute(
                sa.text("INSERT INTO events VALUES (:sender, :moment)"),
                {"sender": sender, "moment": moment.timestamp()},
            )
    assert "Cancellate 1 conversazioni più vecchie di 30 giorni" in run("retention").output
    assert conversations.find("vecchia") is None
    assert conversations.find("nuova") is not None
    with tracker.connect() as connection:
        assert connection.scalars(sa.text("SELECT sender_id FROM events")).all() == ["nuova"]
    tracker.dispose()
    run("retention", "--days", 0)
    assert conversations.find("nuova") is None


def test_days_must_be_a_number_of_days(home: Path) -> None:
    run("retention", "--days", "tanti", status=2)
    run("retention", "--days", -1, status=2)


# --- the rest


def test_prepare_makes_a_home_ready_once(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_engine: sa.Engine
) -> None:
    monkeypatch.setenv("WELFARE_POINT_CATALOGUE", str(write(tmp_path / "mio.csv", csv_of(*CATALOGUE))))
    first = run("prepare").output
    assert "5 servizi importati da mio.csv" in first
    [password] = [line.split("password «")[1].split("»")[0] for line in first.splitlines() if "admin" in line]
    with Session(empty_engine) as session:
        account = verify(session, "admin", password)
        assert account is not None
        assert account.role == "admin"
    assert run("prepare").output == ""


def test_a_password_that_was_given_is_not_shown(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_engine: sa.Engine
) -> None:
    monkeypatch.setenv("WELFARE_POINT_CATALOGUE", str(write(tmp_path / "mio.csv", csv_of())))
    monkeypatch.setenv("WELFARE_POINT_ADMIN_PASSWORD", "data-da-me")
    write(tmp_path / "mio.csv", csv_of({}))
    assert "data-da-me" not in run("prepare").output
    with Session(empty_engine) as session:
        assert verify(session, "admin", "data-da-me") is not None


def test_a_bad_catalogue_stops_the_first_start(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "mio.csv", csv_of({"topics": "boh"}))
    monkeypatch.setenv("WELFARE_POINT_CATALOGUE", str(file))
    said = run("prepare", status=1).output
    assert 'riga 2, colonna "topics": valore "boh"' in said
    assert "niente è stato importato" in said
    monkeypatch.setenv("WELFARE_POINT_CATALOGUE", str(tmp_path / "nessuno.csv"))
    assert "nessuno.csv" in run("prepare", status=1).output


def test_doctor_tells_what_is_there_and_no_secret(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELFARE_POINT_SECRET", "una-chiave-segreta")
    monkeypatch.setenv("WELFARE_POINT_UNDERSTANDING", str(tmp_path / "nessuno.npz"))
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE)))
    result = run("doctor", status=1)
    told = dict(line.split(None, 1) for line in result.output.splitlines())
    assert __version__ in told["welfare-point"]
    assert told["servizi"].split()[-1] == "5" or "5" in result.output
    assert "manca" in told["modello"]
    assert str(home) in told["casa"]
    assert "2026-11-23" in told["oggi"]
    assert "una-chiave-segreta" not in result.output


def test_doctor_is_content_when_all_is_there(home: Path, tmp_path: Path) -> None:
    if not Settings().understanding.exists():
        pytest.skip("no trained model")
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE)))
    assert "frasi" in run("doctor").output


def test_doctor_on_a_new_home_says_what_is_missing(home: Path) -> None:
    assert "non risponde o è vuoto" in run("doctor", status=1).output


def test_serve_only_knows_its_parts(home: Path) -> None:
    assert "api" in run("serve", "--only", "cucina", status=1).output


# --- care


def test_quality_lists_the_weakest_records_first(home: Path, tmp_path: Path) -> None:
    assert "nessun servizio attivo" in run("quality").output
    weak = {"service_id": "weak", "assured_date": "", "phone": "", "email": "", "url": ""}
    strong = {"service_id": "strong", "assured_date": Settings().today().isoformat(), "description": "Giochi"}
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(strong, weak)))
    lines = run("quality", "--limit", "1").output.splitlines()
    assert lines[0].startswith("2 servizi attivi, qualità media 0.") and "Da verificare: 1." in lines[0]
    assert len(lines) == 2 and "  weak  " in lines[1]
    assert "mai verificato; da aggiungere o aggiornare: assured_date" in lines[1]


def test_days_without_school_are_imported_whole_or_not_at_all(home: Path, tmp_path: Path) -> None:
    header = "municipality,school,from,to,kind,note\n"
    good = f"{header}{BERGAMO},,2026-11-02,2026-11-02,chiusure,\n".encode()
    assert "1 eccezioni" in run("import", "school-calendar", write(tmp_path / "a.csv", good)).output
    bad = good + b"Roma,,2026-11-02,2026-11-02,chiusure,\n"
    refused = run("import", "school-calendar", write(tmp_path / "b.csv", bad), status=1)
    assert 'riga 3, colonna "municipality"' in refused.stderr and "niente è stato importato" in refused.stderr
