# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process: nothing is lost, nothing comes twice, whatever ends it and whenever."""

from __future__ import annotations

import random
import threading
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa

from welfare_point.api.telegram.rendering import body
from welfare_point.api.telegram.sealing import Seals
from welfare_point.catalogue.database import session_factory
from welfare_point.catalogue.telegram import Chat, Post, TelegramStore

from .bot_api import BotApi, Rasa, refusal
from .conftest import SECRET, Channel, eventually, held_in

MANY = 60


def talk(telegram: BotApi, chats: int, turns: int) -> Counter[str]:
    """Each of these chats writes so often, all together; what must come back."""
    expected: Counter[str] = Counter()
    for turn in range(turns):
        for chat in range(1, chats + 1):
            telegram.text(chat, f"frase {turn} della chat {chat}")
            expected[f"{chat} Eco: frase {turn} della chat {chat}"] += 1
    return expected


def received(telegram: BotApi) -> Counter[str]:
    """What came back: one echo a message, without the notice that precedes the first."""
    with telegram._lock:
        return Counter(f"{call['chat_id']} {call['text'].split(chr(10) * 2)[-1]}" for call in telegram.sent)


def assert_in_order(telegram: BotApi, chats: int) -> None:
    for chat in range(1, chats + 1):
        turns = [text.split("frase ")[1].split()[0] for text in telegram.texts(chat)]
        assert turns == sorted(turns), (chat, turns)


def waiting_in(engine: sa.Engine) -> int:
    """How many calls are still to be made."""
    with engine.connect() as connection:
        return int(connection.scalar(sa.text("SELECT count(*) FROM telegram_post")) or 0)


