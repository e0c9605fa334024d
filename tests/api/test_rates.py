# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A flood is refused kindly and takes nothing from others; people who write as people do never notice."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from tests.awaiting import awaited
from welfare_point.api import crowd
from welfare_point.api.chat.rasa import AssistantBusyError
from welfare_point.api.chat.seats import LOCAL, NoSeatError, Seats
from welfare_point.api.limits import BodyLimit
from welfare_point.api.processes import api
from welfare_point.api.rates import LOCAL_TIMES, Rates
from welfare_point.catalogue.settings import Settings

from .conftest import ScriptedAssistant, on_one_database, problem

CHAT = "/api/v1/chat"


def limited(app: FastAPI, **limits: object) -> None:
    """The application with these limits instead of the usual: of a day, as a minute may end between two messages."""
    app.state.parts.rates = Rates(Settings.model_validate(limits))


def of(app: FastAPI, address: str) -> TestClient:
    return TestClient(app, client=(address, 1), raise_server_exceptions=False)


@on_one_database
def test_too_many_messages_of_an_address_are_refused_kindly(app: FastAPI, client: TestClient) -> None:
    limited(app, limit_messages="3/day")
    for _ in range(3):
        assert client.post(CHAT, json={"text": "ciao"}).status_code == 200
    refused = client.post(CHAT, json={"text": "ciao"})
    document = problem(refused, 429)
    assert int(refused.headers["retry-after"]) >= 1
    assert "112" in document["detail"], "who is in danger must not be left with a refusal"
    assert refused.headers["content-security-policy"], "as on every other answer"


@on_one_database
def test_others_go_on_while_one_address_is_refused(app: FastAPI) -> None:
    limited(app, limit_messages="1/day")
    flood, person = of(app, "203.0.113.7"), of(app, "203.0.113.8")
    assert [flood.post(CHAT, json={"text": "ciao"}).status_code for _ in range(3)] == [200, 429, 429]
    assert person.post(CHAT, json={"text": "ciao"}).status_code == 200
    assert flood.get("/api/v1/taxonomies").status_code == 200, "pages are counted apart from messages"


@on_one_database
def test_whoever_says_to_be_forwarded_is_not_believed_by_the_application(app: FastAPI) -> None:
    limited(app, limit_messages="1/day")
    client = of(app, "203.0.113.7")
    said = [
        client.post(CHAT, json={"text": "ciao"}, headers={"x-forwarded-for": f"198.51.100.{n}"})
        for n in range(3)
    ]
    assert [answer.status_code for answer in said] == [200, 429, 429]


def test_only_the_trusted_proxies_are_believed_by_the_server() -> None:
    command = api(Settings(trusted_proxies="10.1.0.0/16")).command
    assert command[command.index("--forwarded-allow-ips") + 1] == "10.1.0.0/16"


@on_one_database
def test_health_and_files_are_never_refused(app: FastAPI, client: TestClient) -> None:
    limited(app, limit_requests="1/day")
    assert [client.get("/api/v1/taxonomies").status_code for _ in range(2)] == [200, 429]
    assert client.get("/health").status_code != 429
    assert client.get("/static/site.css").status_code == 200


@on_one_database
def test_a_conversation_is_no_machine_gun(app: FastAPI, client: TestClient) -> None:
    limited(app, limit_conversation="2/day")
    first = client.post(CHAT, json={"text": "ciao"}).json()["conversation_id"]
    said = [client.post(CHAT, json={"conversation_id": first, "text": "e poi"}) for _ in range(3)]
    assert [answer.status_code for answer in said] == [200, 200, 429]
    problem(said[-1], 429)
    second = client.post(CHAT, json={"text": "ciao"}).json()["conversation_id"]
    assert client.post(CHAT, json={"conversation_id": second, "text": "e poi"}).status_code == 200


@on_one_database
def test_a_program_of_the_machine_may_talk_faster_in_one_conversation(app: FastAPI) -> None:
    limited(app, limit_conversation="1/day")
    client = of(app, "127.0.0.1")
    first = client.post(CHAT, json={"text": "ciao"}).json()["conversation_id"]
    said = [
        client.post(CHAT, json={"conversation_id": first, "text": "e poi"}) for _ in range(LOCAL_TIMES + 1)
    ]
    assert [answer.status_code for answer in said] == [200] * LOCAL_TIMES + [429]


