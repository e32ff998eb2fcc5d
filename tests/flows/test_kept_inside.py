"""What agents know and say of customers stays with them: it is on no way that leads to a customer."""

import asyncio
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.urls import URLPattern

from grata_site import urls
from grata_site.demo.urls import urlpatterns as demo_urls
from tests.browser.kinds import MAKE
from tests.channels_app.wechat.files import jpeg
from tests.flows.desk import Desk
from tests.flows.screen import Screen
from tests.flows.visitor import WITHIN, Visitor
from tests.stack import Stack

# Words that are agents' alone, each with this mark, and those that no mark can be put into.
MARK = "Zq7"
INSIDE = {"name": f"{MARK} complains a lot", "email": f"{MARK}@example.org", "phone": "+49 7411 741174"}
TAG, COMMENT, ELSEWHERE = f"{MARK} tag", f"{MARK} never pays", f"{MARK} my card ends with 0077"
MARKS = (MARK, "741174", "@demo.test", "Marco Bianchi", "complains")
KINDS = {"text", "image", "voice", "video", "file", "location", "link", "card", "other"}
GATED = ("console/", "admin/")  # who gets what there is tested in tests/console/test_views_access.py

# What needs no agent who has signed in -> an address there, to be filled in.
PUBLIC = {
    "": "/",
    "login/": "/login/",
    "logout/": "/logout/",
    "password/": "/password/",
    "password/forgotten/": "/password/forgotten/",
    "password/sent/": "/password/sent/",
    "invitation/<uidb64>/<token>/": "/invitation/MQ/x-y/",
    "reset/<uidb64>/<token>/": "/reset/MQ/x-y/",
    "channels/wechat/<slug:slug>/": "/channels/wechat/demo/",
    "channels/webchat/<str:key>/messages/": "/channels/webchat/demo/messages/",
    "webchat/<slug:key>/widget.js": "/webchat/demo/widget.js",
    "webchat/<slug:key>/frame/": "/webchat/demo/frame/",
    "webchat/<slug:key>/look.css": "/webchat/demo/look.css",
    "webchat/<slug:key>/uploads/": "/webchat/demo/uploads/",
    "webchat/<slug:key>/files/<str:signed>/": "{file}",
    "cards/pictures/<sha:sha>.jpg": "/cards/pictures/{picture}.jpg",
    "cards/collections/<token:token>/": "/cards/collections/{collection}/",
    "cards/open/<signed:token>/": "{opened}",
    r"^faces/([0-9a-f]{64})\.jpg\Z": "/faces/{face}.jpg",
    "healthz": "/healthz",
    "readyz": "/readyz",
    "metrics": "/metrics",
    "demo/shop/": "/demo/shop/",
    "demo/phone/": "/demo/phone/",
    "demo/phone/api/<path:what>": "/demo/phone/api/messages?openid={openid}",
}
FACE = "SELECT split_part(split_part(avatar, '/', -1), '.', 1) FROM console_identitytext WHERE avatar <> '' LIMIT 1"


@pytest.fixture
async def lin(desk: Desk) -> Screen:
    """Lin at her screen; Marco is at his, and has another customer's chat."""
    marco = await desk.screen("marco")
    stranger = desk.customer()
    desk.simulator.say(stranger, ELSEWHERE)
    await desk.take(marco, ELSEWHERE)
    return await desk.screen("lin")


async def test_what_agents_know_and_say_of_customers_stays_with_them(desk: Desk, stack: Stack, lin: Screen) -> None:
    file = await _a_visitor_of_the_web_chat_gets_none_of_it(desk, stack, lin)
    openid = await _a_customer_on_wechat_gets_none_of_it(desk, lin)
    assert set(_routes(urls.urlpatterns)) | {f"demo/{one.pattern}" for one in demo_urls} == set(PUBLIC)
    known = {"file": file, "openid": openid, "opened": _opened(desk, openid), **_kept(desk)}
    async with httpx.AsyncClient(base_url=desk.stack.url, trust_env=False) as nobody:
        answers = [await nobody.get(address.format(**known)) for address in PUBLIC.values()]
    assert [answer.url.path for answer in answers if answer.status_code == 404] == []
    assert _leaks([f"{answer.url.path} {answer.headers} {answer.text}" for answer in answers]) == []


