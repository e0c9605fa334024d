# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of operators: passwords, roles, and a lockout against guessing."""

from __future__ import annotations

import datetime as dt
from functools import cache
from hmac import compare_digest
from typing import Literal, get_args

import pyotp
import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.orm import Session

from .models import Account
from .reference import ATS

Role = Literal["manager", "editor", "expert", "regional", "admin"]

ATTEMPTS = 5
LOCKOUT = dt.timedelta(minutes=15)
TOTP_SECONDS = 30

_hasher = PasswordHasher()


def create_account(
    session: Session,
    username: str,
    password: str,
    role: Role,
    ats: str | None = None,
    organization: str | None = None,
) -> Account:
    """A new account. ValueError if the role or the ATS does not exist, the name is taken, or a text is empty.

    ``organization`` is an id as in the catalogue's file; it need not be there yet. The caller commits.
    """
    if not username.strip() or not password:
        raise ValueError("username and password must not be empty")
    if role not in get_args(Role):
        raise ValueError(f"unknown role {role!r}")
    if ats is not None and ats not in ATS:
        raise ValueError(f"unknown ATS {ats!r}")
    if session.get(Account, username) is not None:
        raise ValueError(f"the account {username!r} exists already")
    account = Account(
        username=username,
        password_hash=_hasher.hash(password),
        role=role,
        ats=ats,
        organization=organization,
        created=_now(),
    )
    session.add(account)
    session.flush()
    return account


def verify(
    session: Session, username: str, password: str, *, now: dt.datetime | None = None
) -> Account | None:
    """The account, if the password is right and it is neither disabled nor locked.

    Five wrong passwords lock it for fifteen minutes, during which the right one is refused too. The caller
    commits also when the answer is ``None``, or failures would not be counted.
    """
    now = now or _now()
    account = session.get(Account, username, with_for_update=True)
    right = _is_right(account.password_hash if account else _nobodys_hash(), password)
    if account is None or account.disabled or (account.locked_until and account.locked_until > now):
        return None
    if not right:
        _count_failure(session, account, now)
        return None
    account.failures, account.locked_until = 0, None
    if _hasher.check_needs_rehash(account.password_hash):
        account.password_hash = _hasher.hash(password)
    session.flush()
    return account


def verify_code(session: Session, username: str, code: str, *, now: dt.datetime | None = None) -> bool:
    """Whether ``code`` is right for the second factor of an account whose password was. The caller commits.

    The code before and the one after count too, none twice; wrong codes lock the account as wrong passwords do.
    """
    now = now or _now()
    account = session.get(Account, username, with_for_update=True)
    if account is None or account.disabled or (account.locked_until and account.locked_until > now):
        return False
    taken = _half_minute(account, code, now) if account.totp_secret is not None else None
    if taken is None:
        _count_failure(session, account, now)
        return False
    account.totp_used, account.failures = taken, 0
    session.flush()
    return True


def _half_minute(account: Account, code: str, now: dt.datetime) -> int | None:
    totp = pyotp.TOTP(str(account.totp_secret), interval=TOTP_SECONDS)
    step = int(now.timestamp()) // TOTP_SECONDS
    steps = [at for at in (step - 1, step, step + 1) if at > account.totp_used]
    # As bytes: texts that are not ASCII cannot be compared.
    return next((at for at in steps if compare_digest(totp.generate_otp(at).encode(), code.encode())), None)


def set_second_factor(session: Session, username: str, *, wanted: bool) -> str | None:
    """Ask for a code beside the password from now on, or no more; the address that an app reads the secret from.

    KeyError if there is no such account. The caller commits.
    """
    account = session.get(Account, username)
    if account is None:
        raise KeyError(username)
    account.totp_secret, account.totp_used = pyotp.random_base32() if wanted else None, 0
    session.flush()
    if account.totp_secret is None:
        return None
    totp = pyotp.TOTP(account.totp_secret, interval=TOTP_SECONDS)
    return totp.provisioning_uri(name=username, issuer_name="Welfare Point")


def set_password(session: Session, username: str, password: str) -> None:
    """Change a password and lift a lockout. KeyError if there is no such account. The caller commits."""
    account = session.get(Account, username)
    if account is None:
        raise KeyError(username)
    if not password:
        raise ValueError("password must not be empty")
    account.password_hash = _hasher.hash(password)
    account.failures, account.locked_until = 0, None
    session.flush()


def find_account(session: Session, username: str) -> Account | None:
    """The account of that name, if there is one."""
    return session.get(Account, username)


def list_accounts(session: Session) -> list[Account]:
    """All accounts, by name."""
    return sorted(session.scalars(sa.select(Account)), key=lambda account: account.username)


def _count_failure(session: Session, account: Account, now: dt.datetime) -> None:
    # Counted in the database, so that guesses made at the same moment all count.
    failures = session.scalar(
        sa.update(Account)
        .where(Account.username == account.username)
        .values(failures=Account.failures + 1)
        .returning(Account.failures)
    )
    if failures is not None and failures >= ATTEMPTS:
        account.failures, account.locked_until = 0, now + LOCKOUT
    session.flush()


def _is_right(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerifyMismatchError:
        return False


@cache
def _nobodys_hash() -> str:
    """Checked when there is no account, so that the answer takes as long as for one that exists."""
    return _hasher.hash("")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