@on_one_database
def test_a_conversation_that_begins_with_a_long_message_counts_as_several(
    app: FastAPI, client: TestClient
) -> None:
    limited(app, limit_begun="4/day")
    assert client.post(CHAT, json={"text": "ciao " * 380}).status_code == 200
    problem(client.post(CHAT, json={"text": "ciao"}), 429)
    limited(app, limit_begun="4/day")
    assert [client.post(CHAT, json={"text": "ciao"}).status_code for _ in range(4)] == [200] * 4


@on_one_database
def test_conversations_begun_by_an_address_are_counted(app: FastAPI, client: TestClient) -> None:
    limited(app, limit_begun="2/day")
    begun = [client.post(CHAT, json={"text": "ciao"}) for _ in range(3)]
    assert [answer.status_code for answer in begun] == [200, 200, 429]
    going_on = {"conversation_id": begun[0].json()["conversation_id"], "text": "e poi"}
    assert client.post(CHAT, json=going_on).status_code == 200


@on_one_database
def test_the_forms_without_javascript_are_no_way_round(app: FastAPI, client: TestClient) -> None:
    limited(app, limit_begun="1/day")
    assert client.post(CHAT, json={"text": "ciao"}).status_code == 200
    refused = client.post("/senza-javascript", data={"text": "cerco un nido"})
    assert refused.status_code == 429
    assert "cerco un nido" in refused.text, "what was written is given back"


@on_one_database
def test_long_messages_count_for_their_length(app: FastAPI, client: TestClient) -> None:
    limited(app, limit_messages="5/day")
    said = [client.post(CHAT, json={"text": "cerco un nido " * 100}).status_code for _ in range(3)]
    assert said == [200, 429, 429]
    limited(app, limit_messages="2/day")
    assert client.post(CHAT, json={"text": "cerco un nido " * 140}).status_code == 200, (
        "one is never too much"
    )


@on_one_database
def test_whoever_does_not_listen_is_refused_late(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[float] = []

    async def sleep(seconds: float) -> None:
        held.append(seconds)

    monkeypatch.setattr(crowd.asyncio, "sleep", sleep)
    monkeypatch.setattr("welfare_point.api.rates.REFUSALS", "20/day")
    limited(app, limit_begun="1/day")
    refused = [client.post(CHAT, json={"text": "ciao"}).status_code for _ in range(25)].count(429)
    assert refused == 24
    assert held.count(crowd.HOLD) == refused - 20


@on_one_database
def test_a_person_who_writes_fast_is_not_refused(client: TestClient) -> None:
    """With the limits as they come: thirty messages without a pause."""
    answer = client.post(CHAT, json={"text": "ciao"}).json()
    going_on = {"conversation_id": answer["conversation_id"], "text": "e poi"}
    assert {client.post(CHAT, json=going_on).status_code for _ in range(29)} == {200}


@on_one_database
def test_programs_on_the_machine_itself_may_do_more_but_not_all(app: FastAPI) -> None:
    limited(app, limit_requests="1/day")
    local = of(app, "127.0.0.1")
    statuses = [local.get("/api/v1/taxonomies").status_code for _ in range(LOCAL_TIMES + 1)]
    assert statuses == [*[200] * LOCAL_TIMES, 429]


def test_an_address_has_only_so_many_messages_under_way() -> None:
    rates = Rates(Settings(limit_at_once=2))
    with ExitStack() as under_way:
        assert [under_way.enter_context(rates.seat("a")) for _ in range(3)] == [True, True, False]
        assert under_way.enter_context(rates.seat("b"))
    with rates.seat("a") as free:
        assert free, "the seats are given back"


def test_addresses_are_counted_by_household_and_without_being_kept() -> None:
    rates = Rates(secret="segreto")
    assert rates.name("2001:db8:1:2::1") == rates.name("2001:db8:1:2:ffff::9")
    assert rates.name("2001:db8:1:2::1") != rates.name("2001:db8:1:3::1")
    assert rates.name("::ffff:203.0.113.7") == rates.name("203.0.113.7") != rates.name("203.0.113.8")
    assert "203" not in rates.name("203.0.113.7")
    assert rates.name("203.0.113.7") != Rates(secret="altro").name("203.0.113.7")
    assert rates.name("127.0.0.1") == rates.name("::1") == LOCAL != rates.name("")


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("no redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder: Path = tmp_path_factory.mktemp("redis")
    process = subprocess.Popen(
        [server, "--port", str(port), "--save", "", "--dir", str(folder)], stdout=subprocess.DEVNULL
    )
    client = redis.Redis(port=port, retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), 50))
    client.ping()
    yield f"redis://127.0.0.1:{port}"
    client.close()
    process.terminate()
    process.wait()


