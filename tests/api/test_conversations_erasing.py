# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing a conversation leaves nothing of it, tried on the stores themselves."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import subprocess
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from sqlalchemy.orm import Session, sessionmaker

from tests.awaiting import awaited
from welfare_point.api import retention
from welfare_point.api.chat import moving
from welfare_point.api.chat.erasing import Erased
from welfare_point.api.chat.queue import LocalQueues, RedisQueues
from welfare_point.api.chat.tracker import TrackerStore, recorded_in
from welfare_point.api.chat.turn import Chat
from welfare_point.api.problems import NotFound, Unavailable
from welfare_point.catalogue.models import ConversationRow, MovingCode, NeedRecord

from .conftest import PHONE, ScriptedAssistant, problem
from .conversing import CHAT, SAID, Stores, say, stores

__all__ = ["stores"]


def test_erasing_leaves_nothing_in_any_store(stores: Stores, tmp_path: Path) -> None:
    mine, other = stores.say(SAID), stores.say("altra conversazione")
    stores.say(f"chiamatemi al {PHONE}", mine)
    stores.need(mine, SAID)
    stores.need(other, "altra conversazione")
    awaited(stores.chat.moving_code(mine))
    key = mine.rsplit(".", 1)[0]
    assert key in stores.everything() and "ornitorinco" in stores.everything()
    erased = awaited(stores.chat.erase(mine))
    assert erased == Erased(messages=4, events=5, needs=1, codes=1, opinions=0)
    left = stores.everything()
    assert key not in left and "ornitorinco" not in left and "[telefono]" not in left
    assert left.count("altra conversazione") == 3, "the other person's: history, event, record"
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    for file in files if stores.engine.dialect.name == "sqlite" else []:
        held = file.read_bytes()
        assert b"ornitorinco" not in held and key.encode() not in held, file


def test_after_erasing_the_id_opens_nothing(stores: Stores) -> None:
    signed = stores.say(SAID)
    code = awaited(stores.chat.moving_code(signed))
    awaited(stores.chat.erase(signed))
    for again in (
        stores.chat.turn(signed, text="ci sei?"),
        stores.chat.turn(signed, payload="/affirm"),
        stores.chat.history(signed),
        stores.chat.export(signed),
        stores.chat.erase(signed),
        stores.chat.moving_code(signed),
        stores.chat.take_over(code, "telegram"),
    ):
        with pytest.raises(NotFound):
            awaited(again)
    assert stores.assistant.said == [SAID]
    assert signed.rsplit(".", 1)[0] not in stores.everything()


def test_of_needs_alike_the_one_in_the_person_s_words_goes(stores: Stores) -> None:
    mine, other = stores.say(SAID), stores.say("anche a me serve il pre-scuola")
    stores.need(other, "anche a me serve il pre-scuola")
    stores.need(mine, SAID[:30])
    stores.note(mine, "slot", name="recorded", value=None)
    stores.need(mine, SAID, cause="age")
    assert awaited(stores.chat.erase(mine)).needs == 2
    with stores.sessions() as session:
        assert session.scalars(sa.select(NeedRecord.said)).all() == ["anche a me serve il pre-scuola"]


def test_words_of_somebody_else_stay(stores: Stores) -> None:
    """Mine was deleted already, for example because it was old: the one alike is another person's."""
    mine = stores.say(SAID)
    stores.need(mine, "parole di un'altra persona")
    assert awaited(stores.chat.erase(mine)).needs == 0
    assert "parole di un'altra persona" in stores.everything()


def test_a_need_without_words_goes_too(stores: Stores) -> None:
    mine = stores.say(SAID)
    stores.need(mine, None)
    assert awaited(stores.chat.erase(mine)).needs == 1


def test_a_corrected_need_counts_once() -> None:
    def slot(value: Any) -> dict[str, Any]:
        return {"event": "slot", "name": "recorded", "value": value}

    one, corrected, two = {"topic": "a"}, {"topic": "b"}, {"topic": "c"}
    events = [
        slot(None),
        slot(one),
        {"event": "user"},
        slot(corrected),
        slot(corrected),
        slot(None),
        slot(two),
    ]
    assert recorded_in(events) == [corrected, two]
    assert recorded_in([slot(one), slot(None), slot(one)]) == [one, one]
    assert recorded_in([slot(one), slot(False), slot(None), slot(two)]) == [two], "the first was taken back"
    assert recorded_in([slot(one), slot(False)]) == []
    assert recorded_in([]) == []


