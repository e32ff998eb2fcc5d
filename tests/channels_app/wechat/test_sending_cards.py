"""Cards to WeChat, which takes one to a message."""

from typing import Any
from uuid import uuid4

import pytest

from cards.models import Card, CardText
from channels_app import outbound
from channels_app.models import WeChatAccount
from console.actions.reply_cards import reply_cards
from console.models import Agent
from history.models import Conversation, Message
from tests.channels_app.wechat.back_end import XIAOYU
from tests.conftest import writes
from tests.wechat_simulator.server import Simulator

SEND = "/cgi-bin/message/custom/send"
TITLES = [f"Room {number}" for number in range(1, 11)]


@pytest.fixture
def roomy(claimed: Conversation, platform: Simulator, wechat: WeChatAccount) -> Conversation:
    """The same chat, while WeChat takes a dozen replies to a message."""
    platform.control("settings", replies=12)
    WeChatAccount.objects.update(window_replies=12)
    platform.say(XIAOYU, "有哪些房间？")
    writes(wechat, XIAOYU, "有哪些房间？")
    return claimed


def says(chat: Conversation, agent: Agent, titles: list[str]) -> None:
    """As the console does: one after the other."""
    for title in titles:
        card = Card.objects.create()
        CardText.objects.create(card=card, language="en", title=title, link="https://hotel.example/")
        reply_cards(chat, agent=agent, card_ids=[card.pk], client_id=uuid4())


def articles(platform: Simulator) -> list[list[Any]]:
    """The titles in each message that came to the phone."""
    lines = (line for line in platform.phone(XIAOYU) if line["kind"] == "news")
    return [[article["title"] for article in line["fields"]["articles"]] for line in lines]


def test_ten_cards_are_ten_messages_in_order(roomy: Conversation, lin: Agent, platform: Simulator) -> None:
    says(roomy, lin, TITLES)
    outbound.deliver(roomy.pk)
    assert articles(platform) == [[title] for title in TITLES]
    assert set(Message.objects.filter(kind="card").values_list("state", flat=True)) == {"sent"}
    assert platform.count(SEND) == 10


def test_each_card_has_its_own_state(roomy: Conversation, lin: Agent, platform: Simulator) -> None:
    says(roomy, lin, TITLES[:4])
    platform.control("faults", endpoint=SEND, fault="slow", seconds=0)
    platform.control("faults", endpoint=SEND, errcode=45003)  # of the second
    outbound.deliver(roomy.pk)
    states = Message.objects.filter(kind="card").order_by("position").values_list("state", flat=True)
    assert list(states) == ["sent", "failed", "sent", "sent"]
    assert articles(platform) == [[TITLES[0]], [TITLES[2]], [TITLES[3]]]
