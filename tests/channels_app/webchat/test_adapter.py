"""How replies leave for web chat."""

from typing import Any

import pytest

from channels_app.adapters import DeliveryError
from channels_app.webchat import adapter
from channels_app.webchat.adapter import WebChatAdapter
from history.models import Conversation, Message


class Away:
    async def group_send(self, *_args: Any) -> None:
        raise ConnectionError("Redis is away")


def test_without_redis_a_reply_waits_and_is_tried_again(waiting: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "get_channel_layer", Away)
    message = Message.objects.select_related("customer").get(conversation=waiting)
    with pytest.raises(DeliveryError) as raised:
        WebChatAdapter().send(message)
    assert raised.value.permanent is False
    assert raised.value.unconfirmed is False
    assert raised.value.retry_after == 2


def test_without_redis_nobody_is_seen_typing_and_that_is_all(
    waiting: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "get_channel_layer", Away)
    WebChatAdapter().typing(waiting.customer, True)
