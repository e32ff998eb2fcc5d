"""What leaves for WeChat, as WeChat sees it."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from channels_app.adapters import MediaGone
from channels_app.models import UploadedMedia, WeChatAccount
from channels_app.wechat import adapter
from channels_app.wechat.adapter import WeChatAdapter
from console.actions.claim import claim
from console.actions.reply import record
from console.models import Agent
from history import attachments
from history.attachments import Stored
from history.models import Conversation, Message
from history.services import Said
from tests.channels_app.wechat.files import jpeg
from tests.conftest import writes
from tests.wechat_simulator.server import Simulator

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
SEND, UPLOAD = "/cgi-bin/message/custom/send", "/cgi-bin/media/upload"


@pytest.fixture
def chat(wechat: WeChatAccount, lin: Agent, simulator: Simulator, redis_url: str, settings: Any) -> Conversation:
    """陈晓雨 has written, so that WeChat takes replies, and Lin has the chat."""
    settings.GRATA_WECHAT_API_URL, settings.REDIS_URL = simulator.url, redis_url
    settings.GRATA_PUBLIC_URL = "https://chat.hotel.example"
    adapter._tokens.cache_clear()
    simulator.say(CHEN, "你好")
    chat = writes(wechat, CHEN, "你好", name="陈晓雨").conversation
    claim(chat, agent=lin)
    return chat


def picture(chat: Conversation, agent: Agent, name: str = "") -> Message:
    name = name or attachments.keep(jpeg(), extension="jpg")
    said = Said(kind="image", file=Stored(shown=name, shown_type="image/jpeg"))
    return record(chat, said, agent=agent, client_id=uuid4())


def test_a_picture_is_uploaded_once_for_all_messages_that_hold_it(
    chat: Conversation, lin: Agent, simulator: Simulator
) -> None:
    first = picture(chat, lin)
    again = picture(chat, lin, str(first.attachment.shown.name))
    for message in (first, again):
        WeChatAdapter().send(message)
    assert (simulator.count(UPLOAD), simulator.count(SEND)) == (1, 2)
    assert [line["kind"] for line in simulator.phone(CHEN) if line["direction"] == "in"] == ["image", "image"]


def test_one_that_wechat_forgot_is_uploaded_again_once(chat: Conversation, lin: Agent, simulator: Simulator) -> None:
    message = picture(chat, lin)
    WeChatAdapter().send(message)
    UploadedMedia.objects.update(media_id="forgotten")
    WeChatAdapter().send(message)
    assert simulator.count(UPLOAD) == 2
    simulator.control("faults", endpoint=SEND, errcode=40007, times=5)
    with pytest.raises(MediaGone):
        WeChatAdapter().send(message)
    assert simulator.count(UPLOAD) == 3


def test_one_that_is_about_to_expire_is_uploaded_anew(chat: Conversation, lin: Agent, simulator: Simulator) -> None:
    message = picture(chat, lin)
    WeChatAdapter().send(message)
    UploadedMedia.objects.update(expires_at=timezone.now() + adapter.SAFELY)
    WeChatAdapter().send(message)
    assert simulator.count(UPLOAD) == 2


def test_a_card_is_one_article_with_addresses_that_everybody_can_open(
    chat: Conversation, lin: Agent, simulator: Simulator
) -> None:
    payload = {"title": "早餐", "teaser": "每日", "url": "https://hotel.example/", "picture": f"cards/{'a' * 64}.jpg"}
    message = record(chat, Said(kind="card", text="早餐", payload=payload), agent=lin, client_id=uuid4())
    WeChatAdapter().send(message)
    (line,) = [line for line in simulator.phone(CHEN) if line["direction"] == "in"]
    assert line["fields"]["articles"] == [
        {
            "title": "早餐",
            "description": "每日",
            "url": "https://hotel.example/",
            "picurl": f"https://chat.hotel.example/cards/pictures/{'a' * 64}.jpg",
        }
    ]
