"""Many at once, over real HTTP: one winner, one conversation, one message."""

import asyncio
import random
import time
from collections import Counter

import httpx

from tests.flows.desk import Desk, chat_frame
from tests.flows.pending import switch
from tests.flows.screen import Cookies, Screen
from tests.stack import Stack
from tests.wechat_simulator.accounts import DEMO
from tests.wechat_simulator.wire import push, xml

ACCOUNT = DEMO[0]
FIRST = "Lin Wei had this customer before and is asked first."


async def test_of_fifty_agents_who_claim_at_once_one_has_the_chat_and_the_others_hear_who(
    desk: Desk, stack: Stack, crowd: list[Cookies]
) -> None:
    watching = [await desk.screen_with(cookies) for cookies in crowd[:2]]
    desk.simulator.say(desk.customer(), "谁先到？")
    chat = str((await watching[0].hears(chat_frame("waiting", "谁先到？")))["id"])
    await watching[1].hears(chat_frame("waiting", "谁先到？"))

    winner = await one_of(stack, crowd, chat)
    for screen in watching:
        frame = await screen.hears(chat_frame("active", chat=chat), within=1)
        assert frame["names"] == [f"Agent No. {winner}"]
    assert stack.rows("SELECT count(*) FROM console_participation WHERE conversation_id = %s", chat) == [(1,)]


async def test_of_fifty_and_the_agent_who_had_the_customer_before_that_one_has_the_chat(
    desk: Desk, stack: Stack, crowd: list[Cookies]
) -> None:
    lin, chat = await offered(desk, "我又来了！")
    answers = await asyncio.gather(*(claims(stack.url, cookies, chat) for cookies in [*crowd, lin.cookies]))

    assert [answer.status_code for answer in answers] == [409] * 50 + [200]
    assert {answer.json()["error"] for answer in answers[:50]} <= {FIRST, "Lin Wei has this chat."}
    assert stack.rows("SELECT agent_id, how FROM console_participation WHERE conversation_id = %s", chat) == [
        (int(lin.agent), "offered")
    ]


async def test_when_an_offer_lapses_one_of_fifty_has_the_chat_and_before_that_none(
    desk: Desk, stack: Stack, crowd: list[Cookies]
) -> None:
    _lin, chat = await offered(desk, "还有人吗？")
    early = await asyncio.gather(*(claims(stack.url, cookies, chat) for cookies in crowd))
    assert {(answer.status_code, answer.json()["error"]) for answer in early} == {(409, FIRST)}

    sofia = await desk.screen("sofia")
    stack.rows("UPDATE console_offer SET due_at = now() WHERE conversation_id = %s RETURNING id", chat)
    await sofia.hears(lambda frame: chat_frame("waiting", chat=chat)(frame) and not frame["offered"])
    await one_of(stack, crowd, chat)


async def test_ten_first_messages_at_once_are_one_conversation_in_the_order_of_the_provider(
    desk: Desk, stack: Stack
) -> None:
    chen, now, lin = desk.customer(), int(time.time()), await desk.screen("lin")
    letters = [letter(chen, f"第{number}条", now, msg_id=23_456_789_012_345_000 + number) for number in range(10)]
    arrival = random.sample(letters, k=10)
    async with httpx.AsyncClient(timeout=15, trust_env=False) as http:
        answers = await asyncio.gather(*(http.post(f"{stack.url}{path}", content=body) for path, body in arrival))

    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "success")] * 10
    chat = desk.conversation_of(chen)
    assert [text for _author, text, _state in desk.record(chat)] == [f"第{number}条" for number in range(10)]
    customers = "SELECT id FROM history_customer WHERE external_id = %s"
    conversations = f"SELECT count(*) FROM history_conversation WHERE customer_id IN ({customers})"
    assert stack.rows(conversations, chen) == [(1,)]
    await lin.hears(chat_frame("waiting", chat=chat))


async def test_one_delivery_that_comes_three_times_at_once_is_one_message(desk: Desk, stack: Stack) -> None:
    chen = desk.customer()
    path, body = letter(chen, "请问有停车场吗？", int(time.time()), msg_id=23_456_789_012_346_000)
    async with httpx.AsyncClient(timeout=15, trust_env=False) as http:
        answers = await asyncio.gather(*(http.post(f"{stack.url}{path}", content=body) for _time in range(3)))

    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "success")] * 3
    assert desk.record(desk.conversation_of(chen)) == [("customer", "请问有停车场吗？", "received")]


async def one_of(stack: Stack, crowd: list[Cookies], chat: str) -> int:
    """All claim the chat at once: one has it, and each of the others hears who. The winner's number."""
    answers = await asyncio.gather(*(claims(stack.url, cookies, chat) for cookies in crowd))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: len(crowd) - 1}
    winner = next(number for number, answer in enumerate(answers) if answer.status_code == 200)
    refusals = {answer.json()["error"] for answer in answers if answer.status_code == 409}
    assert refusals == {f"Agent No. {winner} has this chat."}
    return winner


async def offered(desk: Desk, text: str) -> tuple[Screen, str]:
    """A customer whom Lin had before writes again: Lin's screen, and the chat that is offered to her."""
    lin, chen = await desk.screen("lin"), desk.customer()
    await switch(lin, "available")
    await lin.close(await desk.chat_of(lin, chen, f"{text}?"))
    desk.simulator.say(chen, text)
    frame = await lin.hears(lambda frame: chat_frame("waiting", text)(frame) and frame["offered"] == lin.agent)
    return lin, str(frame["id"])


async def claims(url: str, cookies: Cookies, chat: str) -> httpx.Response:
    """One agent's press, on a connection of its own."""
    headers = {"X-CSRFToken": cookies["csrftoken"], "Origin": url, "Accept": "application/json"}
    async with httpx.AsyncClient(cookies=cookies, headers=headers, timeout=60, trust_env=False) as http:
        return await http.post(f"{url}/console/chats/{chat}/claim/")


def letter(openid: str, text: str, now: int, *, msg_id: int) -> tuple[str, bytes]:
    """The address and the body of a delivery, signed and sealed as WeChat does it."""
    fields = {"ToUserName": ACCOUNT.original_id, "FromUserName": openid, "CreateTime": now}
    query, body = push(ACCOUNT, openid, xml({**fields, "MsgType": "text", "Content": text, "MsgId": msg_id}), now)
    return f"/channels/wechat/{ACCOUNT.slug}/?{query}", body
