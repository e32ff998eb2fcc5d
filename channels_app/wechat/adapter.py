from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any, BinaryIO, Literal, cast

import httpx
from django.conf import settings
from django.utils import timezone

from cards.rendering import Snapshot, picture_url
from channels_app.adapters import MediaGone
from channels_app.models import UploadedMedia, WeChatAccount
from channels_app.wechat.api.messages import Article
from channels_app.wechat.client import WeChatClient
from channels_app.wechat.http import http_client, time_limit
from channels_app.wechat.tokens import RedisTokenStore
from history.models import Channel, Message

WHOLE_SECONDS = 45.0  # of a message with its file: the delivery's lease of 60 s must be longer
SAFELY = timedelta(hours=2)  # before its end, a file that WeChat holds is uploaded anew


class WeChatAdapter:
    """Replies leave by custom/send, which knows no id: a send without an answer may not be repeated."""

    idempotent = False

    def send(self, message: Message) -> None:
        """Hands the reply to WeChat. Raises DeliveryError."""
        account = WeChatAccount.objects.get(pk=message.customer.channel_id)
        client, openid = client_for(account), message.customer.external_id
        if message.kind == Message.Kind.TEXT:
            client.send_text(openid, message.text)
        elif message.kind == Message.Kind.CARD:
            client.send_news(openid, _article(message.payload))
        else:
            send = client.send_image if message.kind == Message.Kind.IMAGE else client.send_voice
            with time_limit(WHOLE_SECONDS):
                _with_media(account, client, message, lambda media_id: send(openid, media_id))

    def fetch(self, channel: Channel, source: dict[str, Any], into: BinaryIO, *, most_bytes: int) -> None:
        """Writes a customer's file into `into`. Raises MediaGone when WeChat has it no more, else DeliveryError."""
        account = WeChatAccount.objects.get(pk=channel.pk)
        client_for(account).download(str(source.get("media_id", "")), into, most_bytes=most_bytes)


def client_for(account: WeChatAccount) -> WeChatClient:
    """The account's API, with its token shared by all processes."""
    return WeChatClient(account.app_id, account.app_secret, settings.GRATA_WECHAT_API_URL, _tokens(), _http())


def _article(payload: dict[str, Any]) -> Article:
    picture = picture_url(cast(Snapshot, payload)) if payload.get("picture") else ""
    title, teaser, url = (str(payload.get(name, "")) for name in ("title", "teaser", "url"))
    return Article(title, teaser, url, picture)


def _with_media(account: WeChatAccount, client: WeChatClient, message: Message, send: Callable[[str], None]) -> None:
    """Sends by the id of a file that WeChat holds. If it holds it no more, the file is uploaded again, once."""
    valid = UploadedMedia.objects.filter(account=account, expires_at__gt=timezone.now() + SAFELY)
    held = valid.filter(file=message.attachment.shown.name).first()
    if held is not None:
        try:
            return send(held.media_id)
        except MediaGone:
            held.delete()
    send(_uploaded(account, client, message))


def _uploaded(account: WeChatAccount, client: WeChatClient, message: Message) -> str:
    file, kind = message.attachment.shown, cast(Literal["image", "voice"], message.kind)
    with file.open("rb") as content:
        found = client.upload(kind, content.read(), file.name or kind)
    kept = {"media_id": found.media_id, "expires_at": found.expires_at}
    UploadedMedia.objects.update_or_create(account=account, file=file.name, defaults=kept)
    return found.media_id


@cache
def _tokens() -> RedisTokenStore:
    return RedisTokenStore.from_url(settings.REDIS_URL)


@cache
def _http() -> httpx.Client:
    return http_client()
