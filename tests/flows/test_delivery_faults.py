"""What becomes of a reply when WeChat, or the line to it, does not do as it should."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

import httpx
import pytest
from celery import Celery
from celery.app.control import Inspect

from tests.flows.desk import Desk, message_frame
from tests.flows.screen import Frame, Screen
from tests.stack import SOCKETS, Stack

SEND, TOKEN = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"
SETTLES = 60.0  # seconds, for a reply that is tried three times

pytestmark = pytest.mark.usefixtures("simulator_as_new")


@pytest.fixture
async def lin(desk: Desk) -> Screen:
    """Lin at her screen."""
    return await desk.screen("lin")


@pytest.fixture
async def chen(desk: Desk) -> str:
    """The OpenID of 陈晓雨."""
    return desk.customer()


@pytest.fixture
async def chat(desk: Desk, lin: Screen, chen: str) -> str:
    """A chat between them in which a reply has gone well."""
    chat = await desk.chat_of(lin, chen, "你好")
    await lin.reply(chat, "您好")
    await lin.hears(message_frame("您好", "sent"))
    return chat


async def test_a_send_whose_answer_never_comes_is_unconfirmed_and_is_not_repeated(
    desk: Desk, lin: Screen, chen: str, chat: str
) -> None:
    desk.simulator.control("faults", endpoint=SEND, fault="timeout_after", seconds=12)
    await lin.reply(chat, "两点前都可以")
    await lin.reply(chat, "请带好证件")
    await lin.hears(message_frame("两点前都可以", "unconfirmed"), within=SETTLES)
    await lin.hears(message_frame("请带好证件", "sent"), within=SETTLES)
    assert arrived(desk, chen) == ["您好", "两点前都可以", "请带好证件"]


async def test_a_line_that_is_cut_after_the_request_was_written_is_unconfirmed(
    desk: Desk, lin: Screen, chen: str, chat: str
) -> None:
    desk.simulator.control("faults", endpoint=SEND, fault="drop_before")
    await lin.reply(chat, "两点前都可以")
    await lin.reply(chat, "请带好证件")
    await lin.hears(message_frame("两点前都可以", "unconfirmed"))
    await lin.hears(message_frame("请带好证件", "sent"))
    assert arrived(desk, chen) == ["您好", "请带好证件"]


async def test_a_slow_send_is_not_overtaken_by_the_replies_after_it(
    desk: Desk, lin: Screen, chen: str, chat: str
) -> None:
    desk.simulator.control("faults", endpoint=SEND, fault="slow", seconds=1.5)
    for text in ("慢", "快", "更快"):
        await lin.reply(chat, text)
    await lin.hears(message_frame("更快", "sent"))
    assert arrived(desk, chen) == ["您好", "慢", "快", "更快"]


async def test_what_breaks_before_the_message_is_written_is_tried_again_in_order(
    desk: Desk, lin: Screen, chen: str, chat: str
) -> None:
    desk.simulator.control("tokens", do="expire")
    desk.simulator.control("faults", endpoint=TOKEN, fault="drop_before", times=2)
    for text in ("一", "二", "三"):
        await lin.reply(chat, f"答{text}")
    await lin.hears(message_frame("答三", "sent"), within=SETTLES)
    assert arrived(desk, chen) == ["您好", "答一", "答二", "答三"]
    assert [state for _author, _text, state in desk.record(chat)[1:]] == ["sent"] * 4


async def test_a_refused_connection_is_tried_again_in_order_once_there_is_one(desk: Desk, lin: Screen) -> None:
    chen = next(one["openid"] for one in desk.simulator.get("/phone/customers")["customers"])
    chat = await desk.chat_of(lin, chen, "有人吗？")
    with ExitStack() as until_the_customer_has_written:
        with desk.stack.frozen("up"):  # so that the simulator stays away
            desk.stack.kill("simulator")
            for text in ("一", "二", "三"):
                await lin.reply(chat, f"回{text}")
            await lin.hears(put_back("回一"))
            until_the_customer_has_written.enter_context(desk.stack.frozen("worker"))
        await until_it_answers(desk)
        desk.simulator.say(chen, "还在吗？")  # the window that was open was in the memory of the process that died
    await lin.hears(message_frame("回三", "sent"), within=SETTLES)
    assert arrived(desk, chen) == ["回一", "回二", "回三"]


async def test_a_token_that_runs_out_is_refreshed_once_and_the_reply_goes_once(
    desk: Desk, lin: Screen, chen: str, chat: str
) -> None:
    with desk.stack.frozen("beat"):  # or a name that is asked for in the background may renew the token first
        await until_workers_rest(desk)
        tokens, sends = desk.simulator.count(TOKEN), desk.simulator.count(SEND)
        desk.simulator.control("tokens", do="expire")
        await lin.reply(chat, "好的")
        await lin.hears(message_frame("好的", "sent"))
    assert arrived(desk, chen) == ["您好", "好的"]
    assert (desk.simulator.count(TOKEN) - tokens, desk.simulator.count(SEND) - sends) == (1, 2)


async def test_a_closed_window_fails_the_reply_and_says_so(desk: Desk, lin: Screen, chen: str, chat: str) -> None:
    before = desk.simulator.count(SEND)
    desk.simulator.control("faults", endpoint=SEND, errcode=45015)
    await lin.reply(chat, "太晚了")
    failed = await lin.hears(message_frame("太晚了", "failed"))
    assert "reply window is closed" in failed["html"]
    assert arrived(desk, chen) == ["您好"]
    assert desk.simulator.count(SEND) == before + 1


async def test_a_wechat_that_is_down_is_asked_three_times_and_the_next_reply_goes_its_way(
    desk: Desk, lin: Screen, chen: str, chat: str
) -> None:
    before = desk.simulator.count(SEND)
    desk.simulator.control("faults", endpoint=SEND, fault="bad_gateway", times=3)
    await lin.reply(chat, "第一条")
    await lin.reply(chat, "第二条")
    await lin.hears(message_frame("第一条", "failed"), within=SETTLES)
    await lin.hears(message_frame("第二条", "sent"), within=SETTLES)
    assert arrived(desk, chen) == ["您好", "第二条"]
    assert desk.simulator.count(SEND) == before + 3 + 1


def put_back(text: str) -> Callable[[Frame], Any]:
    """Whether a frame shows the reply waiting again, after a try: recorded, taken, put back."""
    return lambda frame: message_frame(text, "pending")(frame) and frame["version"] >= 3


async def until_it_answers(desk: Desk) -> None:
    """Returns when the simulator, started again, takes calls."""
    async with asyncio.timeout(SETTLES):
        while True:
            with suppress(httpx.TransportError):
                desk.simulator.get("/phone/customers")
                return
            await asyncio.sleep(0.1)


async def until_workers_rest(desk: Desk) -> None:
    """Returns when no task waits and the worker has none in hand.

    The worker itself is asked: what it takes it acknowledges before it runs, and what a killed one had stays
    unacknowledged for an hour.
    """
    worker = Celery(broker=f"redis+socket://{desk.stack.sockets}/{SOCKETS['redis']}").control.inspect(
        timeout=5, limit=1
    )
    async with asyncio.timeout(SETTLES):
        while await asyncio.to_thread(is_busy, desk.stack, worker):  # noqa: ASYNC110 - queues send no events
            await asyncio.sleep(0.1)


def is_busy(stack: Stack, worker: Inspect) -> bool:
    """Whether tasks wait, or the worker has one in hand (or does not say)."""
    with stack.redis() as redis:
        if redis.llen("celery"):
            return True
    answers = worker.reserved(), worker.active()  # in this order: a task goes from the one to the other
    return any(answer is None or any(answer.values()) for answer in answers)


def arrived(desk: Desk, openid: str) -> list[str]:
    """What stands on the phone of what we sent, in the order in which it came, doubles included."""
    return [line["text"] for line in desk.simulator.phone(openid) if line["source"] == "custom_send"]
