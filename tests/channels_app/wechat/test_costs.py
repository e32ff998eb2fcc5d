"""What a delivery costs the database. Django's own way of saying the same would take twice as many statements."""

from typing import Any

import pytest
from django.test import Client

from channels_app.models import WeChatAccount
from console.actions.claim import claim
from console.models import Agent
from history.models import Conversation, Message
from tests.conftest import writes
from tests.wechat_simulator.accounts import DEMO
from tests.wechat_simulator.wire import push, xml

NOW = 1_800_000_000
STATEMENTS = 7  # the account, BEGIN, the customer, the message, is it a keyword, COMMIT, and then who is in the chat


def _deliver(account: WeChatAccount, number: int) -> None:
    words = {
        "ToUserName": DEMO[0].original_id,
        "FromUserName": "oCost",
        "CreateTime": NOW + number,
        "MsgId": 100 + number,
    }
    query, body = push(DEMO[0], "oCost", xml(words | {"MsgType": "text", "Content": "多少？"}), NOW + number)
    assert (
        Client().post(f"/channels/wechat/{account.slug}/?{query}", body, content_type="text/xml").content == b"success"
    )


@pytest.mark.django_db(transaction=True)
def test_a_message_into_a_chat_that_somebody_has_takes_seven_statements(
    wechat: WeChatAccount, lin: Agent, django_assert_max_num_queries: Any
) -> None:
    claim(writes(wechat, "oCost", "你好").conversation, agent=lin)
    with django_assert_max_num_queries(STATEMENTS):
        _deliver(wechat, 1)
    chat = Conversation.objects.get()
    assert (chat.unanswered, chat.last_words) == (2, "多少？")
    assert Message.objects.filter(author="customer").count() == 2
