import logging
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any, BinaryIO, Literal, cast

import httpx
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cards import opens
from cards.rendering import Snapshot, picture_url
from channels_app.adapters import DeliveryError, MediaGone
from channels_app.http import http_client, time_limit
from channels_app.models import KfAccount, UploadedMedia, WeChatAccount, WeChatProfile
from channels_app.sealing import SecretLost
from channels_app.wechat import accounts, kf_rows, unread
from channels_app.wechat.api.messages import Article
from channels_app.wechat.client import WeChatClient
from channels_app.wechat.errors import MediaTooLarge, delivery_error
from channels_app.wechat.tokens import RedisTokenStore
from history.models import Attachment, Channel, Customer, Message

log = logging.getLogger(__name__)

# A reply's lease (GRATA_LEASE_SECONDS, 60) must be longer than all that one send may take. That is 34 s of requests (the
# token, the upload, the message; the last two again for a file that WeChat has lost), and around them at most 20 s for the
# token: 10 s until another process has fetched it, or five questions of 4 s to a Redis that is away. 54 s together.
WHOLE_SECONDS = 34.0
SAFELY = timedelta(hours=6)  # before its end, a file that WeChat holds is uploaded anew
LARGEST_FILE = 2 << 20  # bytes, of a picture and of a recording
NOT_CARRIED = 48008

NAMELESS = gettext_noop("WeChat did not take the agent's name: this was sent in the account's own.")

Send = Callable[[str], DeliveryError | None]


class WeChatAdapter:
    """Replies leave by custom/send, which knows no id: a send without an answer may not be repeated."""

    idempotent = False

    def send(self, message: Message) -> str | None:
        """Hands the reply to WeChat, in the agent's name where it has one there. Raises DeliveryError.

        A sentence for the agent comes back if WeChat did not take the name.
        """
        account = accounts.by_channel(message.customer.channel_id)
        face = kf_rows.usable(account, message)
        with time_limit(WHOLE_SECONDS):
            refusal = _send(account, message, face.kf_account if face else None)
        if face is None or refusal is None:
            return None
        _note(face, refusal)
        return NAMELESS

    def fetch(self, channel: Channel, source: dict[str, Any], into: BinaryIO, *, most_bytes: int) -> None:
        """Writes a customer's file into `into`. Raises MediaGone when WeChat has it no more, else DeliveryError."""
        account = WeChatAccount.objects.get(pk=channel.pk)
        client_for(account).download(str(source.get("media_id", "")), into, most_bytes=most_bytes)

    def show_file(self, message: Message) -> None:
        """WeChat shows its people their own files."""

    def forget(self, customer: Customer) -> None:
        """What WeChat calls them, and deliveries of theirs that we could not read."""
        WeChatProfile.objects.filter(customer=customer).delete()
        unread.forget(customer)

    def typing(self, customer: Customer, on: bool) -> None:
        """Shows it for 15 s, or ends it. Nothing is raised when it does not work."""
        account = WeChatAccount.objects.get(pk=customer.channel_id)
        client_for(account).typing(customer.external_id, on)


def client_for(account: WeChatAccount) -> WeChatClient:
    """The account's API, with its token shared by all processes. Raises DeliveryError when its AppSecret can't be opened."""
    try:
        secret = account.app_secret
    except SecretLost as lost:
        raise DeliveryError(str(lost), channel_broken=True) from lost
    return WeChatClient(account.app_id, secret, settings.GRATA_WECHAT_API_URL, _tokens(), _http())


def _note(face: KfAccount, refusal: DeliveryError) -> None:
    """The reply has left by now: whatever happens here must not look as if it had not."""
    try:
        kf_rows.note_refusal(face, refusal)
    except Exception:
        log.exception("WeChat's refusal of %s was not noted", face.kf_account)


def _send(account: WeChatAccount, message: Message, kf_account: str | None = None) -> DeliveryError | None:
    """kf_account: in whose name; None for the account's own. WeChat's refusal of the name, if it took only the rest."""
    client, openid = client_for(account), message.customer.external_id
    match message.kind:
        case Message.Kind.TEXT:
            return client.send_text(openid, message.text, kf_account)
        case Message.Kind.CARD:
            return client.send_news(openid, _article(message.payload), kf_account)
        case Message.Kind.IMAGE:
            return _send_file(account, message, lambda media_id: client.send_image(openid, media_id, kf_account))
        case Message.Kind.VOICE:
            return _send_file(account, message, lambda media_id: client.send_voice(openid, media_id, kf_account))
        case _:
            raise delivery_error(NOT_CARRIED)


def _article(payload: dict[str, Any]) -> Article:
    picture = picture_url(cast(Snapshot, payload)) if payload.get("picture") else ""
    url = opens.address(cast(Snapshot, payload)) if payload.get("url") else ""
    return Article(str(payload.get("title", "")), str(payload.get("teaser", "")), url, picture)


def _send_file(account: WeChatAccount, message: Message, send: Send) -> DeliveryError | None:
    """Sends by the id of a file that WeChat holds. If it holds it no more, the file is uploaded again, once."""
    attachment = Attachment.objects.get(message=message)
    valid = UploadedMedia.objects.filter(account=account, expires_at__gt=timezone.now() + SAFELY)
    held = valid.filter(file=attachment.shown.name).first()
    try:
        return send(held.media_id if held else _uploaded(account, message.kind, attachment))
    except MediaGone:
        UploadedMedia.objects.filter(account=account, file=attachment.shown.name).delete()
    return send(_uploaded(account, message.kind, attachment))


def _uploaded(account: WeChatAccount, kind: str, attachment: Attachment) -> str:
    name = str(attachment.shown.name)
    found = client_for(account).upload(cast(Literal["image", "voice"], kind), _content(attachment), name)
    kept = {"media_id": found.media_id, "expires_at": found.expires_at}
    UploadedMedia.objects.update_or_create(account=account, file=name, defaults=kept)
    UploadedMedia.objects.filter(account=account, expires_at__lt=timezone.now()).delete()
    return found.media_id


def _content(attachment: Attachment) -> bytes:
    try:
        with attachment.shown.open("rb") as file:
            content: bytes = file.read(LARGEST_FILE + 1)
    except Exception as error:  # a storage raises what it likes
        log.warning("The file of message %s could not be read", attachment.message_id, exc_info=True)
        raise DeliveryError(_("The file could not be read."), tries_most=3) from error
    if len(content) > LARGEST_FILE:
        raise MediaTooLarge
    return content


@cache
def _tokens() -> RedisTokenStore:
    return RedisTokenStore.from_url(settings.REDIS_URL)


@cache
def _http() -> httpx.Client:
    return http_client()
