# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of what is kept says all that the code keeps, and what it says will be erased is erased."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.api.kept.table import Kept, kept, markdown
from welfare_point.api.retention import purge
from welfare_point.catalogue.database import create_engine
from welfare_point.catalogue.models import (
    AccessLog,
    Base,
    ConversationRow,
    NeedRecord,
    ProviderLink,
    RecordReport,
    ServiceFeedback,
    TelegramChat,
)
from welfare_point.catalogue.settings import Settings

NOW = dt.datetime.now(dt.UTC)
EVENTS = sa.Table(
    "events",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.Text),
    sa.Column("timestamp", sa.Float),
)


def groups() -> list[Kept]:
    return kept(Settings())


def test_every_column_of_every_table_is_declared_once() -> None:
    declared = Counter(
        (table, column) for group in groups() for table, columns in group.tables.items() for column in columns
    )
    there = {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns}
    assert there - declared.keys() == set(), "kept, but not declared in api/kept/kept.yml"
    assert declared.keys() - there == set(), "declared, but not there"
    assert {name for name, times in declared.items() if times > 1} == set()


def test_what_may_hold_personal_data_has_an_end() -> None:
    in_tables = [group for group in groups() if group.tables or group.others_tables]
    assert [group.title for group in in_tables if group.personal == "possible" and not group.purged] == []
    assert {group.personal for group in groups()} == {"nobody", "possible", "staff"}


def test_the_days_said_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELFARE_POINT_CONVERSATION_DAYS", "17")
    told = {group.title: group for group in groups()}
    assert told["La conversazione"].how_long.startswith("17 giorni")
    for group in groups():
        if group.purged:
            days = str(getattr(Settings(), group.purged))
            assert group.how_long.startswith(days)


def test_the_table_as_markdown_has_every_group() -> None:
    lines = markdown(Settings()).splitlines()
    assert len(lines) == len(groups()) + 2
    assert len({line.count(" | ") for line in lines}) == 1
    assert "`access_log`" in markdown(Settings())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(
        home=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'a.db'}",
        tracker_url=f"sqlite:///{tmp_path / 'b.db'}",
    )
    engine, tracker = create_engine(made.database_url), create_engine(made.tracker_url)
    Base.metadata.create_all(engine)
    EVENTS.metadata.create_all(tracker)
    engine.dispose()
    tracker.dispose()
    return made


def planted(table: str, at: dt.datetime) -> object:
    """A row of a table, last used at a moment. A table that is purged and has no row here fails the test."""
    key = at.isoformat()
    rows: dict[str, object] = {
        "conversation": ConversationRow(
            key=key, channel="web", last_seen=at, offered={}, history=[], turns=1
        ),
        "need_record": NeedRecord(day=at.date(), said="cerco un nido"),
        "telegram_chat": TelegramChat(key=key, address="", buttons=[], last_seen=at),
        "service_feedback": ServiceFeedback(service_id="s", useful=False, said="era chiuso", day=at.date()),
        "record_report": RecordReport(service_id="s", reason="hours", said="apre alle 9", day=at.date()),
        "access_log": AccessLog(at=at, account="anna", what="dashboard", filters="", shown=1),
        "provider_link": ProviderLink(
            organization_id="o1", ats=None, created=at, created_by="anna", expires=at, revoked=None
        ),
    }
    return rows[table]


def left(session: Session, table: str, columns: tuple[str, ...]) -> list[object]:
    named = Base.metadata.tables[table]
    column = named.c["said"] if columns == ("said",) else next(iter(named.primary_key.columns))
    return [value for value in session.scalars(sa.select(column)) if value is not None]


@pytest.mark.parametrize(
    "group", [group for group in groups() if group.tables and group.purged], ids=lambda g: g.title
)
def test_what_is_old_is_erased_from_every_table(settings: Settings, group: Kept) -> None:
    assert group.purged is not None
    days = getattr(settings, group.purged)
    engine = create_engine(settings.database_url)
    for table, columns in group.tables.items():
        with Session(engine) as session:
            session.add(planted(table, NOW - dt.timedelta(days=days + 2)))
            session.add(planted(table, NOW - dt.timedelta(days=days - 2)))
            session.commit()
            assert len(left(session, table, columns)) == 2
        purge(settings, NOW - dt.timedelta(days=settings.conversation_days))
        with Session(engine) as session:
            assert len(left(session, table, columns)) == 1, table
    engine.dispose()


def test_what_is_old_is_erased_from_rasas_memory(settings: Settings) -> None:
    tracker = create_engine(settings.tracker_url)
    old, new = (NOW - dt.timedelta(days=settings.conversation_days + d) for d in (2, -2))
    engine = create_engine(settings.database_url)
    with Session(engine) as session:  # what only Rasa knows is erased sooner
        session.add(
            ConversationRow(key="nuova", channel="web", last_seen=new, offered={}, history=[], turns=1)
        )
        session.commit()
    engine.dispose()
    with tracker.begin() as connection:
        for sender, moment in (("vecchia", old), ("nuova", new)):
            connection.execute(EVENTS.insert().values(sender_id=sender, timestamp=moment.timestamp()))
    purge(settings, NOW - dt.timedelta(days=settings.conversation_days))
    with tracker.connect() as connection:
        assert connection.scalars(sa.select(EVENTS.c.sender_id)).all() == ["nuova"]
    tracker.dispose()