def test_what_fails_half_way_can_be_asked_again(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = stores.say(SAID)
    whole = TrackerStore.erase
    monkeypatch.setattr(TrackerStore, "erase", lambda *_: 0)
    with pytest.raises(Unavailable):
        awaited(stores.chat.erase(signed))
    monkeypatch.setattr(TrackerStore, "erase", whole)
    assert awaited(stores.chat.erase(signed)).events == 2
    assert "ornitorinco" not in stores.everything()


def test_before_rasa_ever_wrote(stores: Stores) -> None:
    with stores.tracker.begin() as connection:
        connection.execute(sa.text("DROP TABLE events"))
    signed = awaited(stores.chat.turn(None, text=SAID))["conversation_id"]
    assert awaited(stores.chat.erase(signed)) == Erased(messages=2, events=0, needs=0, codes=0, opinions=0)


def test_what_rasa_writes_late_goes_with_the_next_purge(stores: Stores) -> None:
    """Rasa was still at a turn that the gateway had given up, and wrote it down after the erasing."""
    signed = stores.say(SAID)
    kept = stores.say("questa resta")
    awaited(stores.chat.erase(signed))
    stores.note(signed, "user", text=SAID)
    settings = stores.settings.model_copy(
        update={
            "database_url": stores.engine.url.render_as_string(hide_password=False),
            "tracker_url": stores.tracker.url.render_as_string(hide_password=False),
        }
    )
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
    retention.purge(settings, long_ago)
    assert SAID in stores.everything(), "it may be a conversation that is just beginning"
    with stores.tracker.begin() as connection:
        connection.execute(sa.text("UPDATE events SET timestamp = timestamp - 3700"))
    retention.purge(settings, long_ago)
    assert SAID not in stores.everything()
    assert "questa resta" in stores.everything()
    assert awaited(stores.chat.history(kept))


def test_codes_that_are_over_are_purged(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = stores.say(SAID)
    monkeypatch.setattr(moving, "VALID", dt.timedelta(0))
    awaited(stores.chat.moving_code(signed))
    settings = stores.settings.model_copy(
        update={"database_url": stores.engine.url.render_as_string(hide_password=False)}
    )
    retention.purge(settings, dt.datetime.now(dt.UTC) - dt.timedelta(days=30))
    with stores.sessions() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(MovingCode)) == 0


def test_the_route_tells_what_was_erased(client: TestClient, sessions: sessionmaker[Session]) -> None:
    conversation_id = say(client, SAID)["conversation_id"]
    path = f"/api/v1/conversations/{conversation_id}"
    answer = client.delete(path)
    assert answer.status_code == 200
    assert answer.json() == {
        "conversation_id": conversation_id,
        "erased": {"messages": 2, "events": 0, "needs": 0, "codes": 0, "opinions": 0},
    }
    problem(client.get(path), 404)
    problem(client.delete(path), 404)
    problem(client.post(CHAT, json={"conversation_id": conversation_id, "text": "ciao"}), 404)
    with sessions() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ConversationRow)) == 0


def test_a_message_that_waited_for_the_erasing_is_refused(
    app: FastAPI, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    turn_of = LocalQueues.of

    def seen(queues: LocalQueues, key: str) -> AbstractAsyncContextManager[None]:
        asked.append(key)
        return turn_of(queues, key)

    async def waits(call: Coroutine[Any, Any, httpx.Response]) -> asyncio.Task[httpx.Response]:
        """The call, once it stands in the queue: the order in which two calls get there is nobody's promise."""
        before = len(asked)
        task = asyncio.create_task(call)
        while len(asked) == before and not task.done():
            await asyncio.sleep(0.01)
        assert not task.done()
        return task

    async def talk() -> list[int]:
        chat: Chat = app.state.parts.chat
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            first = (await http.post(CHAT, json={"text": "ciao"})).json()["conversation_id"]
            async with chat.held(first):
                erasing = await waits(http.delete(f"/api/v1/conversations/{first}"))
                late = await waits(http.post(CHAT, json={"conversation_id": first, "text": "troppo tardi"}))
            return [(await answer).status_code for answer in (erasing, late)]

    monkeypatch.setattr(LocalQueues, "of", seen)
    assert awaited(talk()) == [200, 404]
    assert assistant.said == ["ciao"]


def test_in_redis_nothing_names_the_conversation_any_more(tmp_path: Path) -> None:
    """A lock of Rasa's stays where Rasa died holding it."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("no redis-server on this machine")
    path = tmp_path / "redis.sock"
    command = [server, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        url = f"unix://{path}"
        rasa = Redis.from_url(url, db=1, retry=Retry(ConstantBackoff(0.1), 100))
        for key in ("mia", "altra"):
            rasa.set(f"lock:{key}", "{}")

        async def forget() -> None:
            queues = RedisQueues(url)
            async with queues.of("mia"):
                pass
            await queues.forget("mia")

        awaited(forget())
        assert rasa.keys() == [b"lock:altra"]
        assert Redis.from_url(url).keys() == []
    finally:
        process.terminate()
        process.wait()
