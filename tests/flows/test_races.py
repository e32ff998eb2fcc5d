"""Many at once, over real HTTP: one winner, one conversation, one message."""

import asyncio
import json
import random
import time
from collections import Counter

import httpx

from tests.flows.desk import Desk, chat_frame
from tests.flows.screen import Cookies
from tests.stack import Stack
from tests.wechat_simulator.accounts import DEMO
from tests.wechat_simulator.wire import push, xml

ACCOUNT = DEMO[0]
FIFTY = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from console.actions.sign_in import sign_in
from console.models import Agent

def signed_in(number):
    user = User.objects.create(username=f"agent-{number}@demo.test")
    Agent.objects.create(user=user, name=f"Agent No. {number}")
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    sign_in(user.agent, session_key=session.session_key)
    return session.session_key

print(json.dumps([signed_in(number) for number in range(50)]))
"""


async def test_of_fifty_agents_who_claim_at_once_one_has_the_chat_and_the_others_hear_who(
    desk: Desk, stack: Stack
) -> None:
    crowd = [{"sessionid": key, "csrftoken": "c" * 32} for key in json.loads(stack.run(FIFTY))]
    watching = [await desk.screen_with(cookies) for cookies in crowd[:2]]
    desk.simulator.say(desk.customer(), "谁先到？")
    chat = str((await watching[0].hears(chat_frame("waiting", "谁先到？")))["id"])
    await watching[1].hears(chat_frame("waiting", "谁先到？"))

    answers = await asyncio.gather(*(claims(stack.url, cookies, chat) for cookies in crowd))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 49}
    winner = next(number for number, answer in enumerate(answers) if answer.status_code == 200)
    assert {answer.json()["error"] for answer in answers if answer.status_code == 409} == {
        f"Agent No. {winner} has this chat."
    }
    for screen in watching:
        frame = await screen.hears(chat_frame("active", chat=chat), within=1)
        assert frame["names"] == [f"Agent No. {winner}"]
    assert stack.rows("SELECT count(*) FROM console_participation WHERE conversation_id = %s", chat) == [(1,)]


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
