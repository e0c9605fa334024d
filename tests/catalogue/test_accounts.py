# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts: passwords, roles, lockout."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from welfare_point.catalogue import accounts
from welfare_point.catalogue.accounts import create_account, list_accounts, set_password, verify
from welfare_point.catalogue.models import Account

NOW = dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes are slow on purpose."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def fail(session: Session, times: int, now: dt.datetime = NOW) -> None:
    for _ in range(times):
        assert verify(session, "anna", "sbagliata", now=now) is None


def test_the_right_password_opens(session: Session) -> None:
    create_account(session, "anna", "giusta", "manager", ats="325")
    session.commit()
    session.expunge_all()
    account = verify(session, "anna", "giusta")
    assert account is not None
    assert (account.username, account.role, account.ats, account.disabled) == (
        "anna",
        "manager",
        "325",
        False,
    )
    assert account.created.tzinfo is not None


def test_anything_else_does_not(session: Session) -> None:
    create_account(session, "anna", "giusta", "editor")
    assert verify(session, "anna", "Giusta") is None
    assert verify(session, "anna", "") is None
    assert verify(session, "nessuno", "giusta") is None
    assert verify(session, "nessuno", "") is None


def test_the_password_is_not_kept(session: Session) -> None:
    create_account(session, "anna", "giusta", "admin")
    values = session.execute(sa.select(Account.__table__)).one()
    assert not any("giusta" in str(value) for value in values)
    assert values.password_hash.startswith("$argon2id$")


def test_a_name_that_does_not_exist_costs_a_hash_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    is_right = accounts._is_right
    monkeypatch.setattr(accounts, "_is_right", lambda *given: checked.append(given) or is_right(*given))
    verify(session, "nessuno", "x")
    assert len(checked) == 1


def test_five_failures_lock_for_fifteen_minutes(session: Session) -> None:
    create_account(session, "anna", "giusta", "manager")
    fail(session, 5)
    session.commit()
    assert verify(session, "anna", "giusta", now=NOW + 14 * MINUTE) is None
    assert verify(session, "anna", "giusta", now=NOW + 15 * MINUTE) is not None


def test_four_failures_do_not_lock_and_a_success_forgets_them(session: Session) -> None:
    create_account(session, "anna", "giusta", "manager")
    for _ in range(2):
        fail(session, 4)
        assert verify(session, "anna", "giusta", now=NOW) is not None


def test_after_a_lockout_five_more_failures_are_needed(session: Session) -> None:
    create_account(session, "anna", "giusta", "manager")
    fail(session, 5)
    later = NOW + 16 * MINUTE
    fail(session, 4, later)
    assert verify(session, "anna", "giusta", now=later) is not None


def test_failures_during_a_lockout_do_not_make_it_longer(session: Session) -> None:
    create_account(session, "anna", "giusta", "manager")
    fail(session, 5)
    fail(session, 10, NOW + 14 * MINUTE)
    assert verify(session, "anna", "giusta", now=NOW + 15 * MINUTE) is not None


def test_a_disabled_account_stays_closed(session: Session) -> None:
    create_account(session, "anna", "giusta", "manager").disabled = True
    session.commit()
    assert verify(session, "anna", "giusta") is None


def test_a_new_password_replaces_the_old_one_and_lifts_a_lockout(session: Session) -> None:
    create_account(session, "anna", "giusta", "manager")
    fail(session, 5)
    set_password(session, "anna", "nuova")
    assert verify(session, "anna", "giusta", now=NOW) is None
    assert verify(session, "anna", "nuova", now=NOW) is not None
    with pytest.raises(KeyError):
        set_password(session, "nessuno", "nuova")
    with pytest.raises(ValueError, match="empty"):
        set_password(session, "anna", "")


def test_a_hash_of_weaker_settings_is_renewed_at_the_next_entry(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = create_account(session, "anna", "giusta", "manager").password_hash
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    account = verify(session, "anna", "giusta")
    assert account is not None
    assert account.password_hash != weak
    assert verify(session, "anna", "giusta") is not None


@pytest.mark.parametrize(
    ("username", "password", "role", "ats", "complaint"),
    [
        ("anna", "x", "manager", None, "exists already"),
        ("", "x", "manager", None, "empty"),
        ("berta", "", "manager", None, "empty"),
        ("berta", "x", "king", None, "unknown role"),
        ("berta", "x", "manager", "329", "unknown ATS"),
    ],
)
def test_accounts_that_cannot_be(
    session: Session, username: str, password: str, role: accounts.Role, ats: str | None, complaint: str
) -> None:
    create_account(session, "anna", "giusta", "manager")
    with pytest.raises(ValueError, match=complaint):
        create_account(session, username, password, role, ats)
    assert [account.username for account in list_accounts(session)] == ["anna"]


def test_accounts_are_listed_by_name(session: Session) -> None:
    for name in ("carla", "anna", "Berta"):
        create_account(session, name, "x", "expert")
    assert [account.username for account in list_accounts(session)] == ["Berta", "anna", "carla"]
