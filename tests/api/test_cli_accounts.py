# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``welfare-point users``: accounts and their passwords."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.accounts import verify
from welfare_point.catalogue.models import Account

from .commanding import home, run

__all__ = ["home"]


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
