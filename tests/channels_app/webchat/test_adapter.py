"""How replies leave for web chat."""

from typing import Any

import pytest

from channels_app.adapters import DeliveryError
from channels_app.webchat.adapter import WebChatAdapter
from history.models import Conversation, Message


@pytest.fixture
def redis_away(settings: Any) -> None:
    config = {**settings.CHANNEL_LAYERS["default"]["CONFIG"], "hosts": ["unix:///nowhere/redis.sock"]}
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": config}}


@pytest.mark.usefixtures("redis_away")
def test_without_redis_a_reply_waits_and_is_tried_again(waiting: Conversation) -> None:
    message = Message.objects.select_related("customer").get(conversation=waiting)
    with pytest.raises(DeliveryError) as raised:
        WebChatAdapter().send(message)
    assert raised.value.permanent is False
    assert raised.value.unconfirmed is False
    assert raised.value.retry_after == 2


@pytest.mark.usefixtures("redis_away")
def test_without_redis_nobody_is_seen_typing_and_that_is_all(waiting: Conversation) -> None:
    WebChatAdapter().typing(waiting.customer, True)