def test_processes_count_together_in_redis_and_no_address_is_there(redis_url: str) -> None:
    settings = Settings(redis_url=redis_url, limit_messages="3/minute")
    one, other = Rates(settings, "segreto"), Rates(settings, "segreto")

    async def both() -> list[bool]:
        who = one.name("203.0.113.7")
        return [bool(await rates.wait("messages", who)) for rates in (one, other, one, other)]

    assert awaited(both()) == [False, False, False, True]
    with redis.Redis.from_url(redis_url) as client:
        keys = [key.decode() for key in client.scan_iter()]
    assert keys
    assert not any("203.0.113" in key for key in keys)


def test_without_redis_nobody_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        rates = Rates(
            Settings(redis_url=f"redis://127.0.0.1:{free.getsockname()[1]}", limit_messages="1/minute")
        )
        assert awaited(rates.wait("messages", "a")) == 0
    assert "rates are not counted" in caplog.text


async def served(seats: Seats, *names: str) -> list[str]:
    """In which order turns of these clients, all sent at once, begin and are refused; each lasts a moment."""
    told: list[str] = []

    async def turn(name: str) -> None:
        try:
            async with seats.one(name):
                told.append(name)
                await asyncio.sleep(0)
        except NoSeatError:
            told.append(f"no {name}")

    await asyncio.gather(*map(turn, names))
    return told


def test_turns_wait_in_order_and_one_too_many_is_told_at_once() -> None:
    seats = Seats(1, 2, of_one=1)
    assert awaited(served(seats, "a", "b", "c", "d")) == ["a", "no d", "b", "c"]
    assert awaited(served(seats, "e")) == ["e"]


def test_whoever_sends_many_waits_for_themselves() -> None:
    told = awaited(served(Seats(3, 100, of_one=2), *["flood"] * 6, "b", "c"))
    assert told[:4] == ["flood", "flood", "b", "c"]
    assert awaited(served(Seats(3, 100, of_one=2), *[LOCAL] * 3, "b"))[:3] == [LOCAL] * 3


def test_a_client_that_goes_away_leaves_its_place() -> None:
    async def crowd() -> list[str]:
        seats, told = Seats(1, 5, of_one=1), list[str]()

        async def turn(name: str, pause: float) -> None:
            async with seats.one(name):
                told.append(name)
                await asyncio.sleep(pause)

        first = asyncio.create_task(turn("a", 60))
        second = asyncio.create_task(turn("b", 0))
        third = asyncio.create_task(turn("c", 0))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        first.cancel()
        await third
        return told

    assert awaited(crowd()) == ["a", "c"]


@on_one_database
def test_when_too_many_wait_a_person_is_told_kindly(
    client: TestClient, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise AssistantBusyError

    monkeypatch.setattr(assistant, "say", full)
    answer = client.post(CHAT, json={"text": "cerco un nido"})
    assert "112" in problem(answer, 503)["detail"]
    assert int(answer.headers["retry-after"]) >= 1


def answered(*messages: Message, seconds: float) -> list[Message]:
    """What a body that comes in these parts, and then no more, is answered."""
    sent: list[Message] = []
    parts = list(messages)

    async def receive() -> Message:
        if parts:
            return parts.pop(0)
        return await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    async def reads(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})

    scope = {"type": "http", "path": CHAT, "headers": [], "method": "POST"}
    awaited(BodyLimit(reads, seconds=seconds)(scope, receive, send))
    return sent


def test_a_body_that_never_ends_is_given_up() -> None:
    begun: Message = {"type": "http.request", "body": b"{", "more_body": True}
    sent = answered(begun, seconds=0.05)
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert "Controlla" in sent[1]["body"].decode()
    ended: Message = {"type": "http.request", "body": b"}", "more_body": False}
    assert answered(begun, ended, seconds=30)[0]["status"] == 204
