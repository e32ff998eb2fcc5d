from functools import cache

import httpx
from django.conf import settings

from channels_app.models import WeChatAccount
from channels_app.wechat.client import WeChatClient
from channels_app.wechat.http import http_client
from channels_app.wechat.tokens import RedisTokenStore
from history.models import Message


class WeChatAdapter:
    """Replies leave by custom/send, which knows no id: a send without an answer may not be repeated."""

    idempotent = False

    def send(self, message: Message) -> None:
        """Hands the reply to WeChat. Raises DeliveryError."""
        account = WeChatAccount.objects.get(pk=message.customer.channel_id)
        client_for(account).send_text(message.customer.external_id, message.text)


def client_for(account: WeChatAccount) -> WeChatClient:
    """The account's API, with its token shared by all processes."""
    return WeChatClient(account.app_id, account.app_secret, settings.GRATA_WECHAT_API_URL, _tokens(), _http())


@cache
def _tokens() -> RedisTokenStore:
    return RedisTokenStore.from_url(settings.REDIS_URL)


@cache
def _http() -> httpx.Client:
    return http_client()