def test_many_at_once_with_repeats_out_of_order_and_429(
    channel: Channel, telegram: BotApi, empty_engine: sa.Engine
) -> None:
    shuffled = random.Random(7)

    def disorder(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        twice = [*found, *found[:5]]
        return shuffled.sample(twice, len(twice))

    telegram.shuffle = disorder
    telegram.repeat = 7
    telegram.refuse.extend(refusal(429, "Too Many Requests", retry_after=1) for _ in range(3))
    telegram.refuse.extend([refusal(502, "Bad Gateway")])
    expected = talk(telegram, MANY, turns=2)
    channel.start()
    eventually(lambda: len(telegram.sent) >= len(expected), "all answers")
    telegram.repeat = 0
    telegram.text(999, "ultima")
    eventually(lambda: telegram.texts(999))
    eventually(lambda: waiting_in(empty_engine) == 0, "an empty queue")
    assert received(telegram) - Counter({"999 Eco: ultima": 1}) == expected
    assert_in_order(telegram, MANY)
    assert telegram.too_fast == []
    assert telegram.largest_second <= 31


def test_killed_while_answers_are_being_made(channel: Channel, telegram: BotApi, rasa: Rasa) -> None:
    """Nothing was kept of these turns: Telegram gives the updates again."""
    reached = threading.Event()
    rasa.pause = 60.0
    rasa.on_message = lambda said: reached.set()
    expected = talk(telegram, 10, turns=2)
    channel.start()
    assert reached.wait(120)
    channel.kill()
    rasa.pause, rasa.on_message = 0.0, None
    assert telegram.sent == [] and telegram.forgotten == 0
    channel.start()
    eventually(lambda: len(telegram.sent) >= len(expected))
    assert received(telegram) == expected
    assert_in_order(telegram, 10)


def test_killed_with_answers_that_are_not_sent(channel: Channel, telegram: BotApi) -> None:
    """They are in the queue, their updates confirmed: they are sent by the next process, each once."""
    telegram.refuse.extend(refusal(429, "Too Many Requests", retry_after=300) for _ in range(40))
    expected = talk(telegram, 10, turns=2)
    channel.start()
    eventually(lambda: telegram.forgotten == sum(expected.values()), "updates confirmed")
    assert telegram.sent == []
    channel.kill()
    telegram.refuse.clear()
    channel.start()
    eventually(lambda: len(telegram.sent) >= len(expected))
    assert received(telegram) == expected
    assert_in_order(telegram, 10)


def test_killed_before_telegram_accepted(channel: Channel, telegram: BotApi) -> None:
    reached, never = threading.Event(), threading.Event()

    def die(call: dict[str, Any]) -> None:
        reached.set()
        never.wait(120)
        raise ConnectionError("the other side is gone")

    telegram.before_sending = die
    expected = talk(telegram, 1, turns=1)
    channel.start()
    assert reached.wait(120)
    channel.kill()
    telegram.before_sending = None
    never.set()
    channel.start()
    eventually(lambda: telegram.sent)
    assert received(telegram) == expected
    assert (
        telegram.sent[0]["disable_notification"] == "true" or telegram.sent[0]["disable_notification"] is True
    )


def test_killed_after_telegram_accepted_the_message_comes_again(channel: Channel, telegram: BotApi) -> None:
    """The one moment in which nobody can know: twice is better than never (ADR 0016), and the second is silent."""
    reached, never = threading.Event(), threading.Event()

    def die(call: dict[str, Any]) -> None:
        reached.set()
        never.wait(120)

    telegram.after_sending = die
    expected = talk(telegram, 1, turns=1)
    channel.start()
    assert reached.wait(120)
    channel.kill()
    telegram.after_sending = None
    never.set()
    channel.start()
    eventually(lambda: len(telegram.sent) == 2)
    assert set(received(telegram)) == set(expected)
    assert [bool(call.get("disable_notification") in (True, "true")) for call in telegram.sent] == [
        False,
        True,
    ]


def test_a_second_process_stands_by_and_takes_over(channel: Channel, telegram: BotApi) -> None:
    channel.start()
    telegram.text(1, "prima")
    eventually(lambda: len(telegram.texts(1)) == 1)
    channel.start()
    eventually(lambda: "aspetto il mio turno" in channel.said())
    channel.running.reverse()
    channel.kill()
    telegram.text(1, "seconda")
    eventually(lambda: len(telegram.texts(1)) == 2)
    assert telegram.texts(1)[1] == "Eco: seconda"
    assert channel.stop() == 0


def test_while_the_assistant_starts_only_danger_is_answered(
    channel: Channel, telegram: BotApi, rasa: Rasa
) -> None:
    rasa.down = True
    telegram.text(1, "cerco un nido")
    telegram.text(2, "mio marito mi picchia")
    channel.start()
    eventually(lambda: telegram.texts(2))
    assert "1522" in telegram.texts(2)[0].partition("assistente automatico")[0], "danger comes first"
    assert telegram.texts(1) == []
    rasa.down = False
    eventually(lambda: telegram.texts(1))
    assert telegram.texts(1)[0].endswith("Eco: cerco un nido"), "nobody has to write again"


def test_nothing_at_rest_leads_to_a_person(
    channel: Channel, telegram: BotApi, empty_engine: sa.Engine, rasa: Rasa
) -> None:
    chat = 7_301_948_265
    telegram.refuse.extend([refusal(429, "Too Many Requests", retry_after=300)])
    telegram.text(chat, "cerco un nido, chiamatemi al 333 1234567")
    channel.start()
    eventually(lambda: telegram.forgotten == 1)
    held = held_in(empty_engine)
    assert "cerco un nido" in held
    assert str(chat) not in held and "1234567" not in held
    assert "1234567" not in str(rasa.heard)
    assert channel.stop() == 0
    assert str(chat) not in channel.said() and "cerco" not in channel.said()


def test_a_wrong_token_is_said_in_words(channel: Channel) -> None:
    channel.start(WELFARE_POINT_TELEGRAM_TOKEN="4242:un-altro")
    eventually(lambda: "BotFather" in channel.said())
    assert "un-altro" not in channel.said()
    assert channel.stop() == 0


def test_with_the_webhook_telegram_is_told_where_and_the_answers_are_sent(
    channel: Channel, telegram: BotApi, empty_engine: sa.Engine
) -> None:
    channel.start(WELFARE_POINT_TELEGRAM_WEBHOOK="https://welfare-point.example/")
    eventually(lambda: telegram.called("setWebhook"))
    [told] = telegram.called("setWebhook")
    assert told["url"] == "https://welfare-point.example/telegram/webhook"
    assert len(told["secret_token"]) == 64
    assert "getUpdates" not in telegram.tried
    seals = Seals(SECRET, "4242")
    store = TelegramStore(session_factory(empty_engine))  # as the gateway does, in another process
    store.keep(seals.update(1), Chat(seals.chat(5), seals.sealed(5)), [Post("sendMessage", body("Eccomi"))])
    eventually(lambda: telegram.texts(5) == ["Eccomi"])
    assert {call["command"] for call in telegram.called("setMyCommands")[0]["commands"]} >= {
        "cancella",
        "privacy",
    }


def test_without_a_token_it_says_what_is_missing(channel: Channel) -> None:
    channel.start(WELFARE_POINT_TELEGRAM_TOKEN="")
    assert channel.ended() == 1
    assert "WELFARE_POINT_TELEGRAM_TOKEN" in channel.said()


@pytest.mark.slow
def test_five_hundred_at_once_killed_again_and_again(
    channel: Channel, telegram: BotApi, rasa: Rasa, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kills at moments of chance: nothing is lost; at most what was under way at a kill comes twice."""
    chance = random.Random(11)
    telegram.shuffle = lambda found: chance.sample(found, len(found))
    telegram.refuse.extend(refusal(429, "Too Many Requests", retry_after=1) for _ in range(5))
    rasa.pause = 0.05
    expected = talk(telegram, 500, turns=2)
    kills = 4
    for part in range(1, kills + 1):
        channel.start()
        eventually(lambda part=part: len(telegram.sent) >= part * len(expected) // (kills + 1), seconds=300)  # type: ignore[misc]
        channel.kill()
    channel.start()
    eventually(lambda: set(received(telegram)) == set(expected), seconds=300)
    assert channel.stop() == 0
    doubled = received(telegram) - expected
    with capsys.disabled():
        print(f"\n{len(expected)} answers, {kills} kills: 0 lost, {doubled.total()} doubled, ", end="")
        print(f"largest second {telegram.largest_second}, too fast {len(telegram.too_fast)}")
    assert expected - received(telegram) == Counter()
    assert doubled.total() <= kills * 20