async def _a_visitor_of_the_web_chat_gets_none_of_it(desk: Desk, stack: Stack, lin: Screen) -> str:
    """The address of a file that Daniel has in his chat."""
    daniel = await desk.visitor()
    await daniel.say("Hello from the shop")
    chat = await desk.take(lin, "Hello from the shop")
    await _agents_do_all_they_can(desk, lin, chat)
    await asyncio.to_thread(stack.run, MAKE.format(openid=daniel.external_id))
    await lin.reply(chat, "See you.")
    await daniel.reads("See you.")
    await lin.close(chat)
    await daniel.say("I am back")
    later = await desk.visitor(daniel.secret)
    assert {message["kind"] for message in later.known.values()} >= KINDS
    assert _leaks([*daniel.heard, *later.heard, *await _older_pages(daniel)]) == []
    files = [message["file"] for message in later.known.values() if message["author"] == "agent" and message["file"]]
    return str(files[0]["url"])


async def _a_customer_on_wechat_gets_none_of_it(desk: Desk, lin: Screen) -> str:
    """The customer's OpenID."""
    openid = desk.customer()
    chat = await desk.chat_of(lin, openid, "你好")
    await _agents_do_all_they_can(desk, lin, chat)
    await lin.reply(chat, "再见")
    await asyncio.to_thread(desk.simulator.wait_for, openid, direction="in", text="再见")
    taken = [sent for sent in desk.simulator.sends() if openid in json.dumps(sent)]
    assert len(taken) >= 5
    assert _leaks([json.dumps(line, ensure_ascii=False) for line in (*taken, *desk.simulator.phone(openid))]) == []
    return openid


async def _agents_do_all_they_can(desk: Desk, lin: Screen, chat: str) -> None:
    """They learn, note, ask each other in and answer."""
    for field, value in INSIDE.items():
        await _posted(lin, f"chats/{chat}/customer/", **{field: value})
    await _posted(lin, f"chats/{chat}/tags/", name=TAG)
    await _posted(lin, f"chats/{chat}/comments/", text=COMMENT, client_id=str(uuid4()))
    await _posted(lin, f"chats/{chat}/draft/", text=f"{MARK} not sent", version="0")
    marco = await desk.screen("marco")
    frames = (await _posted(lin, f"chats/{chat}/transfers/", agent=marco.agent))["frames"]
    await _posted(marco, f"transfers/{frames[0]['id']}/refusal/")
    await lin.reply(chat, "One moment, please.")
    photo = {"file": ("photo.jpg", jpeg())}
    values = {"kind": "image", "client_id": str(uuid4())}
    assert (await lin.http.post(f"/console/chats/{chat}/uploads/", data=values, files=photo)).status_code == 200
    for cards in (_cards(desk)[:1], _cards(desk)):
        await _posted(lin, f"chats/{chat}/cards/", cards=",".join(cards), client_id=str(uuid4()))


async def _posted(screen: Screen, path: str, **values: str) -> dict[str, Any]:
    answer = await screen.http.post(f"/console/{path}", data=values)
    assert answer.status_code == 200, (path, answer.text)
    return dict(answer.json())


async def _older_pages(daniel: Visitor) -> list[str]:
    """All of the history, from the newest message up."""
    newest = max(int(message["order"]) for message in daniel.known.values())
    hello = {"type": "hello", "secret": daniel.secret, "cursor": "", "language": "zh-CN"}
    async with asyncio.timeout(WITHIN), daniel.socket() as socket:
        answers = []
        for frame in (hello, {"type": "older", "before": str(newest + 1)}):
            await socket.send(json.dumps(frame))
            answers.append(str(await socket.recv()))
    assert json.loads(answers[1])["type"] == "older"
    return answers


def _routes(patterns: Iterable[Any], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = f"{before}{one.pattern}"
        if isinstance(one, URLPattern):
            yield route
        elif route not in GATED:
            yield from _routes(one.url_patterns, route)


def _kept(desk: Desk) -> dict[str, str]:
    ((collection,),) = desk.stack.rows("SELECT token FROM cards_cardcollection ORDER BY id DESC LIMIT 1")
    ((face,),) = desk.stack.rows(FACE)
    ((picture,),) = desk.stack.rows(
        "SELECT split_part(split_part(picture, '/', -1), '.', 1) FROM cards_cardtext WHERE picture <> '' LIMIT 1"
    )
    return {"collection": collection, "face": face, "picture": picture}


def _opened(desk: Desk, openid: str) -> str:
    """The path of the link of a card that this customer was sent."""
    return str(re.findall(r"/cards/open/[\w:.-]+/", json.dumps(desk.simulator.phone(openid)))[0])


def _cards(desk: Desk) -> list[str]:
    return [str(card) for (card,) in desk.stack.rows("SELECT id FROM cards_card ORDER BY id LIMIT 3")]


def _leaks(texts: list[str]) -> list[str]:
    return [text for text in texts if any(mark in text for mark in MARKS)]
