# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ``welfare-point`` command: its help, retention, the first start, the doctor and the quality of the catalogue."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point import __version__
from welfare_point.catalogue.accounts import verify
from welfare_point.catalogue.conversations import Conversation, Conversations
from welfare_point.catalogue.database import session_factory
from welfare_point.catalogue.settings import Settings

from .commanding import home, run, write
from .conftest import CATALOGUE, csv_of

__all__ = ["home"]


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


# --- preparing, examining, serving


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


# --- quality


def test_quality_lists_the_weakest_records_first(home: Path, tmp_path: Path) -> None:
    assert "nessun servizio attivo" in run("quality").output
    weak = {"service_id": "weak", "assured_date": "", "phone": "", "email": "", "url": ""}
    strong = {"service_id": "strong", "assured_date": Settings().today().isoformat(), "description": "Giochi"}
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(strong, weak)))
    lines = run("quality", "--limit", "1").output.splitlines()
    assert lines[0].startswith("2 servizi attivi, qualità media 0.") and "Da verificare: 1." in lines[0]
    assert len(lines) == 2 and "  weak  " in lines[1]
    assert "mai verificato; da aggiungere o aggiornare: assured_date" in lines[1]
